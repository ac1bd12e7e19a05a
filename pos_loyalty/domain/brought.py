"""Sales brought along from elsewhere that are to be remembered and move no points. Pure."""

from dataclasses import replace

from pos_loyalty.domain.events import Purchased
from pos_loyalty.domain.sale import SaleQuote


def remembered(quote: SaleQuote) -> SaleQuote:
    """The sale with nothing that it would have given: it counts for tiers, and earns nothing.

    Its points were given elsewhere, or never. What it would have counted for tiers by points
    it still counts.
    """
    priced = quote.purchased
    purchased = Purchased(
        sale_id=priced.sale_id,
        occurred_at=priced.occurred_at,
        paid_minor=priced.paid_minor,
        eligible=priced.eligible,
        award=replace(priced.award, points=0),
        capped_points=0,
        measure_points=priced.measure_points,
    )
    return SaleQuote(
        purchased=purchased,
        total_minor=quote.total_minor,
        discount_minor=quote.discount_minor,
        due_minor=quote.due_minor,
        eligible_minor=quote.eligible_minor,
        tier_used=quote.tier_used,
        explanation=(),
        burn=quote.burn,
    )
