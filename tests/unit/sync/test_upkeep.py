import pytest

from pos_loyalty.domain.desk_acts import DeskActKind, Hand
from pos_loyalty.domain.events import Redeemed
from pos_loyalty.domain.shares import GrantState
from pos_loyalty.domain.tills import DeviceStatus, InboxStatus
from pos_loyalty.sync.problems import ProblemError
from pos_loyalty.sync.protocol import SHOP, Want
from pos_loyalty.sync.upkeep import HubUpkeep
from tests.simulation.world import Machine, World
from tests.support.quiet_shop import ANNA, quiet_shop, talk


def _holding(points: int = 40) -> tuple[World, Machine]:
    """A shop whose first till holds a share of Anna's 100 points."""
    world = quiet_shop()
    till = world.machines[0]
    talk(world, till)
    till.sync.want(Want(grant="g", member=ANNA, points=points))
    till.sync.begin()
    talk(world, till)
    return world, till


def test_what_a_till_that_is_gone_holds_goes_back() -> None:
    """Its bound is shown first; afterwards another till may have the points."""
    world, till = _holding()
    assert world.upkeep.exposure(till.name) == 40
    assert world.upkeep.write_off(till.name) == 40
    assert world.upkeep.exposure(till.name) == 0
    assert world.hub_book.state.devices[till.name].status is DeviceStatus.GONE
    other = world.machines[1]
    other.sync.want(Want(grant="h", member=ANNA, points=100))
    other.sync.begin()
    talk(world, other)
    assert other.book.state.grants["h"].grant.points == 100


def test_a_burn_from_a_share_written_off_is_not_booked() -> None:
    """Should the till be heard of again, a person sees what it did; the member keeps the points."""
    world, till = _holding()
    till.book.record(Redeemed("r", 40), ANNA, now_us=world.now_us, burned=40)
    world.upkeep.write_off(till.name)
    talk(world, till)
    row = world.hub_book.state.events[till.book.state.log[-1].id]
    assert (row.status, row.reason) == (InboxStatus.REFUSED, "written-off")
    assert till.book.state.acked == len(till.book.state.log)


def test_shares_of_a_lost_epoch_are_settled() -> None:
    """Those in doubt go back; what the till holds now stays with it."""
    world, till = _holding()
    till.book.begin_epoch(above=1, after_seq=till.book.state.acked, known_to_seq=0)
    talk(world, till)
    till.sync.want(Want(grant="h", member=ANNA, points=30))
    till.sync.begin()
    talk(world, till)
    assert world.upkeep.settle_doubt(till.name) == 40
    grants = world.hub_book.state.grants
    assert grants["g"].state is GrantState.WRITTEN_OFF
    assert grants["h"].state is GrantState.OPEN


def test_a_revoked_till_stays_so_when_it_is_written_off() -> None:
    """Its shares are in doubt from the first, and then go back; it is not let in by that."""
    world, till = _holding()
    world.upkeep.revoke(till.name)
    assert world.hub_book.state.grants["g"].state is GrantState.IN_DOUBT
    assert world.upkeep.write_off(till.name) == 40
    assert world.hub_book.state.devices[till.name].status is DeviceStatus.REVOKED


def test_tills_hear_what_became_of_one_another() -> None:
    """The shop feed says which tills there are, and how they stand."""
    world = quiet_shop()
    world.upkeep.revoke("till-1")
    page = world.hub.page("till-0", feed=SHOP, start=0, with_own=False)
    (row,) = [row for row in page.rows if row.kind == "device"]
    assert b'"status":"revoked"' in bytes(row.body)


def test_a_recovery_can_be_ended_by_hand() -> None:
    """The operator knows that a till will never answer."""
    world = quiet_shop()
    assert world.upkeep.put_back() == 2
    assert world.hub_book.state.meta.is_recovering
    world.upkeep.end_recovery()
    assert not world.hub_book.state.meta.is_recovering


@pytest.mark.parametrize("act", ["revoke", "readmit", "write_off", "settle_doubt"])
def test_nothing_is_done_to_a_till_that_nobody_knows(act: str) -> None:
    """The hub says that it does not know it."""
    world = quiet_shop()
    with pytest.raises(ProblemError) as caught:
        getattr(world.upkeep, act)("nobody")
    assert caught.value.problem.code == "unknown-device"


def test_what_an_operator_does_is_kept_under_a_name() -> None:
    """Each act with its subject, where somebody is named; and nothing of what was refused."""
    world, till = _holding()
    hand = Hand(now_us=7, person="Ada", note="stolen")
    upkeep = HubUpkeep(world.hub_book, hand)
    acts = world.hub_book.state.acts
    world.upkeep.revoke(till.name)
    with pytest.raises(ProblemError):
        upkeep.revoke("nobody")
    upkeep.end_recovery()
    assert acts == {}

    upkeep.revoke(till.name)
    upkeep.readmit(till.name)
    upkeep.write_off(till.name)
    upkeep.put_back()
    upkeep.end_recovery()

    assert list(acts.values()) == [
        hand.act(DeskActKind.REVOKED, till.name),
        hand.act(DeskActKind.READMITTED, till.name),
        hand.act(DeskActKind.WRITTEN_OFF, till.name),
        hand.act(DeskActKind.PUT_BACK, "2"),
        hand.act(DeskActKind.RECOVERY_ENDED, "2"),
    ]
