"""One PostgreSQL for all tests in here; each has a hub's database of its own."""

from collections.abc import Iterator

import pytest

from pos_loyalty.storage.hub_migrate import migrate_hub
from pos_loyalty.storage.hub_store import HubStore
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


@pytest.fixture(scope="session")
def clean_store(server: Cluster, template: str) -> Iterator[HubStore]:
    """A hub's database for tests that commit nothing."""
    opened = HubStore.open(server.create(template))
    yield opened
    opened.close()


@pytest.fixture
def hub_url(server: Cluster, template: str) -> Iterator[str]:
    """A new hub's database."""
    url = server.create(template)
    yield url
    server.drop(url)


@pytest.fixture
def store(hub_url: str) -> Iterator[HubStore]:
    """A new hub's database, open."""
    opened = HubStore.open(hub_url)
    yield opened
    opened.close()
