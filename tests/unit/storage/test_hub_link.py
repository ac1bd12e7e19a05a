from pos_loyalty.storage.hub_link import HubLink, LinkState
from pos_loyalty.storage.records import CardRecord, CardStatus, StaffRecord
from pos_loyalty.storage.store import Store
from tests.support.stores import ANNA, NOW, memory_store

LINK = HubLink(url="https://hub", hub_key="key", store="north", paired_at=NOW)


def _paired(*member_ids: str) -> Store:
    store = memory_store(*member_ids)
    with store.begin() as work:
        work.hub.pair(LINK)
        work.commit()
    return store


def test_a_till_stands_alone_until_it_is_paired() -> None:
    """A shop with one till has no hub, and nothing is asked of one."""
    store = memory_store()
    with store.read() as reading:
        assert (reading.hub.is_paired(), reading.hub.link()) == (False, None)
    with _paired().read() as reading:
        assert (reading.hub.is_paired(), reading.hub.link()) == (True, LINK)


def test_what_was_sent_stays_sent_though_the_hub_lost_it() -> None:
    """Somebody may have seen it: what a hub forgot is no secret of the till's again."""
    store = _paired()
    with store.begin() as work:
        work.hub.put_sent(7)
        work.hub.put_acked(7)
        work.hub.put_sent(5)
        work.hub.put_acked(3)
        link = work.hub.link()
    assert link is not None
    assert (link.sent_seq, link.acked_seq) == (7, 3)


def test_all_records_count_as_changed_when_a_hub_is_found() -> None:
    """The hub knows nobody yet."""
    store = memory_store(ANNA)
    with store.begin() as work:
        work.members.put_card(CardRecord(ANNA, 0, CardStatus.ACTIVE, NOW))
        work.shop.put_staff(StaffRecord(id="s1", name="Sam", role="cashier"))
        work.hub.pair(LINK)
        rows = work.connection.execute("SELECT kind, key FROM record_stamp WHERE is_dirty").all()
    assert rows == [("card", f"{ANNA}/0"), ("member", ANNA), ("staff", "s1")]


def test_a_feed_is_read_on_from_where_it_was_left() -> None:
    """A page that came late, or twice, moves nothing."""
    store = _paired()
    with store.begin() as work:
        assert work.hub.move_cursor("shop", start=0, to=5)
        assert not work.hub.move_cursor("shop", start=0, to=3)
        assert work.hub.cursors() == {"shop": 5}
        work.hub.forget_cursors()
        assert work.hub.cursors() == {}


def test_what_the_hub_says_of_the_till_is_kept() -> None:
    """Its life, the card keys, and whether the till still belongs to it."""
    store = _paired()
    with store.begin() as work:
        work.hub.put_incarnation(2)
        work.hub.put_key_version(3)
        work.hub.put_state(LinkState.REVOKED)
        link = work.hub.link()
        work.hub.leave()
        assert not work.hub.is_paired()
    assert link is not None
    assert (link.incarnation, link.key_version, link.state) == (2, 3, LinkState.REVOKED)
