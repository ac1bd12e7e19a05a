"""What the page about several tills needs from below."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from pos_loyalty.domain.counter import Link, LinkStatus
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.domain.tills import TillName
from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words

Look = Callable[[Words, Callable[[str], bool]], None]
"""Reads codes with a camera until one of them is taken."""


@dataclass(frozen=True, slots=True)
class KeptAside:
    """An event of this till that the hub keeps and does not book; ``reason`` is the hub's code."""

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFacts:
    """How the till stands with its hub; ``status.link`` is ALONE where there is none.

    ``error`` is what is in the way.
    """

    status: LinkStatus = LinkStatus(Link.ALONE)
    till: str = ""
    url: str = ""
    store: str = ""
    synced_at: datetime | None = None
    error: LoyaltyError | None = None
    is_recovering: bool = False
    is_twin: bool = False
    others: Sequence[TillName] = ()
    kept_aside: Sequence[KeptAside] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """How far what the hub has to tell was read."""

    at: int
    head: int


class HubDesk(Protocol):
    """The till's hub. ``load`` and ``pair`` run in the worker, the others in the window's thread.

    The first two raise ``NotAllowedError`` for who may not edit settings.
    """

    def load(self) -> HubFacts:
        """How it stands, without a network."""
        ...

    def pair(self, *, url: str, code: str, till: str, certificate: str) -> None:
        """Join the till to a hub. Raises what ``bootstrap.join_shop`` raises."""
        ...

    def invitation(self, text: str) -> tuple[str, str] | None:
        """Address and code in what was scanned or pasted; None where it is something else."""
        ...

    def sync(self) -> None:
        """Talk to the hub now; it is told when that is over."""
        ...

    def tell(
        self,
        *,
        talked: Callable[[], None],
        progressed: Callable[[Reading], None],
        troubled: Callable[[LoyaltyError], None],
    ) -> None:
        """Call these, in the window's thread, as talks go on, end, or cannot be had."""
        ...
