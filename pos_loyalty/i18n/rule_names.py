"""What a rule is called where points are summed up by rules."""

from typing import Final

from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.words import Words

_KINDS: Final = {
    "base": mark("Base"),
    "cap": mark("Upper limit"),
    "welcome": mark("Welcome"),
    "referral": mark("Referral"),
    "challenge": mark("Challenges"),
    "grant": mark("By hand"),
    "refund": mark("Returns"),
    "expiry": mark("Expired"),
}


def rule_name(kind: str, name: str, words: Words) -> str:
    """The name of a tier, campaign, action or wheel, or the word for a rule that there is once."""
    return name or words.text(_KINDS[kind])
