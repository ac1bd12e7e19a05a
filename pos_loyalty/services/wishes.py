"""What members decide about themselves: whether the shop may write to them, and in which words."""

from collections.abc import Mapping
from dataclasses import replace

from pos_loyalty.domain.consent import CONTACT
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import active_member_of
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.store import Store, Work


class Wishes:
    """Keeps them, each with its time in the log."""

    def __init__(self, store: Store) -> None:
        self._desk = Desk(store)

    def allow_contact(self, request: Request, member_id: str) -> Answer[str]:
        """The shop may write. Raises UnknownMemberError, MemberBlockedError, KeyReusedError."""
        return self._decide(request, member_id, {CONTACT: True})

    def forbid_contact(self, request: Request, member_id: str) -> Answer[str]:
        """The shop may write no longer. Raises what ``allow_contact`` raises."""
        return self._decide(request, member_id, {CONTACT: False})

    def speak(self, request: Request, member_id: str, language: str) -> Answer[str]:
        """The member is addressed in this language from now on. Raises what others here raise."""
        return self._decide(request, member_id, {"language": language})

    def _decide(
        self, request: Request, member_id: str, wish: Mapping[str, bool | str]
    ) -> Answer[str]:
        check(request.actor, Permission.TAKE_PART)

        def act(work: Work) -> str:
            member = active_member_of(work, member_id)
            now = work.log.effective(request.now)
            changed = _with(member, wish, at=now.isoformat())
            work.members.put(replace(changed, hlc=work.log.stamp(request.now)))
            stored = work.append(
                EventDraft(
                    type="member-wish",
                    data=dict(wish),
                    effective_at=now,
                    occurred_at=request.now,
                    member_id=member_id,
                    staff_id=request.actor.staff_id,
                    approved_by=request.actor.approver_id,
                    key=request.key,
                )
            )
            return stored.id

        return self._desk.perform(request, ("wish", member_id, dict(wish)), str, act)


def _with(member: MemberRecord, wish: Mapping[str, bool | str], *, at: str) -> MemberRecord:
    changed = member
    if "language" in wish:
        changed = replace(changed, language=str(wish["language"]))
    if CONTACT in wish:
        others = {name: since for name, since in member.consents.items() if name != CONTACT}
        given = {CONTACT: at} if wish[CONTACT] else {}
        changed = replace(changed, consents={**others, **given})
    return changed
