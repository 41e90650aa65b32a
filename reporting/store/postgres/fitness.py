"""What a PostgreSQL server must be so that the portal's promises hold, and what about it can do harm one day."""

from collections.abc import Iterator

from .connection import Connection, ask

LEAST_VERSION = 150_000
"""PostgreSQL 15, as the server numbers itself."""

# Setting, what it must be, what else it may be. https://www.postgresql.org/docs/15/runtime-config.html
_DURABLE = {
    "fsync": ("on",),
    "full_page_writes": ("on",),
    "synchronous_commit": ("on", "remote_apply"),
}
"""Without these an acknowledged report can be lost."""

_QUIET = {
    "log_statement": ("none",),
    "log_min_messages": ("log", "fatal", "panic"),
    "log_min_duration_statement": ("-1",),
    "log_min_duration_sample": ("-1",),
    "log_transaction_sample_rate": ("0",),
    "log_duration": ("off",),
    "log_parameter_max_length": ("0",),
    "log_parameter_max_length_on_error": ("0",),
    "log_error_verbosity": ("terse",),
    "log_checkpoints": ("off",),
    "log_connections": ("off", ""),
    "log_disconnections": ("off",),
    "log_lock_waits": ("off",),
    "log_autovacuum_min_duration": ("-1",),
    "log_temp_files": ("-1",),
    "log_statement_stats": ("off",),
    "log_parser_stats": ("off",),
    "log_planner_stats": ("off",),
    "log_executor_stats": ("off",),
    "debug_print_parse": ("off",),
    "debug_print_rewritten": ("off",),
    "debug_print_plan": ("off",),
    "track_commit_timestamp": ("off",),
    "auto_explain.log_min_duration": ("-1",),
    "pgaudit.log": ("none",),
}
"""Without these the server writes down at what time reports came, or pieces of what is in the database. A portal to
which nobody comes has no connection and leaves the server nothing to write, so even those lines would tell; so would
errors, as two that come at once are one. The last two are there if the server has loaded what they belong to."""


def find_faults(connection: Connection) -> Iterator[str]:
    """Yield, in sentences for the operator, what the portal must not run on."""
    if connection.info.server_version < LEAST_VERSION:
        yield "PostgreSQL 15 is the oldest that will do."
        return
    if connection.info.parameter_status("server_encoding") != "UTF8":
        yield "The database is not made for all letters: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        return
    for names, why in ((_DURABLE, "a report could be lost"), (_QUIET, "its logs would tell of reports")):
        for name, found in _settings(connection, tuple(names)):
            if found not in names[name]:
                yield f"PostgreSQL's `{name}` is `{found}`, and {why}: set it to `{names[name][0]}`."


def find_risks(connection: Connection) -> Iterator[str]:
    """Yield, in sentences for the operator, what can do harm one day."""
    found = dict(_settings(connection, ("archive_mode", "data_checksums", "wal_recycle", "archive_timeout")))
    if found["archive_mode"] != "off":
        yield "PostgreSQL archives its log (`archive_mode`): what is purged stays in there, and when reports came."
    if found["wal_recycle"] != "off" or found["archive_timeout"] == "0":
        yield "PostgreSQL keeps what is purged in its log for as long as it likes: see deploy/postgresql.conf."
    if found["data_checksums"] != "on":
        yield "PostgreSQL has no checksums (initdb --data-checksums), so a page that rots is not noticed."
    host = connection.info.hostaddr or connection.info.host
    if not connection.pgconn.ssl_in_use and not host.startswith(("/", "127.", "::1")):
        yield "The line to the database is not sealed: add `?sslmode=verify-full` to `database`."


def _settings(connection: Connection, names: tuple[str, ...]) -> list[tuple[str, str]]:
    query = f"SELECT name, setting FROM pg_settings WHERE name IN ({', '.join('?' * len(names))}) ORDER BY name"  # noqa: S608 - marks only
    return [(name, setting) for name, setting in ask(connection, query, names)]
