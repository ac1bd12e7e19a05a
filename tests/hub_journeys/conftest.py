"""A PostgreSQL of our own, which a test may kill, and a town for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_loyalty.storage.hub_migrate import migrate_hub
from tests.support.hub_town import Town
from tests.support.postgres import Cluster, cluster


@pytest.fixture(scope="session")
def server() -> Iterator[Cluster]:
    """The server; tests are skipped where there is none for this machine."""
    with cluster() as running:
        yield running


@pytest.fixture(scope="session")
def template(server: Cluster) -> str:
    """A database with the hub's tables, to be copied."""
    url = server.create()
    migrate_hub(url)
    return server.name_in(url)


@pytest.fixture
def empty_town(server: Cluster, template: str, tmp_path: Path) -> Iterator[Town]:
    """A town with a database, and nobody in it yet."""
    made = Town(server, server.create(template), tmp_path)
    try:
        yield made
    finally:
        made.close()
        server.drop(made.database)


@pytest.fixture
def town(empty_town: Town) -> Town:
    """The same with a hub."""
    empty_town.open_hubs(1)
    return empty_town
