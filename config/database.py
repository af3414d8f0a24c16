"""The parameters that every database session of the register begins with, whatever the server or the role has set."""

# An address's own options may change these.
DEFAULTS = {
    # The register's queries are many and short: compiling one takes longer than running it.
    "jit": "off",
    # A process that hangs in the middle of a transaction loses its locks after this.
    "idle_in_transaction_session_timeout": "5min",
}
# The register's code relies on these: an address's own options never change them.
REQUIRED = {
    # psycopg reads a point in time in no other style, and the exports take days as PostgreSQL writes them.
    "datestyle": "ISO",
    "intervalstyle": "postgres",
    # Without a value, each call of a trigger raises and catches an exception. A large import pays most for each.
    "pgtrigger.ignore": "{}",
}
# PostgreSQL's library reads these from the environment, and they win over a session's options.
OVERRIDING = ("PGDATESTYLE",)


def session_options(own: str) -> str:
    """The options of a connection, in PostgreSQL's words; the last of two that set the same parameter counts."""
    return " ".join(filter(None, [_settings(DEFAULTS), own, _settings(REQUIRED)]))


def _settings(parameters: dict[str, str]) -> str:
    return " ".join(f"-c {name}={value}" for name, value in parameters.items())
