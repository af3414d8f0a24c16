"""The parameters that every database session of the register begins with, whatever the server or the role has set."""

# An address's own options may change these.
DEFAULT_PARAMETERS = {
    # The register's queries are many and short: compiling one takes longer than running it.
    "jit": "off",
    # A process that hangs in the middle of a transaction loses its locks after this.
    "idle_in_transaction_session_timeout": "5min",
}
# The register's code relies on these: an address's own options never change them.
REQUIRED_PARAMETERS = {
    # psycopg reads a point in time in no other style, and the exports take days as PostgreSQL writes them.
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    # Without a value, each trigger call catches an exception, at a cost that grows with the transaction.
    "pgtrigger.ignore": "{}",
}
# PostgreSQL's library reads these from the environment, and they win over a session's options.
OVERRIDING_VARIABLES = ("PGDATESTYLE",)


def session_options(address_options: str) -> str:
    """The options of a connection, in PostgreSQL's words; the last of two that set the same parameter counts."""
    return " ".join(filter(None, [_settings(DEFAULT_PARAMETERS), address_options, _settings(REQUIRED_PARAMETERS)]))


def _settings(parameters: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in parameters.items())
