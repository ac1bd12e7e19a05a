"""The high-water mark: how far the log had come, noted where no backup reaches.

A database that is put back from a backup looks in order and would number its next events as
the lost ones were numbered. The mark lies in another folder; when the database is behind
it, a new epoch begins.
"""

import logging
from dataclasses import asdict
from pathlib import Path
from typing import Final, Self

import msgspec

from pos_loyalty.config.private_files import PrivateFileError, write_private
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.event_log import DeviceState

_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a device had come: the seq and the link of its newest event.

    ``sent_seq`` is the newest event that may be known elsewhere. A database can be put back to
    before it was sent and lack no event.
    """

    device_id: str
    epoch: int
    high_seq: int
    tip_hash: str
    next_number: int
    sent_seq: int = 0

    @classmethod
    def of(cls, device: DeviceState, *, sent_seq: int) -> Self:
        return cls(
            device.device_id,
            device.epoch,
            device.last_seq,
            device.tip_hash.hex(),
            device.next_number,
            sent_seq,
        )


class Sidecar:
    """The file that the mark is kept in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written: Mark | None = None

    def read(self) -> Mark | None:
        """The mark; None when there is none, or none that can be read."""
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=Mark)
        except FileNotFoundError:
            return None
        except (OSError, msgspec.DecodeError) as error:
            _LOG.warning("the high-water mark is unreadable: %s", type(error).__name__)
            return None

    def write(self, mark: Mark) -> None:
        """Note the mark, unless it stands there already.

        A full disk must not stop the till: an old mark protects less, but is not wrong.
        """
        if mark == self._written:
            return
        try:
            write_private(self._path, encode_json(asdict(mark)))
        except PrivateFileError as error:
            _LOG.warning("the high-water mark was not written: %s", error)
        else:
            self._written = mark
