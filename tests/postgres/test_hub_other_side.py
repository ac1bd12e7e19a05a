"""What the hub shows beside an event that waits for a person."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest

from pos_loyalty.domain.desk_acts import DeskActKind, Hand
from pos_loyalty.domain.events import (
    CreditTakenBack,
    Happening,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    Subject,
    TakenBackOnce,
)
from pos_loyalty.domain.hub_reports import (
    OtherSide,
    Place,
    RefusedLine,
    ReturnSide,
    SaleSide,
    ShareSide,
)
from pos_loyalty.domain.shares import Grant, GrantRow, GrantState, SharePart
from pos_loyalty.domain.tills import FeedRow, InboxRow, InboxStatus
from pos_loyalty.services.presets import find_document
from pos_loyalty.storage.codec import decode_body, encode_body
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.storage.hub_work import HubTransaction
from pos_loyalty.sync.entitlement import ProgramShelf
from pos_loyalty.sync.other_side import OtherSides, moved_by
from pos_loyalty.sync.protocol import SHOP, ProgramNote
from tests.support.hub_events import START, START_US, burn, credit, event, purchase, till

NOW_US = START_US + 10**12


@pytest.fixture
def work(clean_store: HubStore) -> Iterator[HubTransaction]:
    """A hub with two tills and a program; nothing of it is kept."""
    with clean_store.begin() as work:
        for name in ("till-1", "till-2"):
            work.put_device(till(name))
        yield work


def publish(work: HubTransaction) -> None:
    """The shop has a program from before all events."""
    note = ProgramNote(
        number=1,
        valid_from=START - timedelta(days=1),
        document=msgspec.Raw(msgspec.json.encode(find_document("sonnenblume"))),
        published_at=START,
    )
    row = FeedRow(kind="program", key="1", body=msgspec.json.encode(note))
    work.publish(SHOP, [row])


def waiting(
    seq: int, happening: Happening, reason: str, *, device: str = "till-1", **shares: int
) -> InboxRow:
    """An event that is kept aside, with the shares that it names."""
    is_refused = reason in {"revoked", "written-off", "unreadable"}
    status = InboxStatus.REFUSED if is_refused else InboxStatus.EXCEPTION
    row = event(seq, happening, device=device, status=status, reason=reason)
    said = msgspec.structs.replace(decode_body(row.body), shares=shares)
    body = encode_body(said)
    return replace(row, body=body, hash=sha256(body).digest())


def side_of(work: HubTransaction, row: InboxRow) -> OtherSide:
    """The hub's side of an event that came."""
    if not work.known_events([row.id]):
        work.add_events([row])
    names = {each.device: each.name for each in work.devices()}
    sides = OtherSides(work, ProgramShelf(), names, now_us=NOW_US)
    return sides.of(RefusedLine(row=row, till=names[row.device]))


def share(name: str, *, device: str = "till-1", used: int = 0) -> GrantRow:
    """A share of fifty points."""
    grant = Grant(grant=name, member="M1", device=device, epoch=1, parts=(SharePart(50),))
    return GrantRow(grant=grant, used=used)


def test_what_the_member_had_then_and_has_now(work: HubTransaction) -> None:
    """By what had come before, at the event's own time; and by all that is here, now."""
    publish(work)
    row = waiting(3, burn(50, "r1"), "overspent")
    work.add_events([event(1, credit(30)), replace(event(9, credit(7)), received_us=NOW_US)])
    side = side_of(work, row)
    assert (side.points_then, side.points_now) == (30, 0)
    assert (side.shares, side.acts, side.due, side.sale) == ((), (), None, None)
    assert moved_by(row) == -50


def test_of_a_member_of_whom_nothing_had_come(work: HubTransaction) -> None:
    """Nothing, then; and without a program nobody can say."""
    row = waiting(1, burn(50, "r1"), "overspent")
    assert side_of(work, row).points_then is None
    publish(work)
    assert side_of(work, row).points_then == 0


def test_who_holds_the_members_points(work: HubTransaction) -> None:
    """The shares that the event names, as they stand, and what others hold."""
    work.put_grant(share("named", used=20))
    work.put_grant(share("other", device="till-2"))
    work.put_grant(share("empty", device="till-2", used=50))
    row = waiting(1, burn(60, "r1"), "share-exceeded", named=60, nobody=1)
    side = side_of(work, row)
    assert side.shares == (
        ShareSide(share="named", till="Kasse till-1", points=50, held=30, state=GrantState.OPEN),
    )
    assert side.unknown_shares == ("nobody",)
    assert [(each.share, each.till) for each in side.elsewhere] == [("other", "Kasse till-2")]


def test_by_which_act_it_was_kept_aside(work: HubTransaction) -> None:
    """The last of its kind before the event came: when, and by whom."""
    for at, kind, person in (
        (1, DeskActKind.WRITTEN_OFF, "Ada"),
        (2, DeskActKind.REVOKED, "Bea"),
        (3, DeskActKind.REVOKED, "Cleo"),
        (START_US * 2, DeskActKind.REVOKED, "Dora"),
    ):
        work.add_act(Hand(now_us=at, person=person).act(kind, "till-1"))
    revoked = side_of(work, waiting(1, credit(5), "revoked"))
    assert [act.person for act in revoked.acts] == ["Cleo"]
    work.put_grant(replace(share("gone"), state=GrantState.WRITTEN_OFF))
    written = side_of(work, waiting(2, burn(5, "r1"), "written-off", gone=5))
    assert [act.person for act in written.acts] == ["Ada"]
    assert [each.state for each in written.shares] == [GrantState.WRITTEN_OFF]
    assert side_of(work, waiting(1, credit(5), "revoked", device="till-2")).acts == ()


def test_the_other_taking_back_of_a_sale(work: HubTransaction) -> None:
    """The sale and every other reversal of it: till, time, money and points."""
    publish(work)
    back = Refunded("S1", 1000, 1000, complete=True, reversed_points=10, restored_points=4)
    work.add_events(
        [
            event(1, purchase("S1", earned=10, spent=4)),
            event(2, purchase("S2", earned=1)),
            event(1, back, device="till-2"),
            event(3, replace(back, sale_id="S2")),
        ]
    )
    side = side_of(work, waiting(4, back, "taken-back-twice"))
    assert side.sale == SaleSide(
        subject="S1", till="Kasse till-1", at_us=START_US + 60_000_000, earned=10, burned=4
    )
    assert side.returns == (
        ReturnSide(
            event="till-2/1/1",
            till="Kasse till-2",
            at_us=START_US + 60_000_000,
            amount_minor=1000,
            reversed=10,
            restored=4,
        ),
    )
    assert (side.currency, side.amends) == ("EUR", ())
    once = TakenBackOnce(Subject.SALE, "S1", returned=10, reclaimed=4)
    work.add_events([event(5, once, device="till-2"), event(6, replace(once, name="S2"))])
    (amend,) = side_of(work, waiting(7, back, "taken-back-twice")).amends
    assert (amend.till, amend.restored, amend.reversed) == ("Kasse till-2", 10, 4)


def test_other_things_are_taken_back_as_well(work: HubTransaction) -> None:
    """A redemption, a credit and a spin have no money; the redemption itself is shown."""
    undone = RedemptionUndone("r1", 30)
    work.add_events([event(1, burn(30, "r1")), event(1, undone, device="till-2")])
    side = side_of(work, waiting(2, undone, "taken-back-twice"))
    assert side.sale is not None
    assert (side.sale.burned, side.currency) == (30, "")
    assert [(each.amount_minor, each.restored) for each in side.returns] == [(None, 30)]
    for seq, happening in ((3, CreditTakenBack("S7", 5)), (4, SpinTakenBack("W1", 5))):
        work.add_events([event(seq, happening, device="till-2")])
        side = side_of(work, waiting(seq, happening, "taken-back-twice"))
        assert side.sale is None
        assert [each.reversed for each in side.returns] == [5]


def test_the_place_that_was_due(work: HubTransaction) -> None:
    """Where it came, and what it says of itself, as far as it can be read."""
    torn = replace(
        event(3, status=InboxStatus.REFUSED, reason="unreadable"), member=None, type="", body=b"{"
    )
    assert side_of(work, torn) == OtherSide(due=Place("Kasse till-1", 1, 3))
    elsewhere = replace(
        event(7, device="till-2", status=InboxStatus.REFUSED, reason="wrong-place"),
        device="till-1",
        seq=4,
        id="till-1.1.4",
        member=None,
        type="",
    )
    side = side_of(work, elsewhere)
    assert (side.due, side.said) == (Place("Kasse till-1", 1, 4), Place("Kasse till-2", 1, 7))
    assert moved_by(torn) is None


def test_what_cannot_be_read_of_a_member_has_no_other_side(work: HubTransaction) -> None:
    """An event whose data is in tatters still shows what the member has."""
    publish(work)
    row = waiting(2, credit(5), "unreadable")
    torn = replace(row, body=row.body.replace(b'"points":5', b'"points":"x"'))
    work.add_events([event(1, credit(30))])
    side = side_of(work, torn)
    assert (side.points_now, moved_by(torn)) == (30, None)
