"""A till that sells at random, as a process of its own: to be killed, and asked what it knows.

python -m tests.support.till_process FOLDER SEED [SECONDS THAT ITS CLOCK IS AHEAD]

It reads a question from each line of its input and answers with one line. Beside that it says of
each deed that it is done, once it is: whoever kills it knows what must not be lost.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Lock
from typing import Any, Final
from uuid import uuid4

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.basket import Burn
from pos_loyalty.domain.errors import LoyaltyError, OutageError, RefusalError
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import Translator
from pos_loyalty.i18n.formats import Formats
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.ledger_check import verified_ledger
from pos_loyalty.services.members import NewMember
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from pos_loyalty.storage.digest import shared_digest
from pos_loyalty.storage.records import MemberRecord, MemberStatus
from pos_loyalty.terminal.sync_thread import SyncPace, SyncThread
from tests.support.builders import basket
from tests.support.shop import data_folder_in

Facts = dict[str, Any]

_NAMES: Final = ("Anna", "Bea", "Cem", "Dora", "Emil", "Fritz")
_LABELS: Final = ("stammgast", "nachbar", "mitarbeit")
_LOOKS_S: Final = 0.1
_WORDS: Final = Words(
    Translator("en"),
    Formats("en", currency="EUR", timezone="Europe/Berlin"),
    unit_one="point",
    unit_many="points",
)


@dataclass(frozen=True, slots=True)
class ClockAhead:
    """The machine's clock, some seconds off."""

    seconds: float

    def now(self) -> datetime:
        """Its time."""
        return SystemClock().now() + timedelta(seconds=self.seconds)


class Deeds:
    """What somebody does at a till. Each is a request of its own, with its key."""

    def __init__(self, application: Application) -> None:
        self._application = application

    def do(self, kind: str, key: str, facts: Mapping[str, Any]) -> Facts:
        """Do it. Raises LoyaltyError for what is refused or cannot be done now."""
        request = Request(key, OPERATOR, self._application.clock.now())
        act: Callable[[Request, Mapping[str, Any]], str] = getattr(self, f"_{kind}")
        return {"key": key, "kind": kind, "id": act(request, facts)}

    def _enroll(self, request: Request, facts: Mapping[str, Any]) -> str:
        new = NewMember(given_name=facts.get("name", ""))
        return self._application.members.enroll(request, new).value.member_id

    def _sale(self, request: Request, facts: Mapping[str, Any]) -> str:
        bought = basket(facts["amount"], points=facts.get("points", 0))
        sale = Sale(member_id=facts["member"], basket=bought)
        return self._application.sales.record(request, sale, slip=False).value.id

    def _redeem(self, request: Request, facts: Mapping[str, Any]) -> str:
        burn = Burn(facts.get("points", 0), tuple(facts.get("rewards", ())))
        redeem = self._application.redemptions.redeem
        return redeem(request, facts["member"], burn, slip=False).value.id

    def _refund(self, request: Request, facts: Mapping[str, Any]) -> str:
        amount_minor = facts.get("amount_minor")
        self._application.sales.refund(
            request, facts["sale"], amount_minor=amount_minor, slip=False
        )
        return str(facts["sale"])

    def _adjust(self, request: Request, facts: Mapping[str, Any]) -> str:
        adjust = self._application.points.adjust
        adjust(request, facts["member"], points=facts["points"], reason="Kulanz", slip=False)
        return str(facts["member"])

    def _card(self, request: Request, facts: Mapping[str, Any]) -> str:
        return self._application.members.replace_card(request, facts["member"]).value.member_id

    def _label(self, request: Request, facts: Mapping[str, Any]) -> str:
        label = self._application.members.label
        label(request, facts["member"], add=tuple(facts["add"]), remove=tuple(facts["remove"]))
        return str(facts["member"])

    def _block(self, request: Request, facts: Mapping[str, Any]) -> str:
        return self._application.members.block(request, facts["member"]).value

    def _unblock(self, request: Request, facts: Mapping[str, Any]) -> str:
        return self._application.members.unblock(request, facts["member"]).value


class Whim:
    """What is done next, by chance; the same seed at the same shop does the same."""

    def __init__(self, application: Application, seed: str, *, reverses: float) -> None:
        self._application = application
        self._random = Random(seed)  # noqa: S311 - so that it can be played again
        self._reverses = reverses

    def next(self) -> tuple[str, Facts]:
        """A deed and what it takes."""
        members = self._members()
        rolled = self._random.random()
        if not members or rolled < 0.04:
            return "enroll", {"name": self._random.choice(_NAMES)}
        member = self._random.choice(members)
        if rolled < self._reverses:
            return self._taken_back(member)
        if rolled < 0.28:
            return self._edit(member)
        if rolled < 0.55:
            return self._burn(member)
        return "sale", {"member": member, "amount": f"{self._random.randint(1, 180)}.50"}

    def _members(self) -> list[str]:
        with self._application.store.read() as reading:
            rows = reading.connection.execute("SELECT id FROM member ORDER BY id").all()
        return [row[0] for row in rows]

    def _burn(self, member: str) -> tuple[str, Facts]:
        now = self._application.clock.now()
        held = self._application.overviews.standing(member, now).state.spendable
        most = max(held // 100, 1)
        points = 100 * self._random.randint(1, most)
        match self._random.randrange(4):
            case 0:
                return "redeem", {"member": member, "rewards": ["free-coffee"]}
            case 1:
                return "redeem", {"member": member, "points": points}
            case _:
                amount = f"{points // 100 + self._random.randint(0, 60)}.00"
                return "sale", {"member": member, "amount": amount, "points": points}

    def _edit(self, member: str) -> tuple[str, Facts]:
        match self._random.randrange(3):
            case 0:
                return "card", {"member": member}
            case 1:
                added, taken = self._random.sample(_LABELS, 2)
                return "label", {"member": member, "add": [added], "remove": [taken]}
            case _:
                return "adjust", {"member": member, "points": self._random.randint(1, 150)}

    def _taken_back(self, member: str) -> tuple[str, Facts]:
        with self._application.store.read() as reading:
            rows = reading.connection.execute(
                "SELECT id FROM sale UNION SELECT name FROM foreign_name WHERE kind = 'sale'"
                " ORDER BY 1"
            ).all()
        if not rows or self._random.random() < 0.3:
            return "adjust", {"member": member, "points": -self._random.randint(1, 40)}
        sale = self._random.choice(rows)[0]
        part = self._random.choice((None, self._random.randint(1, 2000)))
        return "refund", {"sale": sale, "amount_minor": part}


def _die_of(bug: Exception) -> None:
    traceback.print_exception(bug)
    sys.stderr.flush()
    os._exit(1)


class TillProcess:
    """Answers one question after the other."""

    def __init__(self, application: Application, seed: str) -> None:
        self._application = application
        self._seed = seed
        self._deeds = Deeds(application)
        assert application.hub is not None
        self._hub = application.hub.till_hub()
        self._thread: SyncThread | None = None
        self._speaking = Lock()

    def answer(self, asked: Facts) -> Facts:
        """The answer to a question."""
        ask: Callable[..., Facts] = getattr(self, f"_{asked.pop('ask')}")
        try:
            return ask(**asked)
        except OutageError as error:
            return {"outage": error.code, "words": message_for(error, _WORDS), **_plain(error)}
        except RefusalError as error:
            return {"refusal": error.code, "words": message_for(error, _WORDS), **_plain(error)}

    def close(self) -> None:
        """Talk to the hub no more."""
        if self._thread is not None:
            self._thread.stop()

    def say(self, said: Facts) -> None:
        """One line, out of our hands at once."""
        with self._speaking:
            sys.stdout.write(json.dumps(said) + "\n")
            sys.stdout.flush()

    def _listen(self, stretch: float) -> Facts:
        """From now on talk to the hub as a window does; pauses are stretched so many times."""
        self._thread = SyncThread(
            self._application,
            stumbled=_die_of,
            pace=SyncPace(lambda _low, high: high * stretch),
            looks_every_s=_LOOKS_S,
        )
        self._thread.start()
        return {}

    def _sell(self, deeds: int, reverses: float) -> Facts:
        whim = Whim(self._application, self._seed, reverses=reverses)
        refused: dict[str, int] = {}
        for _ in range(deeds):
            kind, facts = whim.next()
            try:
                self._done(kind, str(uuid4()), facts)
            except LoyaltyError as error:
                refused[error.code] = refused.get(error.code, 0) + 1
        return {"refused": refused}

    def _do(self, kind: str, key: str = "", **facts: object) -> Facts:
        return self._done(kind, key or str(uuid4()), facts)

    def _done(self, kind: str, key: str, facts: Mapping[str, Any]) -> Facts:
        done = self._deeds.do(kind, key, facts)
        self.say({"done": done})
        if self._thread is not None:
            self._thread.nudge()
        return done

    def _erase(self, member: str) -> Facts:
        """Blank a member, as the counter will."""
        with self._application.store.begin() as work:
            found = work.members.member(member)
            assert found is not None
            stamp = work.log.stamp(self._application.clock.now())
            work.members.put(
                MemberRecord(
                    id=member,
                    enrolled_at=found.enrolled_at,
                    status=MemberStatus.ERASED,
                    hlc=stamp,
                )
            )
            work.members.drop_key(member)
            work.commit()
        self._application.store.empty_log()
        return {}

    def _sync(self) -> Facts:
        report = self._hub.run_once()
        error = report.note.error
        return {
            "backlog": report.backlog,
            "cursors": dict(report.cursors),
            "is_whole": report.is_whole,
            "error": str(error.facts.get("reason", error.code)) if error else "",
        }

    def _digest(self) -> Facts:
        with self._application.store.read() as reading:
            found = shared_digest(reading)
            device = reading.log.device()
        parts = found.parts
        return {
            "digest": found.digest,
            "entries": parts.entries.rows,
            "members": parts.members.rows,
            "parts": {
                "members": parts.members.digest,
                "cards": parts.cards.digest,
                "entries": parts.entries.digest,
                "balances": parts.balances.digest,
            },
            "points": found.points,
            "device": device.device_id,
            "epoch": device.epoch,
        }

    def _verify(self) -> Facts:
        report = verified_ledger(self._application.store, self._application.shelf)
        return {"ok": report.ok, "first_bad": repr(report.first_bad)}

    def _standings(self, at: str) -> Facts:
        now = datetime.fromisoformat(at)
        with self._application.store.read() as reading:
            rows = reading.connection.execute(
                "SELECT id FROM member WHERE status <> 'erased' ORDER BY id"
            ).all()
        return {row[0]: self._standing(row[0], now) for row in rows}

    def _standing(self, member: str, now: datetime) -> list[object]:
        state = self._application.overviews.standing(member, now).state
        lots = [[lot.points, str(lot.expires_at)] for lot in state.lots]
        return [state.balance, state.debt, state.tier.held, dict(state.stamps), lots]

    def _balance(self, member: str) -> Facts:
        now = self._application.clock.now()
        state = self._application.overviews.standing(member, now).state
        return {"balance": state.balance, "spendable": state.spendable}

    def _member(self, member: str) -> Facts:
        with self._application.store.read() as reading:
            found = reading.members.member(member)
            cards = reading.members.cards(member)
        if found is None:
            return {"found": False}
        return {
            "found": True,
            "name": found.given_name,
            "status": found.status.value,
            "segments": list(found.segments),
            "cards": {card.issue: card.status.value for card in cards},
        }


def _plain(error: LoyaltyError) -> Facts:
    return {"facts": {name: str(value) for name, value in error.facts.items()}}


def main(folder: Path, seed: str, ahead_s: float) -> None:
    """Answer until the input ends."""
    with open_application(data_folder_in(folder), ClockAhead(ahead_s)) as application:
        process = TillProcess(application, seed)
        process.say({"answer": {"ready": True}})
        for line in sys.stdin:
            process.say({"answer": process.answer(json.loads(line))})
        process.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]) if len(sys.argv) > 3 else 0.0)
