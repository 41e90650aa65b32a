"""What must not come back with a copy: whoever was signed in, was signing in, or was invited."""

from .database import Transaction
from .engine import Engine


def end_what_was_open(engine: Engine) -> dict[str, int]:
    """End all sessions, challenges and invitations, and forget what was to be shown once. Return how many of each."""

    def write(transaction: Transaction) -> dict[str, int]:
        return {
            "sessions": transaction.write("DELETE FROM sessions"),
            "challenges": transaction.write("DELETE FROM challenges"),
            "invitations": transaction.write("DELETE FROM advisors WHERE status = 'invited'"),
            "codes to be shown": transaction.write("DELETE FROM shown_once"),
        }

    return engine.write(write)
