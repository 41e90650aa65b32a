from collections.abc import Iterator
from pathlib import Path

import pytest

from crypto import Identity
from tests.support.drills import Reports, enrol_two
from tests.support.portal import Portal


@pytest.fixture
def portal(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Portal]:
    """A running portal with two workers and a file; `parametrize("portal", [(1, "postgresql")], indirect=True)` makes
    it one, and a server's database.
    """
    workers, engine = getattr(request, "param", (2, "sqlite"))
    settings = {"DATABASE": request.getfixturevalue("postgres").new_database()} if engine == "postgresql" else {}
    portal = Portal(tmp_path, WORKERS=workers, **settings)
    portal.start()
    yield portal
    portal.stop()


@pytest.fixture
def identities(portal: Portal) -> list[Identity]:
    return enrol_two(portal)


@pytest.fixture
def reports(identities: list[Identity]) -> Reports:
    return Reports(identities)
