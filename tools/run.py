"""`make run`: the real portal. On an empty instance it first prints an enrolment link for each advisor."""

import time

from app import create_app, serve
from reporting.commands.advisor import enrolment_link
from reporting.current import roster


def main() -> None:
    """Invite the first advisors if there are none, then serve."""
    app = create_app()
    with app.app_context():
        if not roster().list_advisors():
            _invite_first()
    serve()


def _invite_first() -> None:
    print("\n  Nobody can report before an advisor has enrolled. One link each, valid once, for 72 hours:\n")
    for number in range(1, roster().max_advisors + 1):
        name = f"Rådgiver {number}"
        print(f"  {name}    {enrolment_link(roster().invite(name, int(time.time())))}")
    print(flush=True)


if __name__ == "__main__":
    main()
