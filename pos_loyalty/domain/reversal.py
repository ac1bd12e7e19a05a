"""Undoing: refunds and voids that take back exactly what a sale did, redemptions undone.

Path-independent: what a refund takes is the floored proportion of the sum of all refunds,
less what was taken before, so any sequence of partial refunds at one instant
ends where one refund of the sum ends.
"""

from collections.abc import Collection
from fractions import Fraction
from math import floor

from pos_loyalty.domain.challenges import bonus_references
from pos_loyalty.domain.errors import (
    AlreadyRefundedError,
    ExceedsRefundableError,
    NotAllowedError,
    UnknownPurchaseError,
    UnknownRedemptionError,
)
from pos_loyalty.domain.events import (
    CreditTakenBack,
    Happening,
    Purchased,
    RedemptionUndone,
    Refunded,
    SpinTakenBack,
    StampsTaken,
    Subject,
    TakenBackOnce,
    TicketsTaken,
)
from pos_loyalty.domain.fold import Fold
from pos_loyalty.domain.trails import PurchaseTrail


def quote_refund(
    fold: Fold, sale_id: str, *, amount_minor: int | None, draws_held: Collection[str] = ()
) -> Refunded:
    """The fact of a refund of ``amount_minor``, or of everything left when None.

    ``fold`` holds the member's whole history up to now. Tickets of ``draws_held`` have been in
    the urn, and stay. Raises UnknownPurchaseError,
    AlreadyRefundedError, ExceedsRefundableError, and NotAllowedError for nothing.
    """
    trail = fold.purchase(sale_id)
    if trail is None:
        raise UnknownPurchaseError(purchase=sale_id)
    if trail.complete:
        raise AlreadyRefundedError(purchase=sale_id)
    left_minor = trail.sale.paid_minor - trail.refunded_minor
    asked_minor = left_minor if amount_minor is None else amount_minor
    if asked_minor > left_minor:
        raise ExceedsRefundableError(asked_minor=asked_minor, left_minor=left_minor)
    if amount_minor is not None and amount_minor <= 0:
        raise NotAllowedError(reason="nothing-to-return")
    refunded_minor = trail.refunded_minor + asked_minor
    share = share_of(trail, refunded_minor)
    return Refunded(
        sale_id=sale_id,
        amount_minor=asked_minor,
        refunded_minor=refunded_minor,
        complete=share == 1,
        reversed_points=_points_to_take(fold, trail, share),
        restored_points=floor(trail.sale.spent * share) - trail.restored_points,
        stamps=_stamps_to_take(trail, share),
        tickets=_tickets_to_take(trail, share, draws_held),
    )


def quote_referrer_part(fold: Fold, sale_id: str, share: Fraction) -> CreditTakenBack | None:
    """What goes from the referrer's credit when ``share`` of the sale behind it is taken back.

    ``fold`` is the referrer's whole history. None when there is nothing to take.
    """
    credited = fold.referral_credit(sale_id)
    if credited is None:
        return None
    due = floor(credited.points * share) - credited.taken_back
    points = max(0, due - fold.lapsed_of(credited.lot_id))
    return CreditTakenBack(sale_id, points) if points else None


def quote_spins_back(fold: Fold, sale_id: str) -> tuple[SpinTakenBack, ...]:
    """What goes with a sale that was taken back whole: the spins it gave, with their wins.

    ``fold`` holds the member's whole history. Points that expired are not taken twice.
    """
    return tuple(
        SpinTakenBack(
            trail.spun.spin_id,
            max(0, trail.spun.credit.points - fold.lapsed_of(trail.lot.id)),
        )
        for trail in fold.spins.of_sale(sale_id)
    )


def quote_bonuses_back(fold: Fold, sale: Purchased) -> tuple[CreditTakenBack, ...]:
    """What goes of bonuses for challenges that a sale completed, once all of it is taken back.

    ``fold`` is the member's whole history, the refund in it. What has lapsed is not taken twice.
    """
    parts = (quote_referrer_part(fold, name, Fraction(1)) for name in bonus_references(sale))
    return tuple(part for part in parts if part is not None)


def quote_undo(
    fold: Fold, redemption_id: str, *, draws_held: Collection[str] = ()
) -> RedemptionUndone:
    """The fact that undoes a redemption: all its points return to their lots.

    Tickets of ``draws_held`` have been in the urn, and stay.
    Raises UnknownRedemptionError and AlreadyRefundedError.
    """
    trail = fold.redemption(redemption_id)
    if trail is None:
        raise UnknownRedemptionError(redemption=redemption_id)
    if trail.undone:
        raise AlreadyRefundedError(purchase=redemption_id)
    tickets = trail.redeemed.tickets
    kept = tuple(gain.draw_id for gain in tickets if gain.draw_id in draws_held)
    return RedemptionUndone(redemption_id, trail.redeemed.spent, kept)


def quote_amends(
    fold: Fold, device: str, *, draws_held: Collection[str] = ()
) -> tuple[tuple[Happening, str], ...]:
    """What a till has to write because another one took the same back, each with its partner.

    ``fold`` holds all of the member's history that is known. After these facts there is nothing.
    """
    found: list[tuple[Happening, str]] = list(fold.undoings.amends(device))
    for trail in filter(None, map(fold.purchase, fold.undoings.parts_of(device))):
        found += [(part, trail.partner) for part in _beside(fold, trail, draws_held)]
    return tuple(found)


def _beside(fold: Fold, trail: PurchaseTrail, draws_held: Collection[str]) -> tuple[Happening, ...]:
    """What goes with parts of a sale that no till knew to be so much, or to be all of it."""
    name, is_whole = trail.sale.sale_id, trail.complete
    share = Fraction(1) if is_whole else share_of(trail, trail.refunded_minor)
    tickets = _tickets_to_take(trail, share, draws_held)
    due = (TakenBackOnce(Subject.SALE, name, tickets=tickets),) if tickets else ()
    if not is_whole:
        return due
    return (*due, *quote_bonuses_back(fold, trail.sale), *quote_spins_back(fold, name))


def share_of(trail: PurchaseTrail, refunded_minor: int) -> Fraction:
    """How much of a sale is taken back once ``refunded_minor`` of it went back.

    A sale paid by points alone can only be taken back whole.
    """
    if refunded_minor == trail.sale.paid_minor:
        return Fraction(1)
    return Fraction(refunded_minor, trail.sale.paid_minor)


def _points_to_take(fold: Fold, trail: PurchaseTrail, share: Fraction) -> int:
    due = floor(trail.sale.award.points * share) - trail.reversed_points
    # Expired points are not taken twice.
    return max(0, due - fold.lapsed_of(trail.position.name))


def _stamps_to_take(trail: PurchaseTrail, share: Fraction) -> tuple[StampsTaken, ...]:
    taken = (
        StampsTaken(
            gain.card_id,
            floor(gain.count * share) - trail.stamps_taken.get(gain.card_id, 0),
        )
        for gain in trail.sale.stamps
    )
    return tuple(each for each in taken if each.count)


def _tickets_to_take(
    trail: PurchaseTrail, share: Fraction, draws_held: Collection[str]
) -> tuple[TicketsTaken, ...]:
    taken = (
        TicketsTaken(
            gain.draw_id,
            floor(gain.count * share) - trail.tickets_taken.get(gain.draw_id, 0),
        )
        for gain in trail.sale.tickets
        if gain.draw_id not in draws_held
    )
    return tuple(each for each in taken if each.count)
