"""Advice on a program in words: what stands there, and why it is worth a second thought."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from pos_loyalty.domain.advice import Advice, Fact
from pos_loyalty.domain.program import Program
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words, words_for

_SENTENCES: Final = {
    # Law and fair dealing
    "short-expiry": mark(
        "Points can lapse {term}. In Germany claims last three years as a rule, and courts have "
        "held shorter terms void where people had paid for their credit: 36 months are safer."
    ),
    "inactivity-forfeiture": mark(
        "Points can lapse {term}: whoever stays away for that time loses everything. Members "
        "resent forfeiture by inactivity most, and it may count as an unfair term."
    ),
    "no-expiry-warning": mark(
        "Nobody is reminded before points lapse. A lapse without notice costs trust: "
        "60 days are usual."
    ),
    "tier-lost-at-new-year": mark(
        "On 1 January everybody falls back to what the new year has brought so far. With 364 days "
        "of grace a tier holds through the year after the one in which it was reached."
    ),
    "tier-lost-by-pause": mark(
        "A tier can be lost after a short pause, because only purchases of a short time count, "
        "without days of grace. Members take that for a punishment."
    ),
    "full-birth-date": mark(
        "“{name}” asks for the full date of birth. For birthday treats month and day are enough; "
        "data protection law allows no more to be asked than is needed."
    ),
    "paid-review": mark(
        "“{name}” gives points for a review. If you publish such reviews, say that they "
        "were rewarded; otherwise they may count as misleading advertising."
    ),
    "preloaded-balance": mark(
        "“{name}” gives points for loading money or for vouchers. Credit that is bought can be "
        "electronic money, which needs a licence, and must not lapse early: no points on it."
    ),
    "points-for-their-price": mark(
        "A purchase gives at least its price back in points. Points that people buy in this way "
        "are credit that was paid for, and can be electronic money, which needs a licence."
    ),
    "points-for-cash": mark(
        "Points can be redeemed without a purchase. What can be paid out in cash is treated like "
        "money, in tax and in supervision: only with a purchase is safer."
    ),
    "price-off-for-everybody": mark(
        "“{name}” lowers prices for everybody who joins at no cost. Advertised, that can be a "
        "general price reduction, with the lowest price of 30 days to be shown beside it."
    ),
    "chance-needs-purchase": mark(
        "“{name}” is open only to those who buy. The conditions must be stated wherever "
        "it is advertised, and prices must not be raised because of it: a stake would "
        "make it gambling."
    ),
    "draw-without-end": mark(
        "“{name}” has no end. Members must be able to see until when they can take part "
        "and when it is drawn."
    ),
    "hidden-control-group": mark(
        "“{name}” leaves a part of the members out to measure its effect. If it is advertised "
        "to all, they are promised what they do not get: tell only those who take part."
    ),
    "nothing-excluded": mark(
        "Everything earns points. For tobacco, books and prescription medicines German law fixes "
        "prices, and deposits and vouchers are no sales: leave out what you sell of them."
    ),
    # What gets worse
    "removed": mark(
        "“{name}” is no longer offered. Members who were saving for it lose out: "
        "announce it, and leave them time to redeem it."
    ),
    "redemption-removed": mark(
        "Points can no longer be redeemed as a discount, those already earned included. Members "
        "hold a claim to what they were promised: give notice and time to redeem."
    ),
    "points-worth-less": mark(
        "{points} were worth {was} and are now worth {now}, those already earned "
        "included. A promise that is broken afterwards can be void: give notice and time to redeem."
    ),
    "redeeming-harder": mark(
        "Redeeming takes {now} instead of {was}. Whoever has fewer can no longer use "
        "what is already earned."
    ),
    "redeeming-capped": mark(
        "Points pay at most {now} of a purchase, so far {was}. That holds for "
        "points already earned too."
    ),
    "reward-dearer": mark(
        "“{name}” costs {now}, so far {was}. Members who were saving for it "
        "have fewer than they thought: give notice."
    ),
    "reward-worth-less": mark(
        "“{name}” is worth less than it was. Members who were saving for it get less "
        "than they were promised."
    ),
    "reward-for-fewer": mark(
        "“{name}” is for fewer tiers than it was. Members of the others who were saving for it "
        "can no longer have it."
    ),
    "reward-rarer": mark(
        "“{name}” can be had less often, or not as long as before. Members who were saving "
        "for it may come too late: give notice."
    ),
    "tier-measure-changed": mark(
        "Tiers are reached by something else than before. At the next review members can lose "
        "the tier that they hold: set days of grace."
    ),
    "tier-window-shorter": mark(
        "Purchases count for a shorter time for the tier than before. At the next review "
        "members can lose the tier that they hold: set days of grace."
    ),
    "tier-harder": mark(
        "“{name}” is reached at {now}, so far at {was}. Members between the two lose it at the "
        "next review: set days of grace."
    ),
    "tier-earns-less": mark(
        "“{name}” earns {now}, so far {was}. Points already earned stay, but members strove "
        "for the tier because of it."
    ),
    "tier-pays-more": mark(
        "Rewards cost more points in “{name}” than before, also with points already earned."
    ),
    "stamp-card-larger": mark(
        "“{name}” takes {now} stamps, so far {was}. A card that was almost full is not any more."
    ),
    "challenge-harder": mark(
        "“{name}” is harder to reach than it was, also for those who have begun."
    ),
    "challenge-gives-less": mark(
        "“{name}” gives {now}, so far {was}, also to those who have begun."
    ),
    "membership-worse": mark(
        "“{name}” gives less than before, also to members who have paid for it until its end. "
        "They can claim what was sold to them: let it begin when those are over."
    ),
    "prizes-changed": mark(
        "Prizes of “{name}” are gone. Whoever holds a ticket took part for the prizes "
        "that were announced."
    ),
    "earns-less": mark(
        "Purchases earn less than before. Points already earned are not touched; "
        "say it before it begins."
    ),
    "expiry-shortened": mark(
        "Points expire sooner than before. This applies only to new points: those "
        "already earned keep their term."
    ),
    # Sense
    "points-worth-nothing": mark(
        "Points are given, but they buy nothing: there is neither a discount nor a reward nor "
        "a ticket for them."
    ),
    "generous-return": mark(
        "Purchases give back up to {percent} in points, before campaigns. Usual are 0.5 to 5 "
        "percent: is a digit too many?"
    ),
    "minimum-between-steps": mark(
        "The minimum lies between two steps: in fact redeeming begins at {points}. "
        "Make the minimum a multiple of the step."
    ),
    "rate-without-effect": mark(
        "“{name}” has a rate of its own, but is left out of earning: the rate gives nothing."
    ),
    "welcome-pays-out": mark(
        "The welcome of {points} can be redeemed without any purchase before. Some will "
        "join twice: give it with the first purchase."
    ),
    "referral-for-a-cent": mark(
        "A recommendation pays from the first cent. Two who recommend each other get points for "
        "nothing: set a minimum purchase."
    ),
    "unlimited-action": mark(
        "“{name}” can be credited any number of times by anybody. Set a limit, "
        "or let a manager confirm it."
    ),
    "campaign-without-effect": mark("“{name}” changes nothing for anybody as it stands."),
    "campaign-never-matches": mark(
        "“{name}” can never apply: what is set here excludes every purchase."
    ),
    "large-campaign": mark(
        "“{name}” multiplies by {factor}, without budget and without limit per member. One large "
        "purchase can cost more than the whole campaign should."
    ),
    "bonus-by-splitting": mark(
        "“{name}” pays its bonus for each purchase, however small. Whoever pays each item "
        "alone gets it each time: set a minimum purchase or a limit per member."
    ),
    "large-stack": mark(
        "Campaigns multiply each other: all at once make {factor}. One purchase can cost more "
        "than it brings; let the best one count instead."
    ),
    "nobody-is-meant": mark(
        "“{name}” is for “{word}”, which the program does not know, and which looks like a slip. "
        "Known are birthday-day, birthday-week, birthday-month, first-purchase, "
        "new-30-days and lapsed-90-days."
    ),
    "free-reward": mark(
        "“{name}” costs no points and has no limit: anybody can take it any number of times."
    ),
    "reward-out-of-reach": mark("“{name}” costs points, but nobody can earn any in this program."),
    "meager-reward": mark(
        "“{name}” gives back {percent} of what has to be bought for it. Members do the sum: "
        "below 0.2 percent few will save for it."
    ),
    "tier-out-of-reach": mark(
        "“{name}” cannot be reached: so many points cannot count in the time set."
    ),
    "tier-below-the-lower": mark(
        "“{name}” gives less than the tier below it: whoever rises loses by it."
    ),
    "generous-wheel": mark(
        "“{name}” gives back {percent} of its purchase on average. Usual are a few percent: "
        "look at the weights."
    ),
    "unlimited-spins": mark(
        "“{name}” can be spun any number of times without a purchase. Set a limit, "
        "such as “1 per day”."
    ),
    "draw-without-prizes": mark("“{name}” has no prizes, so nothing can be drawn."),
    "partner-unsettled": mark(
        "Nothing is settled with “{name}”: the partner gives and takes points for nothing."
    ),
    "partner-overpaid": mark(
        "With “{name}” a point is settled at more than it is worth at redemption. "
        "Whoever accepts it earns the difference."
    ),
    "is-over": mark("“{name}” ended on {last_day}. Nothing comes of it any more."),
}


def advice_text(advice: Advice, words: Words) -> str:
    """What the advice says, in one or two sentences; money and unit as ``words`` have them."""
    facts = {name: _shown(name, fact, words) for name, fact in advice.facts}
    # A threshold is money, points or visits; a sentence calls it ``was`` and ``now``.
    facts |= {name.partition("_")[0]: shown for name, shown in facts.items()}
    return words.text(_SENTENCES[advice.code], **facts)


def words_of(program: Program, words: Words) -> Words:
    """Words in the same language, with the program's currency, clock and unit."""
    return words_for(
        words.translator.language,
        currency=program.currency.code,
        timezone=program.timezone,
        unit_one=program.unit.one,
        unit_many=program.unit.many,
    )


def known_codes() -> frozenset[str]:
    """The codes of advice that there are words for."""
    return frozenset(_SENTENCES)


def _shown(name: str, fact: Fact, words: Words) -> str:
    match fact:
        case str():
            return fact
        case timedelta():
            return words.plural("after {n} day", "after {n} days", fact.days)
        case date():
            return words.formats.date(fact)
        case Fraction():
            is_share = name.endswith("percent")
            return words.formats.percent(fact) if is_share else words.formats.factor(fact)
        case int():
            return _counted(name, fact, words)


def _counted(name: str, fact: int, words: Words) -> str:
    if name.endswith("minor"):
        return words.formats.money(fact)
    if name.endswith("points"):
        return words.points_with_unit(fact)
    if name == "term":
        return words.plural("after {n} month", "after {n} months", fact)
    return words.formats.number(fact)
