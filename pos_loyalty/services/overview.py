"""A member at a glance: everything that the counter, a slip or a statement shows."""

from datetime import date, datetime, timedelta

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.domain.burning import BurnContext
from pos_loyalty.domain.calendar import local_day, month_day_in
from pos_loyalty.domain.challenges import badges_of
from pos_loyalty.domain.counter import MemberGlance, PointsTerms
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.play import takes_part
from pos_loyalty.domain.program import Program, ProgramVersion
from pos_loyalty.domain.prospects import (
    challenge_ahead,
    clubs_of,
    expiry_ahead,
    glance_at,
    reward_offers,
    stamp_counts,
    tier_ahead,
    value_of_balance,
)
from pos_loyalty.domain.sale_context import ShopUsage
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.member_book import (
    effective_now,
    fold_of,
    member_of,
    traits_of,
    usage_of,
)
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.storage.store import Reading, Store
from pos_loyalty.storage.timeline import TimelineShelf

_BIRTHDAY_NEAR = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Standing:
    """A member's profile and state, and the rules in force: what a statement is made from."""

    member: MemberRecord
    state: MemberState
    version: ProgramVersion
    usage: ShopUsage
    share: int | None = None
    """Points that this till may burn without the hub's word; None where nobody need be asked."""

    @property
    def program(self) -> Program:
        """The rules in force."""
        return self.version.program

    @property
    def burn_context(self) -> BurnContext:
        """What a burn by this member would be checked on."""
        return BurnContext(
            self.program, self.state, self.state.tier.held, self.usage, self.state.at
        )


class Overviews:
    """Reads where members stand; writes nothing."""

    def __init__(self, store: Store, shelf: TimelineShelf) -> None:
        self._store = store
        self._shelf = shelf

    def standing(self, member_id: str, now: datetime) -> Standing:
        """Where a member stands at ``now``. Raises UnknownMemberError."""
        with self._store.read() as reading:
            return self.standing_in(reading, member_id, now)

    def standing_in(self, reading: Reading, member_id: str, now: datetime) -> Standing:
        """As ``standing``, inside a look at the database that is open already."""
        member = member_of(reading, member_id)
        timeline = self._shelf.timeline(reading)
        at = effective_now(reading, now)
        state = fold_of(reading, timeline, member_id, at).state()
        version = timeline.at(at)
        share = reading.shares.left(member_id, at)
        return Standing(member, state, version, usage_of(reading, version), share)

    def glance(self, member_id: str, now: datetime) -> MemberGlance:
        """A member ready to be served. Raises UnknownMemberError."""
        return glance_of(self.standing(member_id, now))


def glance_of(standing: Standing) -> MemberGlance:
    """A standing as the counter shows it."""
    member, state, program = standing.member, standing.state, standing.program
    return MemberGlance(
        member_id=member.id,
        number=member_number(member.id),
        first_name=member.given_name or "",
        last_name=member.family_name or "",
        enrolled_at=member.enrolled_at,
        balance=state.balance,
        spendable=state.spendable,
        pending=state.pending,
        redeemable_here=_redeemable_here(standing),
        value_minor=value_of_balance(program, state.spendable),
        tier=glance_at(program.tier(state.tier.held)),
        ahead=tier_ahead(program, state),
        rewards=reward_offers(standing.burn_context),
        points_terms=_points_terms(program),
        expiry=expiry_ahead(program, state),
        birthday_points=_birthday_points(standing),
        clubs=clubs_of(program, state),
        badges=badges_of(state.challenges),
        challenge=challenge_ahead(program, state),
        takes_part=takes_part(program),
        stamps=stamp_counts(program, state),
        note=member.note or "",
        is_blocked=member.status is MemberStatus.BLOCKED,
        is_new=state.tallies.purchases == 0,
        mailbox=masked_email(member.email) if member.email else "",
    )


def _redeemable_here(standing: Standing) -> int | None:
    spendable, share = standing.state.spendable, standing.share
    return None if share is None or share >= spendable else share


def masked_email(address: str) -> str:
    """Enough of an address to know it again."""
    name, _, place = address.partition("@")
    return f"{name[:2]}…@{place}"


def _points_terms(program: Program) -> PointsTerms | None:
    redemption = program.redemption
    if redemption is None:
        return None
    return PointsTerms(
        points=redemption.points,
        value_minor=redemption.value_minor,
        minimum=redemption.minimum_points,
        step=redemption.step,
        with_purchase_only=redemption.with_purchase_only,
    )


def _birthday_points(standing: Standing) -> int | None:
    """Flat points that a birthday campaign gives; None while no birthday is near."""
    birthday = traits_of(standing.member).birthday
    if birthday is None:
        return None
    today = local_day(standing.state.at, standing.program.zone)
    if not any(
        abs(month_day_in(year, month=birthday[0], day=birthday[1]) - today) <= _BIRTHDAY_NEAR
        for year in _years_around(today)
    ):
        return None
    return sum(
        campaign.bonus
        for campaign in standing.program.campaigns
        if any(who.startswith("birthday-") for who in campaign.members)
    )


def _years_around(day: date) -> tuple[int, int, int]:
    return day.year - 1, day.year, day.year + 1
