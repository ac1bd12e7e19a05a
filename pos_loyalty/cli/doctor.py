"""What a person would look at first when a till behaves oddly."""

import shutil
from argparse import Namespace
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pos_loyalty.bootstrap.printing import transport_to
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.cli.command import OUTAGE, Answer, Command
from pos_loyalty.cli.context import Context
from pos_loyalty.domain.errors import LoyaltyError, OutageError
from pos_loyalty.domain.print_job import PrinterOutageError, PrinterState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.messages import message_for
from pos_loyalty.i18n.words import Words
from pos_loyalty.security.device_key import DEVICE_KEY_NAME, load_device_key
from pos_loyalty.security.vault import VAULT_KEY_NAME, load_vault
from pos_loyalty.services.ledger_check import verified_ledger

_ROOM_NEEDED_BYTES: Final = 200 * 2**20


class DamagedLedgerError(OutageError):
    """The ledger is not what was written. Facts: ``table``, ``row``, ``reason``."""

    code = "database-damaged"


class LittleRoomError(OutageError):
    """The disk is nearly full. Facts: ``left``."""

    code = "disk-full"


@dataclass(frozen=True, slots=True)
class _Finding:
    name: str
    label: str
    trouble: LoyaltyError | None


def look(context: Context, _args: Namespace) -> Answer:
    """Look at everything once; the exit status says whether something is out of order."""
    findings = list(_findings(context))
    words = context.words
    checks = [_figures(words, finding) for finding in findings]
    ok = all(finding.trouble is None for finding in findings)
    lines = []
    for finding in findings:
        label = words.text(finding.label)
        if finding.trouble is None:
            lines.append(f"{label}: {words.text('in order')}")
        else:
            lines.append(f"{label}: {message_for(finding.trouble, words)}")
    value = {"ok": ok, "checks": checks}
    return Answer(value, tuple(lines), 0 if ok else OUTAGE)


def _findings(context: Context) -> Iterator[_Finding]:
    for name, label, check in _CHECKS:
        trouble: LoyaltyError | None = None
        try:
            check(context)
        except LoyaltyError as error:
            trouble = error
        yield _Finding(name, label, trouble)


def _figures(words: Words, finding: _Finding) -> dict[str, Any]:
    trouble = finding.trouble
    if trouble is None:
        return {"check": finding.name, "ok": True}
    message = message_for(trouble, words)
    return {"check": finding.name, "ok": False, "code": trouble.code, "message": message}


def _database(context: Context) -> None:
    report = verified_ledger(context.shop.store, context.shop.shelf)
    bad = report.first_bad
    if bad is not None:
        raise DamagedLedgerError(table=bad.table, row=bad.row, reason=bad.reason)


def _settings(context: Context) -> None:
    for problem in context.shop.settings.problems:
        raise problem


def _keys(context: Context) -> None:
    keys = context.folder.keys
    KeyRingFile(keys / KEY_RING_NAME).load()
    load_vault(keys / VAULT_KEY_NAME)
    load_device_key(keys / DEVICE_KEY_NAME)


def _printer(context: Context) -> None:
    transport = transport_to(context.shop.settings.settings(), context.folder)
    condition = transport.status()
    if condition.state is PrinterState.TROUBLE:
        raise PrinterOutageError(problem=condition.problem)


def _room(context: Context) -> None:
    left = shutil.disk_usage(context.folder.root).free
    if left < _ROOM_NEEDED_BYTES:
        raise LittleRoomError(left=left)


_CHECKS: Final[tuple[tuple[str, str, Callable[[Context], None]], ...]] = (
    ("database", mark("Database and ledger"), _database),
    ("settings", mark("Settings"), _settings),
    ("keys", mark("Key files"), _keys),
    ("printer", mark("Printer"), _printer),
    ("room", mark("Room on the disk"), _room),
)

COMMANDS: Final[Mapping[str, Command]] = {
    "doctor": Command(mark("looks whether everything is in order"), look)
}
