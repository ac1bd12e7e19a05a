"""A counter without services: members, prices and slips made up, but consistent."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from io import BytesIO

from pos_loyalty.cards.errors import ForeignCardError, ForgedCardError, UnreadableCardError
from pos_loyalty.domain.basket import Basket, Burn
from pos_loyalty.domain.counter import (
    Category,
    Enrollment,
    ExpiryAhead,
    MemberGlance,
    PointsTerms,
    QueuedSlip,
    Receipt,
    RecentActivity,
    RecentSale,
    RewardOffer,
    SalePreview,
    SaleRequest,
    SearchHit,
    SearchProgress,
    SearchResult,
    TierAhead,
    TierGlance,
    TodayTotals,
)
from pos_loyalty.domain.errors import (
    InsufficientPointsError,
    LoyaltyError,
    MemberBlockedError,
    NotAllowedError,
    UnknownMemberError,
)
from pos_loyalty.domain.explanation import ExplanationLine, Rule
from pos_loyalty.domain.print_job import JobState, PrintProblem
from pos_loyalty.domain.program import RewardKind
from pos_loyalty.domain.sightings import CardShown, CardWord, Sighting
from pos_loyalty.domain.slip import SlipKind, StampCount, TierMeasure
from pos_loyalty.security.pins import WrongPinError

NOW = datetime(2026, 11, 20, 13, 32, tzinfo=UTC)
MANAGER_PIN = "2468"

BASIS = TierGlance("basis", "Basis", "#766b5f")
SILVER = TierGlance("silber", "Silber", "#5a6d7a", Fraction(5, 4))
GOLD = TierGlance("gold", "Gold", "#8f6900", Fraction(3, 2))

ANNA = MemberGlance(
    member_id="K48217P2M9",
    number="K4821-7P2M9-B",
    first_name="Anna",
    last_name="Berger",
    enrolled_at=datetime(2024, 3, 4, 9, tzinfo=UTC),
    balance=1284,
    spendable=1284,
    value_minor=1284,
    tier=SILVER,
    ahead=TierAhead(GOLD, TierMeasure.SPEND, 21240, 700),
    rewards=(
        RewardOffer("coffee", "Kaffee gratis", 500, RewardKind.PRODUCT),
        RewardOffer("five", "5,00 € Rabatt", 500, RewardKind.AMOUNT_OFF),
        RewardOffer("basket", "Geschenkkorb", 2500, RewardKind.SERVICE, missing_points=1216),
    ),
    points_terms=PointsTerms(100, 100, 100, 100, with_purchase_only=True),
    expiry=ExpiryAhead(120, date(2026, 12, 31)),
    birthday_points=20,
    stamps=(StampCount("Kaffeekarte", 7, 10),),
)
JONAS = replace(
    ANNA,
    member_id="J0NASWEBER",
    number="J0NAS-WEBER-7",
    first_name="Jonas",
    last_name="Weber",
    balance=0,
    spendable=0,
    value_minor=0,
    tier=BASIS,
    ahead=TierAhead(SILVER, TierMeasure.SPEND, 30000, 0),
    rewards=(RewardOffer("coffee", "Kaffee gratis", 500, RewardKind.PRODUCT, missing_points=500),),
    expiry=None,
    birthday_points=None,
    stamps=(),
)
LONG = replace(
    ANNA,
    member_id="W0LFESCHLE",
    number="W0LFE-SCHLE-3",
    first_name="Hubert Blaine",
    last_name="Wolfeschlegelsteinhausenbergerdorff",
    balance=9_284_650,
    spendable=9_284_650,
    value_minor=9_284_650,
    tier=GOLD,
    ahead=None,
    note="Nimmt immer die glutenfreien Brötchen, bitte zurücklegen",
)

CLAIM = "LC1ABCDEFGHJK0123456789ABCDEFGHJKLMN"
_SHOWN = CardShown(ANNA.member_id, 0)
_ELSEWHERE = Sighting(
    member_id=ANNA.member_id,
    issue=0,
    step=None,
    device_id="another till",
    site="Nord",
    seen_at=datetime(2026, 5, 4, 12, 29, tzinfo=UTC),
)
_CARDS = {
    "LT-ANNA": ANNA,
    "LT-JONAS": JONAS,
    "LT-LONG": LONG,
    "LT-PLASTIC": replace(ANNA, card=_SHOWN),
    "LT-COPY": replace(ANNA, card=_SHOWN, elsewhere=_ELSEWHERE),
}
_REFUSALS: dict[str, LoyaltyError] = {
    "LT-FORGED": ForgedCardError(member="X", key="2"),
    "LT-FOREIGN": ForeignCardError(member="X", key="9"),
    "LT-BLOCKED": MemberBlockedError(member="X"),
    "LT-NOBODY": UnknownMemberError(member="X"),
}


class FakeCounter:
    """Does what services do, in memory: one point a euro, times the tier, plus a birthday."""

    def __init__(self, *members: MemberGlance, club_percent: int = 0) -> None:
        self._club_percent = club_percent
        self._members = {each.member_id: each for each in (members or _CARDS.values())}
        self.recorded: dict[str, SaleRequest] = {}
        self.redeemed: list[Burn] = []
        self.enrolled: list[Enrollment] = []
        self.previews = 0
        self.reprinted: list[str] = []
        self.reprint_keys: list[str] = []
        self.returned: list[tuple[str, int | None]] = []
        self.voided: list[str] = []
        self.claims: list[int] = []
        self.claimed: list[tuple[str, str]] = []
        self.served: list[CardShown] = []
        self.word: CardWord | None = None
        self.mailed: list[tuple[str, str]] = []
        self.fails_with: LoyaltyError | None = None
        self.needs_manager = False
        self.sales: list[RecentSale] = list(RECENT)
        self.groups: tuple[Category, ...] = (
            Category("kaffee", "Kaffee"),
            Category("tabak", "Tabak"),
            Category("pfand", "Pfand"),
        )

    def put(self, member: MemberGlance) -> None:
        """Let a member be like this from now on."""
        self._members[member.member_id] = member

    def identify(self, text: str) -> MemberGlance:
        if text in _REFUSALS:
            raise _REFUSALS[text]
        if text not in _CARDS:
            raise UnreadableCardError
        shown = _CARDS[text]
        member = self._members[shown.member_id]
        return replace(member, card=shown.card, elsewhere=shown.elsewhere)

    def card_served(self, card: CardShown) -> None:
        self.served.append(card)

    def card_word(self, card: CardShown) -> CardWord | None:
        assert card in self.served
        return self.word

    def mail_card(self, *, key: str, member_id: str) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        self.mailed.append((key, member_id))

    def member(self, member_id: str) -> MemberGlance:
        return self._members[member_id]

    def find(self, text: str) -> SearchResult:
        folded = text.casefold()
        if folded == "er":
            hits = tuple(
                SearchHit(ANNA.member_id, ANNA.number, f"Berger {n}", "…44 21", SILVER)
                for n in range(20)
            )
            return SearchResult(hits, has_more=True)
        # At a till that has just joined a large shop.
        progress = SearchProgress(430_000, 1_000_000) if folded in {"an", "nadj"} else None
        return SearchResult(
            tuple(
                SearchHit(
                    each.member_id,
                    each.number,
                    f"{each.first_name} {each.last_name}",
                    "…44 21",
                    each.tier,
                )
                for each in self._members.values()
                if folded in f"{each.first_name} {each.last_name}".casefold()
            ),
            progress=progress,
        )

    def preview(self, member_id: str, basket: Basket) -> SalePreview:
        self.previews += 1
        if self.fails_with is not None:
            raise self.fails_with
        member = self._members[member_id]
        spent, discount = self._burned(member, basket.burn)
        club = basket.total_minor * self._club_percent // 100
        due = basket.total_minor - club - discount
        base = due // 100
        factor = member.tier.multiplier if member.tier else Fraction(1)
        bonus = int(base * factor) - base
        lines = [ExplanationLine(Rule.BASE, base, amount_minor=due)]
        if member.tier and bonus:
            lines.append(ExplanationLine(Rule.TIER, bonus, member.tier.name, factor=factor))
        if member.birthday_points:
            lines.append(ExplanationLine(Rule.BONUS, member.birthday_points, "Geburtstag"))
        earned = sum(line.points for line in lines)
        return SalePreview(
            total_minor=basket.total_minor,
            membership="Sonnenclub" if club else "",
            membership_discount_minor=club,
            discount_minor=discount,
            due_minor=due,
            earned=earned,
            spent=spent,
            balance_after=member.balance + earned - spent,
            explanation=tuple(lines),
        )

    def record(self, request: SaleRequest) -> Receipt:
        if self.fails_with is not None:
            raise self.fails_with
        self.recorded.setdefault(request.key, request)
        member = self._members[request.member_id]
        preview = self.preview(request.member_id, request.basket)
        name = f"{member.first_name} {member.last_name}"
        self.sales.insert(
            0,
            RecentSale(
                id=f"sale-{len(self.recorded)}",
                kind=SlipKind.SALE,
                at=NOW,
                member_id=member.member_id,
                member_name=name,
                points=preview.earned - preview.spent,
                amount_minor=request.basket.total_minor,
                slip=JobState.PRINTED,
                left_minor=request.basket.total_minor,
                can_return=True,
                can_void=True,
            ),
        )
        return Receipt(
            id=f"sale-{len(self.recorded)}",
            kind=SlipKind.SALE,
            at=NOW,
            member_id=member.member_id,
            member_name=name,
            earned=preview.earned,
            spent=preview.spent,
            amount_minor=preview.total_minor,
            off_minor=preview.off_minor,
            balance_after=preview.balance_after,
            tier_before=member.tier,
            tier_after=member.tier,
        )

    def redeem(
        self, *, key: str, member_id: str, burn: Burn, card: CardShown | None = None
    ) -> Receipt:
        member = self._members[member_id]
        self.redeemed.append(burn)
        spent, _ = self._burned(member, burn)
        return Receipt(
            id=key,
            kind=SlipKind.REDEMPTION,
            at=NOW,
            member_id=member_id,
            member_name=f"{member.first_name} {member.last_name}",
            spent=spent,
            balance_after=member.balance - spent,
            used=burn.rewards,
        )

    def issue_claim(self, *, key: str, amount_minor: int) -> date:
        if self.fails_with is not None:
            raise self.fails_with
        self.claims.append(amount_minor)
        return NOW.date() + timedelta(days=60)

    def redeem_claim(self, *, key: str, text: str, member_id: str) -> Receipt:
        if self.fails_with is not None:
            raise self.fails_with
        self.claimed.append((text, member_id))
        member = self._members[member_id]
        return Receipt(
            id=key,
            kind=SlipKind.SALE,
            at=NOW,
            member_id=member_id,
            member_name=f"{member.first_name} {member.last_name}",
            earned=12,
            amount_minor=1280,
            balance_after=member.balance + 12,
        )

    def enroll(self, enrollment: Enrollment) -> MemberGlance:
        if self.fails_with is not None:
            raise self.fails_with
        self.enrolled.append(enrollment)
        member = replace(
            JONAS,
            member_id="NEWMEMBER1",
            number="NEWME-MBER1-9",
            first_name=enrollment.first_name,
            last_name=enrollment.last_name,
            balance=50,
            spendable=50,
            value_minor=50,
            is_new=True,
        )
        self._members[member.member_id] = member
        return member

    def recent(self) -> RecentActivity:
        return RecentActivity(tuple(self.sales), TodayTotals(86, 2914))

    def give_back(
        self, *, key: str, sale_id: str, amount_minor: int | None, approval_pin: str
    ) -> Receipt:
        self._approve(approval_pin)
        self.returned.append((sale_id, amount_minor))
        return self._taken_back(key, SlipKind.REFUND)

    def void(self, *, key: str, sale_id: str, approval_pin: str) -> Receipt:
        self._approve(approval_pin)
        self.voided.append(sale_id)
        return self._taken_back(key, SlipKind.VOID)

    def reprint(self, *, key: str, sale_id: str) -> None:
        self.reprint_keys.append(key)
        self.reprinted.append(sale_id)

    def categories(self) -> tuple[Category, ...]:
        return self.groups

    def _burned(self, member: MemberGlance, burn: Burn) -> tuple[int, int]:
        costs = {offer.id: offer.cost for offer in member.rewards}
        spent = burn.points + sum(costs[each] for each in burn.rewards)
        if spent > member.spendable:
            raise InsufficientPointsError(needed=spent, held=member.spendable)
        return spent, burn.points + sum(costs[each] for each in burn.rewards)

    def _approve(self, pin: str) -> None:
        if not self.needs_manager:
            return
        if not pin:
            raise NotAllowedError(reason="role", permission="void", staff="s1")
        if pin != MANAGER_PIN:
            raise WrongPinError

    def _taken_back(self, key: str, kind: SlipKind) -> Receipt:
        return Receipt(
            id=key,
            kind=kind,
            at=NOW,
            member_id=ANNA.member_id,
            member_name="Jonas Weber",
            taken_back=23,
            balance_after=100,
        )


class FakePrintouts:
    """A print queue in memory."""

    def __init__(self, *slips: QueuedSlip) -> None:
        self.slips = list(slips)
        self.answers: list[tuple[str, str]] = []
        self.keys: list[str] = []
        self.fails_with: LoyaltyError | None = None

    def queue(self) -> tuple[QueuedSlip, ...]:
        return tuple(self.slips)

    def came_out(self, *, key: str, job_id: str) -> None:
        self._answer("came-out", key, job_id)

    def print_again(self, *, key: str, job_id: str) -> None:
        self._answer("print-again", key, job_id)

    def print_now(self, *, key: str, job_id: str) -> None:
        self._answer("print-now", key, job_id)

    def drop(self, *, key: str, job_id: str, reason: str) -> None:
        self._answer(f"drop {reason}", key, job_id)

    def move(self, *, key: str, job_id: str, to: str) -> None:
        self._answer(f"move {to}", key, job_id)

    def picture(self, job_id: str) -> bytes:
        return slip_picture()

    def _answer(self, answer: str, key: str, job_id: str) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        if key in self.keys:
            return
        self.keys.append(key)
        self.answers.append((answer, job_id))
        self.slips = [slip for slip in self.slips if slip.job_id != job_id]


def slip_picture() -> bytes:
    """A made-up slip, black on white."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - only those who look at slips need it

    picture = Image.new("L", (384, 520), 255)
    pen = ImageDraw.Draw(picture)
    for line in range(14):
        width = (180, 300, 240, 120)[line % 4]
        pen.rectangle((24, 40 + line * 30, 24 + width, 52 + line * 30), fill=0)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _sale(
    number: int, name: str, *, at: datetime, minor: int, points: int, tier: str = ""
) -> RecentSale:
    return RecentSale(
        id=f"old-{number}",
        kind=SlipKind.SALE,
        at=at,
        member_id=f"M{number}",
        member_name=name,
        points=points,
        amount_minor=minor,
        tier_name=tier,
        slip=JobState.PRINTED,
        left_minor=minor,
        can_return=True,
        can_void=True,
    )


RECENT = (
    _sale(1, "Jonas Weber", at=NOW.replace(minute=29), minor=2310, points=23),
    _sale(2, "Leyla Aydın", at=NOW.replace(minute=21), minor=7490, points=112, tier="Gold"),
    RecentSale(
        id="old-3",
        kind=SlipKind.REFUND,
        at=NOW.replace(minute=6),
        member_id="M3",
        member_name="Peter Groß",
        points=-14,
        amount_minor=1400,
        slip=JobState.PRINTED,
    ),
    _sale(4, "Marie Schöneberg", at=NOW.replace(hour=12, minute=58), minor=840, points=8),
    _sale(
        5,
        "Tomasz Nowak",
        at=NOW.replace(hour=12, minute=51),
        minor=3320,
        points=41,
        tier="Silber",
    ),
)

SLIPS = (
    QueuedSlip("j1", SlipKind.SALE, NOW, JobState.UNCERTAIN, "Anna Berger"),
    QueuedSlip(
        "j2",
        SlipKind.SALE,
        NOW.replace(minute=2),
        JobState.HELD,
        "Leyla Aydın",
        other_printer="fallback",
    ),
    QueuedSlip("j3", SlipKind.REFUND, NOW, JobState.FAILED, "Peter Groß", PrintProblem.PAPER_OUT),
    QueuedSlip("j4", SlipKind.SALE, NOW, JobState.QUEUED, "Jonas Weber"),
    QueuedSlip("j5", SlipKind.SALE, NOW, JobState.PRINTED, "Tomasz Nowak", copy_number=1),
)
