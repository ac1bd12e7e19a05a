from pos_loyalty.domain.shared_records import CARD, MEMBER, RecordChange, Stamped
from pos_loyalty.storage.overruled import OverruledFields, forget_overruled
from tests.support.stores import ANNA, BEN, memory_store

_FIRST = Stamped(value="Ann", hlc=5, device="till", seen=2)
_SECOND = Stamped(value="Anne", hlc=9, device="till", seen=7)
_PHONE = Stamped(value="+491701234567", hlc=6, device="till")


def test_what_gave_way_is_kept_until_the_hub_has_it() -> None:
    """The oldest of a field first; kept again, it is the same; the rest stays."""
    with memory_store().begin() as work:
        overruled = OverruledFields(work.connection, MEMBER)
        for fields in ({"given_name": _SECOND}, {"given_name": _FIRST, "phone": _PHONE}):
            overruled.keep(ANNA, fields)
            overruled.keep(ANNA, fields)
        whole = [("given_name", _FIRST), ("given_name", _SECOND), ("phone", _PHONE)]
        assert overruled.kept(ANNA) == whole
        told = {"given_name": _FIRST, "phone": _SECOND}
        overruled.drop(RecordChange(kind=MEMBER, key=ANNA, fields=told))
        assert overruled.kept(ANNA) == whole[1:]


def test_nothing_is_kept_of_who_is_to_be_forgotten() -> None:
    """Of that record only, and of none once there is no hub to be told."""
    with memory_store().begin() as work:
        members = OverruledFields(work.connection, MEMBER)
        cards = OverruledFields(work.connection, CARD)
        for key in (ANNA, BEN):
            members.keep(key, {"given_name": _FIRST})
            cards.keep(key, {"given_name": _FIRST})
        members.forget(ANNA)
        assert members.kept(ANNA) == []
        assert members.kept(BEN) == cards.kept(ANNA) == [("given_name", _FIRST)]
        forget_overruled(work.connection)
        assert members.kept(BEN) == cards.kept(ANNA) == []
