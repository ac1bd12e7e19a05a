"""Several tills: joining a hub, how it stands with it, and what the hub keeps aside."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pos_loyalty.domain.counter import Link
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.tills import DeviceStatus, TillName
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.terminal.screens.settings.hub_ports import (
    HubDesk,
    HubFacts,
    KeptAside,
    Look,
    Reading,
)
from pos_loyalty.terminal.screens.settings.hub_state import (
    AsideRow,
    HubState,
    Invited,
    TillRow,
)
from pos_loyalty.terminal.screens.settings.state import Message, Tone
from pos_loyalty.terminal.tasks import TaskRunner

# What is read in one breath is not worth a bar.
_LONG: Final = 2_000
_STANDINGS: Final = {
    DeviceStatus.ACTIVE: (mark("active"), Tone.GOOD),
    DeviceStatus.TWIN: (mark("two machines share this name"), Tone.BAD),
    DeviceStatus.REVOKED: (mark("revoked"), Tone.WARN),
    DeviceStatus.GONE: (mark("written off"), Tone.INFO),
}
_REASONS: Final = {
    "revoked": mark("It was sold while the till was revoked."),
    "written-off": mark("It used points after the till had been written off."),
}
_ANY_REASON: Final = mark("The hub could not book it. Whoever runs the hub sees why.")

Show = Callable[[HubState, Words], None]


class HubPresenter:
    """Joins the till on demand; everything else it only tells."""

    def __init__(
        self, desk: HubDesk, *, tasks: TaskRunner, words: Words, show: Show, look: Look
    ) -> None:
        self._desk = desk
        self._look = look
        self._tasks = tasks
        self._words = words
        self._show = show
        self._facts: HubFacts | None = None
        self._state = HubState()

    @property
    def state(self) -> HubState:
        """What is shown now."""
        return self._state

    def open(self) -> None:
        """See how it stands."""
        self._become(replace(self._state, message=None))
        self._load()

    def speak(self, words: Words) -> None:
        """Go on in another language."""
        self._words = words
        self._become(replace(self._state, message=None))

    def close(self) -> bool:
        """Nothing lies over this page."""
        return False

    def talked(self) -> None:
        """A talk with the hub is over."""
        self._become(replace(self._state, is_busy=False, share=None, reading=""))
        if self._facts is not None:
            self._load()

    def troubled(self, error: LoyaltyError) -> None:
        """A talk could not be had: whoever waits for it is told."""
        if self._state.is_busy:
            self._refused(error)

    def progressed(self, reading: Reading) -> None:
        """Part of a long talk is done."""
        if reading.head < _LONG:
            return
        at, head = (self._words.formats.number(n) for n in (reading.at, reading.head))
        said = self._words.text("{at} of {head} read", at=at, head=head)
        self._become(replace(self._state, share=reading.at / reading.head, reading=said))

    def type_url(self, text: str) -> None:
        """The hub's address; the whole of its code may be pasted in here."""
        if not self.scanned(text):
            self._invite(replace(self._state.invited, url=text))

    def type_code(self, text: str) -> None:
        """The code that the hub shows."""
        if not self.scanned(text):
            self._invite(replace(self._state.invited, code=text))

    def type_till(self, text: str) -> None:
        """What this till is called."""
        self._invite(replace(self._state.invited, till=text))

    def choose_certificate(self, path: str) -> None:
        """The file of the hub's own certificate, or none."""
        self._invite(replace(self._state.invited, certificate=path))

    def scanned(self, text: str) -> bool:
        """Take address and code out of a scan; False where it is something else."""
        found = None if self._state.is_paired else self._desk.invitation(text)
        if found is None:
            return False
        url, code = found
        self._invite(replace(self._state.invited, url=url, code=code))
        return True

    def look(self) -> None:
        """Read the hub's code with a camera."""
        if not self._state.is_busy:
            self._look(self._words, self.scanned)

    def pair(self) -> None:
        """Join the till to the hub."""
        invited = self._state.invited
        if self._state.is_busy or not invited.is_whole:
            return
        self._become(replace(self._state, is_busy=True, message=None))
        self._tasks.run(
            lambda: self._desk.pair(
                url=invited.url,
                code=invited.code,
                till=invited.till.strip(),
                certificate=invited.certificate,
            ),
            lambda _none: self._paired(),
            self._refused,
        )

    def sync(self) -> None:
        """Talk to the hub now."""
        if self._state.is_busy or not self._state.is_paired:
            return
        self._become(replace(self._state, is_busy=True, message=None))
        self._desk.sync()

    def dismiss(self) -> None:
        """Put the message away."""
        self._become(replace(self._state, message=None))

    def _invite(self, invited: Invited) -> None:
        self._become(replace(self._state, invited=invited, message=None))

    def _paired(self) -> None:
        said = self._words.text(
            "This till is joined to the others. What waits is being exchanged now."
        )
        message = Message(Tone.GOOD, said)
        self._become(replace(self._state, invited=Invited(), message=message, is_paired=True))
        self._load()
        self._desk.sync()

    def _load(self) -> None:
        self._tasks.run(self._desk.load, self._loaded, self._refused)

    def _loaded(self, facts: HubFacts) -> None:
        is_first = self._facts is None
        self._facts = facts
        state = replace(self._state, is_loaded=True)
        if is_first and not state.invited.till:
            state = replace(state, invited=replace(state.invited, till=facts.till))
        self._become(state)

    def _refused(self, error: LoyaltyError) -> None:
        message = Message(Tone.BAD, message_for(error, self._words))
        self._become(replace(self._state, is_busy=False, message=message))

    def _become(self, state: HubState) -> None:
        facts, words = self._facts, self._words
        if facts is not None:
            is_paired = facts.status.link is not Link.ALONE
            state = replace(
                state,
                is_paired=is_paired,
                standing=self._standing(facts, state) if is_paired else None,
                facts=_facts(facts, words) if is_paired else (),
                others=tuple(_till_row(each, words) for each in facts.others),
                aside=tuple(_aside_row(each, words) for each in reversed(facts.kept_aside)),
            )
        self._state = state
        self._show(state, words)

    def _standing(self, facts: HubFacts, state: HubState) -> Message:
        if state.share is not None:
            said = self._words.text("Connected. What happened at other tills is being fetched.")
            return Message(Tone.INFO, said)
        return _standing(facts, self._words)


def _standing(facts: HubFacts, words: Words) -> Message:
    text = words.text
    if facts.is_twin:
        said = text(
            "Two machines write under this till’s name. It keeps selling and redeems only what it "
            "credited itself. Pair one of them again."
        )
        return Message(Tone.BAD, said)
    if facts.status.link is not Link.CONNECTED:
        refused = facts.status.link is Link.REFUSED
        return Message(Tone.BAD if refused else Tone.WARN, _told(facts, words))
    if facts.is_recovering:
        said = text(
            "The hub was put back from a backup and waits for its tills. Until then, points can "
            "be redeemed only where they were credited."
        )
        return Message(Tone.WARN, said)
    if facts.error is not None:
        return Message(Tone.WARN, _told(facts, words))
    if facts.status.waiting:
        return Message(Tone.INFO, text("Connected. What waits is being sent."))
    return Message(Tone.GOOD, text("Connected. Everything is in sync."))


def _told(facts: HubFacts, words: Words) -> str:
    if facts.error is None:
        return words.text("No contact with the hub yet.")
    return message_for(facts.error, words)


def _facts(facts: HubFacts, words: Words) -> tuple[tuple[str, str], ...]:
    text, formats = words.text, words.formats
    rows = [(text("Address of the hub"), facts.url)]
    if facts.store:
        rows.append((text("Branch"), facts.store))
    never = text("not yet")
    synced = formats.date_time(facts.synced_at) if facts.synced_at else never
    rows.append((text("Last complete sync"), synced))
    if facts.status.since is not None:
        rows.append((text("Unreachable since"), formats.date_time(facts.status.since)))
    rows.append((text("Waiting to be sent"), formats.number(facts.status.waiting)))
    return tuple(rows)


def _till_row(till: TillName, words: Words) -> TillRow:
    standing, tone = _STANDINGS[till.status]
    name = till.name or words.text("Unnamed till")
    return TillRow(name, till.store, words.text(standing), tone)


def _aside_row(item: KeptAside, words: Words) -> AsideRow:
    why = words.text(_REASONS.get(item.reason, _ANY_REASON))
    return AsideRow(words.formats.date_time(item.at), why)
