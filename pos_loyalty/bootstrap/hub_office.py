"""What the operator of a hub can see and do, from the command line and from the browser."""

import secrets
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from pos_loyalty.cards.check_character import ALPHABET
from pos_loyalty.config.clock import Clock
from pos_loyalty.domain.desk_acts import DeskActKind, Hand
from pos_loyalty.domain.errors import RefusalError
from pos_loyalty.domain.hub_reports import (
    ErasureLine,
    HubStanding,
    HubTotals,
    PairingCode,
    RefusedLine,
    StoreLine,
    TillLine,
    WaitingLine,
)
from pos_loyalty.domain.shared_digest import SharedParts
from pos_loyalty.domain.shared_records import Conflict
from pos_loyalty.domain.tills import DeviceRow, DeviceStatus, InboxRow, InboxStatus
from pos_loyalty.storage.hub_errors import again
from pos_loyalty.storage.hub_migrate import HUB_HEAD
from pos_loyalty.storage.instants import to_us
from pos_loyalty.sync.desk_book import DeskBook, DeskWork
from pos_loyalty.sync.enrolment import PAIRING, code_hash
from pos_loyalty.sync.entitlement import ProgramShelf
from pos_loyalty.sync.hub_keys import secret_or_new
from pos_loyalty.sync.intake import Arrival, feed_rows
from pos_loyalty.sync.other_side import OtherSides, moved_by
from pos_loyalty.sync.protocol import EVENTS
from pos_loyalty.sync.upkeep import HubUpkeep

CODE_LENGTH: Final = 10
CODE_HOURS: Final = 24
MOST: Final = 200

_ADMIN: Final = "admin"
_LINK_HOURS: Final = 1
_URL: Final = "public-url"
_SESSION_SECRET: Final = "admin-session"  # noqa: S105 - its name
_SECRET_BYTES: Final = 32

Result = TypeVar("Result")


class UnknownTillError(RefusalError):
    """The hub has no such till. Facts: ``till``."""

    code = "unknown-till"


class AmbiguousTillError(RefusalError):
    """Several tills have this name. Facts: ``till``, ``ids``."""

    code = "ambiguous-till"


class UnknownEventError(RefusalError):
    """No event waits under this id. Facts: ``event``."""

    code = "unknown-event"


class HubOffice:
    """Looks into a hub's database, and changes what a person decides."""

    def __init__(self, book: DeskBook, clock: Clock) -> None:
        self._book = book
        self._clock = clock
        self._shelf = ProgramShelf()

    def standing(self) -> HubStanding:
        """How the hub is."""

        def look(work: DeskWork) -> HubStanding:
            devices, meta = work.devices(), work.meta()
            return HubStanding(
                meta=meta,
                schema=HUB_HEAD,
                has_shop=meta.key_version > 0,
                heads=dict(work.heads()),
                totals=work.totals(),
                tills=Counter(row.status.value for row in devices),
                backlog=sum(row.backlog for row in devices if _takes_part(row)),
            )

        return self._do(look)

    def totals(self) -> HubTotals:
        """What it holds, and what waits for a person."""
        return self._do(lambda work: work.totals())

    def tills(self) -> tuple[TillLine, ...]:
        """All tills, those that take part first, by store and name."""

        def look(work: DeskWork) -> tuple[TillLine, ...]:
            held = work.shares_held()
            rows = sorted(
                work.devices(), key=lambda row: (not _takes_part(row), row.store, row.name)
            )
            return tuple(TillLine(row, held.get(row.device, 0)) for row in rows)

        return self._do(look)

    def stores(self) -> tuple[StoreLine, ...]:
        """Where the tills stand."""
        rows = [line.row for line in self.tills() if _takes_part(line.row)]
        return tuple(
            StoreLine(
                name=name,
                tills=len(here),
                seen_us=max(row.seen_us for row in here),
                backlog=sum(row.backlog for row in here),
            )
            for name in sorted({row.store for row in rows})
            if (here := [row for row in rows if row.store == name])
        )

    def till(self, text: str) -> TillLine:
        """The till of that id, or of that name. Raises UnknownTillError, AmbiguousTillError."""
        lines = self.tills()
        asked = text.strip()
        by_id = [line for line in lines if line.row.device == asked]
        found = by_id or [line for line in lines if line.row.name.lower() == asked.lower()]
        if not found:
            raise UnknownTillError(till=asked)
        if len(found) > 1:
            raise AmbiguousTillError(till=asked, ids=", ".join(each.row.device for each in found))
        return found[0]

    def new_code(self, *, store: str, url: str = "", hours: int = CODE_HOURS) -> PairingCode:
        """A code by which one till is let in, at this address or at the hub's own."""
        code = self._new_word(store=store, hours=hours)
        return replace(code, url=url.rstrip("/") or self.public_url())

    def public_url(self) -> str:
        """Where the hub that started last is found; empty before the first."""
        kept = self._do(lambda work: work.secret(_URL))
        return kept.decode() if kept else ""

    def note_url(self, url: str) -> None:
        """Remember where the hub is found."""

        def keep(work: DeskWork) -> None:
            work.put_secret(_URL, url.encode())
            work.commit()

        self._do(keep)

    def new_password(self) -> PairingCode:
        """A password by which somebody signs in to the pages, once."""
        return self._new_word(store="", hours=_LINK_HOURS, purpose=_ADMIN)

    def is_password(self, text: str) -> bool:
        """Whether it is one that nobody has used yet; it is used now."""
        hashed = code_hash(text, purpose=_ADMIN)

        def take(work: DeskWork) -> bool:
            taken = work.take_pairing_code(
                hashed, device=secrets.token_hex(8), now_us=self._now_us()
            )
            work.commit()
            return taken is not None

        return self._do(take)

    def session_key(self) -> bytes:
        """The secret under which sessions of the pages are signed; the same for all replicas."""

        def look(work: DeskWork) -> bytes:
            kept = secret_or_new(work, _SESSION_SECRET, lambda: secrets.token_bytes(_SECRET_BYTES))
            work.commit()
            return kept

        return self._do(look)

    def revoke(self, device: str, *, person: str = "") -> None:
        """Shut a till out. What it sends is kept aside, what it holds stays set apart."""
        again(lambda: self._upkeep(person).revoke(device))

    def readmit(self, device: str, *, person: str = "") -> None:
        """Let a till take part again: it is one machine, and it is ours."""
        again(lambda: self._upkeep(person).readmit(device))

    def write_off(self, device: str, *, person: str = "") -> int:
        """Give what a till holds back to the members; how many points it was."""
        return again(lambda: self._upkeep(person).write_off(device))

    def refused(self) -> Sequence[WaitingLine]:
        """Events that wait for a person, with both sides."""
        return self._do(lambda work: self._sided(work, work.waiting_events(limit=MOST)))

    def dealt_with(self) -> Sequence[WaitingLine]:
        """Events that somebody has dealt with and left as they are."""
        return self._do(lambda work: self._sided(work, work.done_events(limit=MOST)))

    def finish(self, event: str, *, person: str = "", note: str = "") -> InboxRow:
        """A person has dealt with an event; it is left as it is. Raises UnknownEventError."""
        act = self._hand(person, note).act(DeskActKind.DONE, event)

        def change(work: DeskWork) -> InboxRow:
            row = work.waiting_event(event)
            if row is None or not work.add_act(act):
                raise UnknownEventError(event=event)
            work.commit()
            return row

        return self._do(change)

    def accept(self, event: str, *, person: str = "", note: str = "") -> RefusedLine:
        """Book an event after all, or have seen one that was booked. Raises UnknownEventError."""
        act = self._hand(person, note).act(DeskActKind.BOOKED, event)

        def change(work: DeskWork) -> RefusedLine:
            line = work.accept_event(event)
            if line is None:
                raise UnknownEventError(event=event)
            work.add_act(act)
            if line.row.status is InboxStatus.REFUSED:
                row = replace(line.row, status=InboxStatus.APPLIED)
                told = feed_rows([Arrival(row)], {row.id})
                if told:
                    work.publish(EVENTS, told)
            work.commit()
            return line

        return self._do(change)

    def conflicts(self) -> Sequence[Conflict]:
        """Fields that two tills changed apart."""
        return self._do(lambda work: work.conflicts(limit=MOST))

    def settle(self, match: Callable[[Conflict], bool], *, person: str = "", note: str = "") -> int:
        """A person has looked at those conflicts; how many there were."""
        hand = self._hand(person, note)

        def change(work: DeskWork) -> int:
            settled = 0
            for each in work.conflicts(limit=MOST):
                if match(each) and work.settle_conflict(each, now_us=hand.now_us):
                    work.add_act(hand.act(DeskActKind.SETTLED, f"{each.key} {each.field}"))
                    settled += 1
            work.commit()
            return settled

        return self._do(change)

    def erasures(self) -> Sequence[ErasureLine]:
        """Erased members whom some till has not confirmed to have forgotten."""
        return self._do(lambda work: work.erasures(limit=MOST))

    def digest(self) -> tuple[SharedParts, int]:
        """What tills share, as the hub has it, and the points that entries left with members."""
        return self._do(lambda work: (work.digest(), work.totals().points))

    def restored(self, *, person: str = "") -> int:
        """The hub was put back from a backup: tills send what is missing; the new incarnation."""
        return again(self._upkeep(person).put_back)

    def end_recovery(self, *, person: str = "") -> bool:
        """Give points to burn again, whoever has not been heard; whether it was recovering."""
        was = self._do(lambda work: work.meta().is_recovering)
        again(self._upkeep(person).end_recovery)
        return was

    def _sided(self, work: DeskWork, lines: Sequence[RefusedLine]) -> Sequence[WaitingLine]:
        names = {row.device: row.name for row in work.devices()}
        sides = OtherSides(work, self._shelf, names, now_us=self._now_us())
        return [WaitingLine(line, moved_by(line.row), sides.of(line)) for line in lines]

    def _upkeep(self, person: str) -> HubUpkeep:
        return HubUpkeep(self._book, self._hand(person, ""))

    def _hand(self, person: str, note: str) -> Hand:
        return Hand(now_us=self._now_us(), person=person.strip(), note=note.strip())

    def _new_word(self, *, store: str, hours: int, purpose: str = PAIRING) -> PairingCode:
        text = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
        now_us = self._now_us()
        expires_us = now_us + timedelta(hours=hours) // timedelta(microseconds=1)

        def keep(work: DeskWork) -> None:
            hashed = code_hash(text, purpose=purpose)
            work.add_pairing_code(hashed, store=store, now_us=now_us, expires_us=expires_us)
            work.commit()

        self._do(keep)
        return PairingCode(code=text, url="", store=store, expires_us=expires_us)

    def _now_us(self) -> int:
        return to_us(self._clock.now())

    def _do(self, act: Callable[[DeskWork], Result]) -> Result:
        def whole() -> Result:
            with self._book.begin() as work:
                return act(work)

        return again(whole)


def _takes_part(row: DeviceRow) -> bool:
    return row.status in {DeviceStatus.ACTIVE, DeviceStatus.TWIN}
