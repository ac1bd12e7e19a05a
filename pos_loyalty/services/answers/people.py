"""Members: taken in, shown, found."""

from collections.abc import Iterable
from datetime import datetime

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.domain.events import MembershipBought
from pos_loyalty.domain.money import format_major
from pos_loyalty.domain.program import Program
from pos_loyalty.services.answers.standings import clubs, games
from pos_loyalty.services.members import Joined, MemberCard
from pos_loyalty.services.overview import Standing
from pos_loyalty.services.request import Answer
from pos_loyalty.services.scenario.figures import Figures, local
from pos_loyalty.storage.member_search import MemberHits
from pos_loyalty.storage.records import MemberRecord


def joined_answer(answered: Answer[Joined]) -> Figures:
    """A new member, with the code of the card."""
    joined, outcome = answered.value, answered.value.outcome
    return {
        "member": joined.member_id,
        "number": joined.number,
        "card": joined.card,
        "earned": outcome.earned,
        "balance": outcome.balance,
        "tier": outcome.tier,
        "repeated": answered.repeated,
    }


def member_answer(
    standing: Standing, card: MemberCard, bought: Iterable[MembershipBought]
) -> Figures:
    """What is known of a member."""
    program, state = standing.program, standing.state
    return {
        **_profile(program, standing.member),
        "card": card.payload,
        "card_issue": card.issue,
        "balance": state.balance,
        "tier": state.tier.held,
        "memberships": clubs(program, state),
        "bought": [_term(program, each) for each in bought],
        "segments": list(standing.member.segments),
        **games(program, state),
    }


def hits_answer(found: MemberHits) -> Figures:
    """Members that a search found, whether there are more, and how many cannot be found yet."""
    hits = [
        {
            "member": hit.id,
            "number": member_number(hit.id),
            "name": full_name(hit.given_name, hit.family_name),
            "status": str(hit.status),
        }
        for hit in found.hits
    ]
    missing = {"missing": found.gap.unready} if found.gap is not None else {}
    return {"members": hits, "more": found.more, **missing}


def full_name(given: str | None, family: str | None) -> str:
    """The names that are known, in the order in which they are said."""
    return " ".join(filter(None, (given, family)))


def _profile(program: Program, member: MemberRecord) -> Figures:
    return {
        "member": member.id,
        "number": member_number(member.id),
        "name": full_name(member.given_name, member.family_name),
        "email": member.email,
        "phone": member.phone,
        "birthday": member.birthday.removeprefix("--") if member.birthday else None,
        "status": member.status.value,
        "enrolled": local(program, member.enrolled_at),
        "referrer": member_number(member.referrer_id) if member.referrer_id else None,
        "reference": member.reference,
        "consents": {
            name: local(program, datetime.fromisoformat(since))
            for name, since in sorted(member.consents.items())
        },
    }


def _term(program: Program, bought: MembershipBought) -> Figures:
    return {
        "id": bought.purchase_id,
        "membership": bought.term.membership_id,
        "starts": local(program, bought.term.starts_at),
        "ends": local(program, bought.term.ends_at),
        "fee": format_major(bought.fee_minor, program.currency),
    }
