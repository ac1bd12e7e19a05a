"""The members of a story: their ids, made from their names so that a story always goes alike."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from pos_loyalty.cards.member_number import new_member_id
from pos_loyalty.services.scenario.steps import Enroll, Scenario

DEFAULT_MEMBER: Final = "member"


def member_id_of(name: str) -> str:
    """The id of the member whom a story calls ``name``."""
    digest = int.from_bytes(sha256(name.encode()).digest(), "big")
    return new_member_id(lambda bits: digest % (1 << bits))


def named_members(scenario: Scenario) -> tuple[str, ...]:
    """Everybody who ever joins in a story."""
    joining = (step for step in scenario.steps if isinstance(step.deed, Enroll))
    return tuple(dict.fromkeys(step.member or DEFAULT_MEMBER for step in joining)) or (
        DEFAULT_MEMBER,
    )


def cast_document(scenario: Scenario) -> Mapping[str, object]:
    """The story's program, in which campaigns for single members name them by their ids.

    In a story a member's name is the id; everywhere else ids have a form of their own.
    """
    document = scenario.document
    campaigns = document.get("campaign")
    ids = {name: member_id_of(name) for name in named_members(scenario)}
    if not isinstance(campaigns, list) or not any(map(_names_members, campaigns)):
        return document
    return {**document, "campaign": [_cast(campaign, ids) for campaign in campaigns]}


def _names_members(campaign: Mapping[str, object]) -> bool:
    return bool(campaign.get("members"))


def _cast(campaign: Mapping[str, object], ids: Mapping[str, str]) -> Mapping[str, object]:
    who = campaign.get("members", [])
    return {**campaign, "members": [ids.get(name, name) for name in _texts(who)]}


def _texts(items: object) -> Iterable[str]:
    return [item for item in items if isinstance(item, str)] if isinstance(items, list) else []
