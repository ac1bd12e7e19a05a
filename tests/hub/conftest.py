"""One PostgreSQL for all tests in here; each has a hub of its own, heard on this computer."""

from collections.abc import Iterator

import pytest

from pos_loyalty.storage import hub_bell
from pos_loyalty.storage.hub_migrate import migrate_hub
from pos_loyalty.storage.hub_store import HubStore
from tests.support.postgres import Cluster, cluster
from tests.support.running_hub import Caller, new_code, running_hub


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


@pytest.fixture(autouse=True)
def _bells_that_stop_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests start a hub and end it: its listener is not waited for."""
    monkeypatch.setattr(hub_bell, "_BREATH_S", 0.05)


@pytest.fixture
def database(server: Cluster, template: str) -> Iterator[str]:
    """A new hub's database."""
    url = server.create(template)
    yield url
    server.drop(url)


@pytest.fixture
def store(database: str) -> Iterator[HubStore]:
    """The same, open."""
    opened = HubStore.open(database, most_connections=4)
    yield opened
    opened.close()


@pytest.fixture
def hub(database: str) -> Iterator[str]:
    """The address of a hub over it."""
    with running_hub(database) as url:
        yield url


@pytest.fixture
def founder(hub: str, store: HubStore) -> Iterator[Caller]:
    """The till that founded the shop."""
    caller = Caller(hub, "till-1")
    caller.found(new_code(store))
    yield caller
    caller.close()


@pytest.fixture
def second(hub: str, store: HubStore, founder: Caller) -> Iterator[Caller]:
    """A till that joined it."""
    caller = Caller(hub, "till-2", secret=2)
    assert caller.device != founder.device
    caller.enrol(new_code(store))
    yield caller
    caller.close()
