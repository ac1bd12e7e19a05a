"""The slip: which facts stand on it, in which order, and how loudly."""

from collections.abc import Iterable, Iterator

from pos_loyalty.domain.slip import SlipDraw, SlipFacts, SlipKind, StampCount, TierMeasure
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.challenges import tickets_text
from pos_loyalty.i18n.words import Words
from pos_loyalty.printing.document import (
    BIG,
    BOLD,
    INVERSE,
    Align,
    Block,
    Cut,
    Document,
    Feed,
    Gap,
    Heading,
    Logo,
    Progress,
    Qr,
    Row,
    Rule,
    Span,
    Stamps,
    Style,
    Text,
)
from pos_loyalty.printing.template import ReceiptTemplate

_TITLES = {
    SlipKind.SALE: mark("Loyalty slip"),
    SlipKind.REFUND: mark("Return"),
    SlipKind.VOID: mark("Voided sale"),
    SlipKind.REDEMPTION: mark("Redemption"),
    SlipKind.ADJUSTMENT: mark("Correction"),
    SlipKind.BALANCE: mark("Statement"),
    SlipKind.MEMBERSHIP: mark("Membership"),
    SlipKind.MEMBERSHIP_CANCELLED: mark("Membership cancelled"),
    SlipKind.DONATION: mark("Donation"),
    SlipKind.SPIN: mark("Wheel"),
    SlipKind.DRAW: mark("Prize draw"),
    SlipKind.CLAIM: mark("Claim slip"),
    SlipKind.TEST: mark("Test page"),
}
_AMOUNTS = {
    SlipKind.REFUND: mark("Amount"),
    SlipKind.MEMBERSHIP: mark("Fee"),
    SlipKind.MEMBERSHIP_CANCELLED: mark("Fee to refund"),
}
_AIR = Gap(16)
_BREATH = Gap(8)
_MOST_REWARDS = 4
_MOST_STAMPS_DRAWN = 24
_GROUP = 8
_LONG = 24
_NO_BREAK = "\u00a0"


def lay_out(facts: SlipFacts, template: ReceiptTemplate, words: Words) -> Document:
    """The slip for these facts; sections that have nothing to say leave no trace."""
    slip = _Slip(facts, template, words)
    blocks: list[Block] = [*slip.head(), *slip.particulars()]
    for section in slip.sections():
        if content := list(section):
            blocks += [Rule(), *content]
    return Document((*blocks, *slip.foot(), Cut()))


def _apart(*groups: Iterable[Block]) -> Iterator[Block]:
    """The groups with some air between those that say anything."""
    filled = [content for group in groups if (content := list(group))]
    for index, content in enumerate(filled):
        if index:
            yield _AIR
        yield from content


class _Slip:
    def __init__(self, facts: SlipFacts, template: ReceiptTemplate, words: Words) -> None:
        self._facts = facts
        self._template = template
        self._words = words

    def sections(self) -> tuple[Iterator[Block], ...]:
        """What stands between the rules."""
        if self._facts.kind is SlipKind.CLAIM:
            return (self.money(), self.claim())
        if self._facts.draw is not None:
            return (self.result(self._facts.draw), self.proof(self._facts.draw))
        happened = (self.money(), self.terms(), self.points(), self.reached(), self.win())
        collected = (self.challenges(), self.stamps(), self.tickets())
        standing = (self.tier(), self.clubs(), *collected, self.rewards(), self.expiry())
        ahead = (_apart(*standing), self.code())
        return (_apart(*happened), self.balance(), *ahead)

    def head(self) -> Iterator[Block]:
        if self._template.logo is not None:
            yield Logo(self._template.logo)
            yield Feed()
        yield Heading(self._facts.shop_name)
        yield _BREATH
        for line in (*self._facts.shop_lines, *self._template.header):
            yield _centered(line)
        if number := self._facts.copy_number:
            label = self.text("Copy {number}", number=number).replace(" ", _NO_BREAK)
            padded = f"{_NO_BREAK * 3}{label}{_NO_BREAK * 3}"
            yield Feed()
            yield Text((Span(padded, INVERSE),), Align.CENTER)
        yield Feed()

    def particulars(self) -> Iterator[Block]:
        facts, formats = self._facts, self._words.formats
        when = f"{formats.date(facts.at)} {formats.time(facts.at)}"
        yield Row(_bold(self.text(_TITLES[facts.kind])), _plain(when))
        yield Row(_bold(self.text("Not a fiscal receipt")), _plain(facts.till_name))
        if facts.receipt_number:
            yield Row(_plain(self.text("Receipt")), _plain(facts.receipt_number))
        if facts.masked_number or facts.member_first_name:
            name = facts.member_first_name or self.text("Member")
            yield Row(_plain(name), _plain(facts.masked_number or ""))

    def money(self) -> Iterator[Block]:
        facts, money = self._facts, self._words.formats.money
        if facts.amount_minor is not None:
            name = _AMOUNTS.get(facts.kind, mark("Purchase"))
            yield Row(_plain(self.text(name)), _plain(money(facts.amount_minor)))
        if club_minor := facts.membership_discount_minor:
            yield Row(_plain(facts.membership), _plain(money(-club_minor)))
        if facts.discount_minor:
            yield Row(_plain(self.text("Discount")), _plain(money(-facts.discount_minor)))
        if club_minor and facts.discount_minor:
            # The till takes one figure; nobody should have to add up in front of it.
            both = money(-club_minor - facts.discount_minor)
            yield Row(_plain(self.text("Total discounts")), _plain(both))
        if facts.due_minor is not None and facts.due_minor != facts.amount_minor:
            yield Row(_bold(self.text("To pay")), _bold(money(facts.due_minor)))

    def terms(self) -> Iterator[Block]:
        """Memberships that were bought, given or taken back, with what they bring."""
        formats = self._words.formats
        for term in self._facts.terms:
            yield Text(_bold(term.name))
            first, last = formats.date(term.first_day), formats.date(term.last_day)
            yield Text(_plain(self.text("from {first} to {last}", first=first, last=last)))
            if self._facts.kind is not SlipKind.MEMBERSHIP_CANCELLED:
                yield from (Text(_plain(benefit), indent=2) for benefit in term.benefits)

    def points(self) -> Iterator[Block]:
        facts = self._facts
        if facts.spent:
            small = facts.kind is SlipKind.SALE
            yield from self._figure(mark("Redeemed"), -facts.spent, BOLD if small else BIG)
            yield from (Text(_plain(name), indent=2) for name in facts.spent_on)
            if facts.donated_minor:
                worth = self._words.formats.money(facts.donated_minor)
                yield Row(_bold(self.text("Donated")), _bold(worth))
            if small and facts.earned:
                yield _AIR
        yield from self._returned()
        if facts.adjusted_points:
            yield from self._figure(mark("Correction"), facts.adjusted_points)
        if facts.reason:
            yield Text(_plain(facts.reason))
        if facts.kind is SlipKind.SPIN:
            return
        if facts.earned or (facts.kind is SlipKind.SALE and not facts.spent):
            yield from self._explanation()
            yield from self._figure(mark("Earned"), facts.earned)

    def _returned(self) -> Iterator[Block]:
        facts = self._facts
        if facts.reversed_points:
            yield from self._figure(mark("Taken back"), -facts.reversed_points)
        if facts.bonus_reversed:
            yield from self._figure(mark("Bonus lost with it"), -facts.bonus_reversed, BOLD)
        if facts.restored_points:
            yield from self._figure(mark("Given back"), facts.restored_points)

    def reached(self) -> Iterator[Block]:
        """Challenges that were completed: the moment to be proud of."""
        for each in self._facts.reached:
            yield Text(_bold(self.text("Challenge completed")))
            points = self._words.signed_points(each.points) if each.points else ""
            yield Row(_plain(each.name), _bold(points))
            if each.badge:
                yield Text(_plain(self.text("Badge: {badge}", badge=each.badge)), indent=2)

    def challenges(self) -> Iterator[Block]:
        for each in self._facts.challenges:
            yield Row(_plain(each.name), _plain(each.progress))

    def tickets(self) -> Iterator[Block]:
        for each in self._facts.tickets:
            held = tickets_text(each.held, self._words)
            changed = f" ({self._words.formats.signed(each.gained)})" if each.gained else ""
            yield Row(_plain(each.name), _plain(held + changed))

    def win(self) -> Iterator[Block]:
        """What a wheel gave, and how likely each of its segments was."""
        facts = self._facts
        if not facts.wheel_name:
            return
        yield _centered(facts.wheel_name)
        yield _BREATH
        yield Text((Span(facts.won, BIG),), Align.CENTER)
        yield _AIR
        yield Text(_bold(self.text("How likely each field is")))
        for odds in facts.odds:
            chance = self.text("{part} in {whole}", part=odds.part, whole=odds.whole)
            yield Row(_plain(odds.label), _plain(chance))

    def _explanation(self) -> Iterator[Block]:
        if not self._template.show_explanation:
            return
        for line in self._facts.explanation:
            yield Row(_plain(line.label), _plain(self._words.formats.signed(line.points)))

    def balance(self) -> Iterator[Block]:
        facts, words = self._facts, self._words
        if facts.balance is None or not self._template.show_balance:
            return
        name = mark("Balance") if facts.kind is SlipKind.BALANCE else mark("New balance")
        figure = Span(words.formats.points(facts.balance), BIG)
        yield Row(_bold(self.text(name)), (figure, Span(words.unit(facts.balance), BOLD)))
        yield _BREATH
        if facts.balance_value_minor is not None:
            worth = words.formats.money(facts.balance_value_minor)
            yield Row((), _plain(self.text("worth {amount}", amount=worth)))
        if facts.pending:
            points = words.points_with_unit(facts.pending)
            yield Row(_plain(self.text("Pending")), _plain(points))

    def tier(self) -> Iterator[Block]:
        facts = self._facts
        if facts.tier_name is None or not self._template.show_next_tier:
            return
        if facts.to_next is None or facts.next_tier_name is None:
            yield Row(_plain(self.text("Tier")), _bold(facts.tier_name))
            return
        yield Row(_bold(facts.tier_name), _plain(self._distance(facts.next_tier_name)))
        if facts.tier_progress_permille is not None:
            yield Progress(facts.tier_progress_permille)

    def clubs(self) -> Iterator[Block]:
        for club in self._facts.clubs:
            until = self._words.formats.date(club.last_day)
            yield Row(_plain(club.name), _plain(self.text("until {date}", date=until)))

    def stamps(self) -> Iterator[Block]:
        for card in self._facts.stamps:
            yield from self._stamp_card(card)

    def rewards(self) -> Iterator[Block]:
        names = self._facts.rewards_in_reach
        if not names or not self._template.show_rewards:
            return
        yield Text(_bold(self.text("You can redeem now")))
        yield from (Text(_plain(name), indent=2) for name in names[:_MOST_REWARDS])
        more = len(names) - _MOST_REWARDS
        if more > 0:
            yield Text(_plain(self._words.plural("and {n} more", "and {n} more", more)), indent=2)

    def expiry(self) -> Iterator[Block]:
        facts = self._facts
        if not (facts.next_expiry_points and facts.next_expiry_on and self._template.show_expiry):
            return
        until = self._words.formats.date(facts.next_expiry_on)
        points = self._words.points_with_unit(facts.next_expiry_points)
        yield Text(_plain(self.text("{points} valid until {date}", points=points, date=until)))

    def code(self) -> Iterator[Block]:
        code = self._facts.qr_text if self._template.show_member_code else None
        if code:
            yield Qr(code)
            is_page = code.lower().startswith(("https://", "http://"))
            page, card = mark("Your balance at any time"), mark("Your card for the next visit")
            yield _centered(self.text(page if is_page else card))

    def claim(self) -> Iterator[Block]:
        """What the slip is for; its code is no matter of taste, for without it there is no slip."""
        yield Text((Span(self.text("Claim your points"), BIG),), Align.CENTER)
        yield _BREATH
        hint = mark("Please have this slip scanned together with your card on your next visit.")
        yield _centered(self.text(hint))
        if until := self._facts.valid_until:
            yield _AIR
            date = self._words.formats.date(until)
            yield Text(_bold(self.text("Valid until {date}", date=date)), Align.CENTER)
        if code := self._facts.qr_text:
            yield _AIR
            yield Qr(code)

    def result(self, draw: SlipDraw) -> Iterator[Block]:
        """Who won what, for the wall of the shop."""
        yield Text((Span(draw.name, BIG),), Align.CENTER)
        yield _BREATH
        yield _centered(tickets_text(draw.tickets, self._words))
        for winner in draw.winners:
            yield _AIR
            yield Text(_bold(winner.prize))
            yield Row(_plain(winner.name or self.text("Member")), _plain(winner.number))
            yield Text(_plain(self.text("Ticket {ticket}", ticket=winner.ticket)))

    def proof(self, draw: SlipDraw) -> Iterator[Block]:
        """What anybody can recompute the winners from."""
        seal = mark("Seal, published before the draw") if draw.was_published else mark("Seal")
        yield Text(_bold(self.text(seal)))
        yield Text(_plain(_in_groups(draw.seal)))
        yield _AIR
        yield Text(_bold(self.text("Seed")))
        yield Text(_plain(_in_groups(draw.seed)))

    def foot(self) -> Iterator[Block]:
        if self._template.footer:
            yield _AIR
        yield from (_centered(line) for line in self._template.footer)

    def _figure(self, label: str, points: int, style: Style = BIG) -> Iterator[Block]:
        figure = Span(self._words.formats.signed(points), style)
        yield Row(_bold(self.text(label)), (figure, Span(self._words.unit(points), BOLD)))
        if style is BIG:
            yield _BREATH

    def _distance(self, tier: str) -> str:
        distance = self._facts.to_next
        assert distance is not None  # noqa: S101
        if distance.measure is TierMeasure.VISITS:
            return self._words.plural(
                "{n} visit to {tier}", "{n} visits to {tier}", distance.missing, tier=tier
            )
        if distance.measure is TierMeasure.SPEND:
            missing = self._words.formats.money(distance.missing)
        else:
            missing = self._words.points_with_unit(distance.missing)
        return self.text("{missing} to {tier}", missing=missing, tier=tier)

    def _stamp_card(self, card: StampCount) -> Iterable[Block]:
        of = self.text("{count} of {goal}", count=card.count, goal=card.goal)
        yield Row(_bold(card.name), _plain(of))
        if card.goal <= _MOST_STAMPS_DRAWN:
            yield Stamps(card.count, card.goal)

    def text(self, message: str, /, **facts: object) -> str:
        return self._words.text(message, **facts)


def _plain(text: str) -> tuple[Span, ...]:
    return (Span(text),)


def _bold(text: str) -> tuple[Span, ...]:
    return (Span(text, BOLD),)


def _in_groups(text: str) -> str:
    """A long text of digits so that people can compare it, and paper can break it."""
    groups = (text[place : place + _GROUP] for place in range(0, len(text), _GROUP))
    return " ".join(groups) if len(text) > _LONG else text


def _centered(text: str) -> Text:
    return Text(_plain(text), Align.CENTER)
