"""Receipts of the shop's till in words."""

from pos_loyalty.domain.till_receipt import Offer
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.cashier.facts import CounterFacts
from pos_loyalty.terminal.screens.cashier.state import OfferLine, OfferPanel


def offer_panel(facts: CounterFacts, words: Words) -> OfferPanel:
    """The open receipts, and what is proposed of them."""
    chosen = facts.sale.offer
    offers = facts.offers.offers
    return OfferPanel(
        lines=tuple(
            OfferLine(
                key=each.key,
                title=words.text("Receipt {number}", number=each.receipt),
                detail=_detail(each, words),
                money=words.formats.money(each.total_minor),
                is_chosen=chosen is not None and each.key == chosen.key,
            )
            for each in offers
        ),
        button=words.text("Receipts ({count})", count=len(offers)) if offers else "",
        proposed=_proposed(chosen, words) if chosen is not None else "",
    )


def _proposed(offer: Offer, words: Words) -> str:
    return words.text(
        "Receipt {number} · {time} · {money}",
        number=offer.receipt,
        time=words.formats.time(offer.seen_at),
        money=words.formats.money(offer.total_minor),
    )


def _detail(offer: Offer, words: Words) -> str:
    # Tills are taught under names in small letters.
    return f"{words.formats.time(offer.seen_at)} · {offer.source.capitalize()}"
