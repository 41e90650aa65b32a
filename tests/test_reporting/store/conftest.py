from collections.abc import Iterator
from pathlib import Path

import pytest

from reporting.store import Engine
from tests.support.engines import NAMES, Kind, OnPostgres, OnSqlite


@pytest.fixture(params=NAMES)
def kind(request: pytest.FixtureRequest, tmp_path: Path) -> Kind:
    """Everything in this folder holds on both engines."""
    if request.param == "sqlite":
        return OnSqlite(tmp_path)
    return OnPostgres(request.getfixturevalue("postgres"))


@pytest.fixture
def engine(kind: Kind) -> Iterator[Engine]:
    engine = kind.new_engine()
    yield engine
    engine.close()
