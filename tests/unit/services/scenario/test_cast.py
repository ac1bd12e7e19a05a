from pos_loyalty.cards.member_number import is_member_id
from pos_loyalty.services.scenario.cast import cast_document, member_id_of, named_members
from pos_loyalty.services.scenario.document import scenarios_of
from pos_loyalty.services.scenario.steps import Scenario
from tests.support.shop import rules

_DOUBLE = {"id": "c", "name": "C", "members": ["anna", "birthday-day", "zoe"], "multiplier": "2"}


def _story(*names: str, **sections: object) -> Scenario:
    scenario = scenarios_of(
        {
            "schema": 1,
            "id": "s",
            "program": rules(**sections),
            "start": "2026-01-05",
            "steps": [{"do": "enroll", "member": name} for name in names],
        }
    )
    assert isinstance(scenario, Scenario)
    return scenario


def test_a_name_always_gives_the_same_id() -> None:
    """A story goes alike each time it is told."""
    assert member_id_of("anna") == member_id_of("anna") != member_id_of("ben")
    assert is_member_id(member_id_of("anna"))


def test_a_story_without_enrollment_has_its_default_member() -> None:
    """Whom the story never names is called so."""
    assert named_members(_story()) == ("member",)
    assert named_members(_story("anna", "ben", "anna")) == ("anna", "ben")


def test_campaigns_name_members_by_their_ids() -> None:
    """Groups and strangers keep their names; other documents are left as they are."""
    document = cast_document(_story("anna", campaign=[_DOUBLE]))
    who = [member_id_of("anna"), "birthday-day", "zoe"]
    assert document["campaign"] == [{**_DOUBLE, "members": who}]
    plain = _story("anna")
    assert cast_document(plain) is plain.document
