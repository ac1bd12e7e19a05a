"""How far this till has come with the hub of its shop; nothing while it stands alone."""

from datetime import datetime
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.tills import DeviceStatus, TillName
from pos_loyalty.domain.values import dataclass
from pos_loyalty.storage.connection import Connection
from pos_loyalty.storage.overruled import forget_overruled
from pos_loyalty.storage.shape import Shape
from pos_loyalty.storage.stamp_origins import forget_origins


class LinkState(StrEnum):
    """Whether the hub still knows this till."""

    ACTIVE = "active"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HubLink:
    """The hub that this till is paired with, and how far each has come with the other.

    ``sent_seq`` is the newest event that was ever put into a push, ``acked_seq`` the newest that
    the hub is known to have. ``key_version`` is that of the card keys last taken from it.
    """

    url: str
    hub_key: str
    store: str
    paired_at: datetime
    incarnation: int = 0
    sent_seq: int = 0
    acked_seq: int = 0
    key_version: int = 0
    state: LinkState = LinkState.ACTIVE


_OTHERS: Final = """
    SELECT name, store, status FROM till_name
    WHERE device NOT IN (SELECT device_id FROM device_state) ORDER BY store, name, device
"""
_HAS_CHANGES: Final = """
    SELECT 1 FROM record_stamp WHERE is_dirty = 1
    UNION ALL SELECT 1 FROM overruled_field LIMIT 1
"""
_LINK: Final = Shape("hub_link", HubLink)
_CHANGED: Final = """
    INSERT INTO record_stamp (kind, key, fields, is_dirty)
    SELECT '{kind}', {key}, X'7B7D', 1 FROM {kind} WHERE {own} ON CONFLICT DO NOTHING
"""
_ALL_CHANGED: Final = (
    _CHANGED.format(kind="member", key="id", own="origin = 0"),
    _CHANGED.format(kind="card", key="member_id || '/' || issue", own="origin = 0"),
    _CHANGED.format(kind="staff", key="id", own="TRUE"),
)
"""Without stamps of their fields: these are then those of the record as a whole."""


class HubLinkReader:
    """Reads them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def link(self) -> HubLink | None:
        """The hub; None for a till that stands alone."""
        row = self._connection.execute(f"SELECT {_LINK.columns} FROM hub_link").first()
        return _LINK.record(row) if row else None

    def is_paired(self) -> bool:
        """Whether there is a hub."""
        return self._connection.execute("SELECT 1 FROM hub_link").first() is not None

    def has_changes(self) -> bool:
        """Whether records were changed of which the hub has not heard."""
        return self._connection.execute(_HAS_CHANGES).first() is not None

    def other_tills(self) -> tuple[TillName, ...]:
        """All other tills of the shop that the hub has told of, by branch and name."""
        rows = self._connection.execute(_OTHERS)
        return tuple(TillName(name, store, DeviceStatus(status)) for name, store, status in rows)

    def cursors(self) -> dict[str, int]:
        """How far each feed was read."""
        return dict(self._connection.execute("SELECT feed, seq FROM feed_cursor ORDER BY feed"))


class HubLinkWriter(HubLinkReader):
    """Writes them."""

    def pair(self, link: HubLink) -> None:
        """Note the hub; every record that is here counts as changed, for the hub knows none."""
        self._connection.execute("DELETE FROM hub_link")
        self._connection.execute("DELETE FROM feed_cursor")
        columns, marks = _LINK.columns, ", ".join("?" * len(_LINK.columns.split(",")))
        self._connection.execute(
            f"INSERT INTO hub_link (only_row, {columns}) VALUES (1, {marks})", _LINK.values(link)
        )
        self._connection.execute("DELETE FROM record_stamp")
        forget_overruled(self._connection)
        forget_origins(self._connection)
        self.mark_all_records()

    def mark_all_records(self) -> None:
        """Records of this till without stamps of their own count as changed, in all fields."""
        for statement in _ALL_CHANGED:
            self._connection.execute(statement)

    def leave(self) -> None:
        """Forget the hub: the till stands alone again, with all that it knows."""
        for table in ("hub_link", "feed_cursor", "record_stamp", "deferred_change"):
            self._connection.execute(f"DELETE FROM {table}")
        forget_overruled(self._connection)
        forget_origins(self._connection)
        self._connection.execute("UPDATE share SET state = 'closed' WHERE state = 'open'")

    def put_url(self, url: str) -> None:
        """Note where the same hub is found from now on."""
        self._connection.execute("UPDATE hub_link SET url = ?", (url,))

    def put_incarnation(self, incarnation: int) -> None:
        """Note which life of the hub this is."""
        self._connection.execute("UPDATE hub_link SET incarnation = ?", (incarnation,))

    def put_sent(self, seq: int) -> None:
        """Events up to there may be known elsewhere from now on; that never goes back."""
        self._connection.execute("UPDATE hub_link SET sent_seq = max(sent_seq, ?)", (seq,))

    def put_acked(self, seq: int) -> None:
        """The hub has events up to there, and no further."""
        self._connection.execute("UPDATE hub_link SET acked_seq = ?", (seq,))

    def put_key_version(self, version: int) -> None:
        """Note which card keys of the shop's were taken."""
        self._connection.execute("UPDATE hub_link SET key_version = ?", (version,))

    def put_state(self, state: LinkState) -> None:
        """Note whether the hub still knows this till."""
        self._connection.execute("UPDATE hub_link SET state = ?", (state.value,))

    def move_cursor(self, feed: str, *, start: int, to: int) -> bool:
        """Move on in a feed; False where it was not read up to ``start``."""
        if self.cursors().get(feed, 0) != start:
            return False
        self._connection.execute(
            "INSERT INTO feed_cursor (feed, seq) VALUES (?, ?)"
            " ON CONFLICT (feed) DO UPDATE SET seq = excluded.seq",
            (feed, to),
        )
        return True

    def forget_cursors(self, *feeds: str) -> None:
        """Read feeds from their beginning again, all of them if none is named."""
        for feed in feeds or self.cursors():
            self._connection.execute("DELETE FROM feed_cursor WHERE feed = ?", (feed,))
