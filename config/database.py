"""The parameters of every database session, independent of the settings of the server and the role."""

# Options in the database URL override these.
DEFAULT_PARAMETERS = {
    # The queries are short: JIT compilation takes longer than running them.
    "jit": "off",
    # Ends the transaction of a hanging process, which releases its locks.
    "idle_in_transaction_session_timeout": "5min",
}
# The code relies on these: options in the database URL never override them.
REQUIRED_PARAMETERS = {
    # psycopg parses no other style, and the exports contain days as PostgreSQL writes them.
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    # Without a value, each trigger call catches an exception, at a cost that grows with the transaction.
    "pgtrigger.ignore": "{}",
}
# libpq reads these from the environment, where they override the options of a session.
OVERRIDING_VARIABLES = ("PGDATESTYLE",)


def session_options(address_options: str) -> str:
    """The options of a connection for libpq. The last value of a parameter counts."""
    return " ".join(filter(None, [_settings(DEFAULT_PARAMETERS), address_options, _settings(REQUIRED_PARAMETERS)]))


def _settings(parameters: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in parameters.items())
