"""Tills that were apart took the same back: it went back once, whoever came second."""

from copy import copy
from dataclasses import replace
from datetime import timedelta
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pos_loyalty.domain.basket import Basket
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.events import (
    CreditTakenBack,
    Happening,
    MemberEvent,
    Position,
    SpinTakenBack,
)
from pos_loyalty.domain.fold import Fold, fold
from pos_loyalty.domain.ledger import entries_of, member_account, moved_points
from pos_loyalty.domain.member_state import MemberState
from pos_loyalty.domain.program import Program
from pos_loyalty.domain.reversal import quote_amends
from tests.property.stories import PROGRAMS, STEPS, Step, baskets
from tests.property.test_refunds import Standing, bought, standing_of
from tests.support.story import Story

STEP = timedelta(seconds=1)
BEFORE = st.lists(STEPS, max_size=6)
AMOUNTS = st.none() | st.integers(1, 3_000)


class Tills:
    """One member's story, gone on with at several tills that know nothing of one another."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.events = list(story.events)

    def apart(self, device: str, sale_id: str, amount: int | None, *, after: timedelta) -> None:
        """What a till writes that takes a sale back without having heard of the others."""
        alone = _told_again(self.story)
        alone.to(after)
        known = len(alone.events)
        alone.refund(sale_id, amount)
        for event in alone.events[known:]:
            self._write(device, event.happening, alone)

    def meet(self, devices: list[str], at_once: Random) -> MemberState:
        """The tills hear of one another, one after the other, until nobody has more to say."""
        for _ in range(9):
            at_once.shuffle(devices)
            if not sum(self._amend(device) for device in devices):
                break
        assert not any(self._amend(device) for device in devices)
        return fold(self.story.timeline, self.events)

    def _amend(self, device: str) -> bool:
        amends = quote_amends(self._fold(), device)
        last = max(event.position.effective_at for event in self.events)
        self.story.to(last + STEP - self.story.now)
        for happening, _partner in amends:
            self._write(device, happening, self.story)
        return bool(amends)

    def _fold(self) -> Fold:
        told = Fold(self.story.timeline)
        for event in sorted(self.events, key=lambda each: each.position):
            told.apply(event)
        return told

    def _write(self, device: str, happening: Happening, at: Story) -> None:
        place = Position(at.now, device, 1, len(self.events))
        event = MemberEvent(place, at.member_id, at.version.number, happening)
        self.events.append(event)

    @property
    def booked(self) -> int:
        """What all entries come to."""
        account = member_account(self.story.member_id)
        return sum(moved_points(entries_of(event), account) for event in self.events)


def _told_again(story: Story) -> Story:
    """The same story, to be gone on with otherwise."""
    again = copy(story)
    again.events, again.quotes = list(story.events), list(story.quotes)
    again.fold = Fold(story.timeline)
    for event in again.events:
        again.fold.apply(event)
    return again


def _once(story: Story, sale_id: str, amounts: list[int | None], at: Tills) -> Standing:
    """Where the member stands who took the sum of all back at once."""
    trail = story.fold.purchase(sale_id)
    assert trail is not None
    parts = [each for each in amounts if each is not None]
    is_whole = len(parts) < len(amounts) or sum(parts) >= trail.sale.paid_minor
    story.to(STEP)
    story.refund(sale_id, None if is_whole else sum(parts))
    story.to(max(event.position.effective_at for event in at.events) - story.now)
    return standing_of(story.state)


@settings(max_examples=30)
@given(
    PROGRAMS,
    BEFORE,
    baskets(),
    st.lists(AMOUNTS, min_size=2, max_size=3),
    st.randoms(use_true_random=False),
)
def test_a_sale_goes_back_once_however_many_tills_took_it_back(
    rules: Program, before: list[Step], basket: Basket, amounts: list[int | None], chance: Random
) -> None:
    """Points, lots, stamps, tickets, terms, challenges and limits are as after one refund."""
    story = bought(rules, before, basket)
    tills = Tills(story)
    devices = [f"till-{number}" for number in range(len(amounts))]
    for device, amount in zip(devices, amounts, strict=True):
        try:
            tills.apart(device, "sale", amount, after=STEP)
        except RefusalError:
            assume(False)
    state = tills.meet(devices, chance)
    assert tills.booked == state.balance + state.lapsed
    found, once = standing_of(state), _once(_told_again(story), "sale", amounts, tills)
    kinds = {type(event.happening) for event in tills.events}
    if kinds & {CreditTakenBack, SpinTakenBack}:
        # A bonus whose lot an excess was taken from took other points then: as many, of other ends.
        found = replace(found, lots=once.lots)
    assert found == once
    chance.shuffle(tills.events)
    assert fold(story.timeline, tills.events) == state
