"""One till's services, each built when it is first asked for.

The command line asks for one or two and pays for no more; the window asks for
all of them, off its own thread.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from uuid_utils import uuid7

from pos_loyalty.bootstrap.late_hub import LateHub
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings_box import SettingsBox
from pos_loyalty.domain.staff import KIOSK, Actor
from pos_loyalty.security.pins import PinHasher
from pos_loyalty.security.vault import VAULT_KEY_NAME, MemberVault, load_vault
from pos_loyalty.services.claims import Claims
from pos_loyalty.services.clock_guard import GuardedClock, guarded_clock
from pos_loyalty.services.counter import CounterRooms, CounterService
from pos_loyalty.services.identify import CardReader
from pos_loyalty.services.members import Members
from pos_loyalty.services.overview import Overviews
from pos_loyalty.services.privacy import Privacy
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.recent import RecentBusiness
from pos_loyalty.services.redemptions import Redemptions
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sales
from pos_loyalty.services.sightings import Ground, Sightings
from pos_loyalty.services.slips import SlipWriter
from pos_loyalty.services.staff import StaffRoom
from pos_loyalty.services.till_receipts import TillReceipts
from pos_loyalty.services.voice import ShopVoice
from pos_loyalty.storage import opening
from pos_loyalty.storage.opening import open_till
from pos_loyalty.storage.page_check import PageCheck
from pos_loyalty.storage.store import Reading, Store
from pos_loyalty.storage.timeline import TimelineShelf

if TYPE_CHECKING:
    # For the checker alone: what the counter never asks for is imported when it is asked for.
    from pos_loyalty.reporting.settlement import Settlements
    from pos_loyalty.services.drawer import DrawerDesk
    from pos_loyalty.services.draws import Draws
    from pos_loyalty.services.imports.importer import Imports
    from pos_loyalty.services.kiosk import KioskService
    from pos_loyalty.services.letters import Letters
    from pos_loyalty.services.member_cards import MemberCards
    from pos_loyalty.services.memberships import Memberships
    from pos_loyalty.services.play import PlayService
    from pos_loyalty.services.points import Points
    from pos_loyalty.services.survey import Surveys
    from pos_loyalty.services.wheels import Wheels


class Application:
    """The services of one till over one store."""

    def __init__(
        self,
        *,
        store: Store,
        settings: SettingsBox,
        clock: Clock,
        key_ring: Callable[[], CardKeyRing],
        vault: Callable[[], MemberVault],
        hasher: PinHasher | None = None,
        pass_signer: Path | None = None,
        folder: DataFolder | None = None,
    ) -> None:
        """``folder`` is that of a shop on the disk: only there a till can have a hub."""
        self.store = store
        self.settings = settings
        self.clock = clock
        self._key_ring = key_ring
        self._ring: CardKeyRing
        self._vault = vault
        self._hasher = hasher
        self._pass_signer = pass_signer
        self.hub: LateHub | None = None
        if folder is not None:
            self.hub = LateHub(
                store,
                folder,
                lambda: self.clock,
                ring_changed=self.read_key_ring_again,
                ground=self._ground,
            )
        self.shelf = TimelineShelf()
        self.voice = ShopVoice(settings.settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the hub and of the database."""
        if self.hub is not None:
            self.hub.close()
        self.store.close()

    @cached_property
    def key_ring(self) -> Callable[[], CardKeyRing]:
        """The shop's card keys, read once; a rotation is seen when they are read again."""
        self._ring = self._key_ring()
        return lambda: self._ring

    def read_key_ring_again(self) -> None:
        """The card keys have changed while this is running. Raises PrivateFileError."""
        self._ring = self._key_ring()

    @cached_property
    def privacy(self) -> Privacy:
        return Privacy(self._vault())

    @cached_property
    def members(self) -> Members:
        return Members(self.store, self.shelf, self.privacy, self.key_ring)

    @cached_property
    def cards(self) -> CardReader:
        return CardReader(self.store, self.key_ring, self._phone_tolerance)

    @cached_property
    def sightings(self) -> Sightings:
        return Sightings(self.store, self._ground, self.hub)

    @cached_property
    def letters(self) -> "Letters":
        from pos_loyalty.services.letters import Letters  # noqa: PLC0415 - see above

        return Letters(self.store, self.voice)

    @cached_property
    def member_cards(self) -> "MemberCards":
        from pos_loyalty.services.member_cards import MemberCards  # noqa: PLC0415 - see above

        return MemberCards(
            self.members, self.programs, self.voice, self.key_ring, self._pass_signer
        )

    @cached_property
    def slips(self) -> SlipWriter:
        return SlipWriter(self.voice, self._member_code)

    @cached_property
    def sales(self) -> Sales:
        return Sales(self.store, self.shelf, self.slips, self.hub)

    @cached_property
    def memberships(self) -> "Memberships":
        from pos_loyalty.services.memberships import Memberships  # noqa: PLC0415 - see above

        return Memberships(self.store, self.shelf, self.slips, self.hub)

    @cached_property
    def claims(self) -> Claims:
        return Claims(self.store, self.shelf, self.sales, self.voice, self.key_ring)

    @cached_property
    def till_receipts(self) -> TillReceipts:
        return TillReceipts(self.store, self.sales)

    @cached_property
    def redemptions(self) -> Redemptions:
        return Redemptions(self.store, self.shelf, self.slips, self.hub)

    @cached_property
    def drawer(self) -> "DrawerDesk":
        from pos_loyalty.services.drawer import DrawerDesk  # noqa: PLC0415 - see above

        return DrawerDesk(self.store, lambda: self.settings.settings().drawer)

    @cached_property
    def draws(self) -> "Draws":
        from pos_loyalty.services.draws import Draws  # noqa: PLC0415 - see above

        return Draws(self.store, self.shelf, self.slips, self.privacy, self.voice, office=self.hub)

    @cached_property
    def wheels(self) -> "Wheels":
        from pos_loyalty.services.wheels import Wheels  # noqa: PLC0415 - see above

        return Wheels(self.store, self.shelf, self.slips)

    @cached_property
    def surveys(self) -> "Surveys":
        from pos_loyalty.services.survey import Surveys  # noqa: PLC0415 - see above

        return Surveys(self.store, lambda: self.settings.settings().display)

    @cached_property
    def points(self) -> "Points":
        from pos_loyalty.services.points import Points  # noqa: PLC0415 - see above

        return Points(self.store, self.shelf, self.slips, self.privacy)

    @cached_property
    def settlements(self) -> "Settlements":
        from pos_loyalty.reporting.settlement import Settlements  # noqa: PLC0415 - see above

        return Settlements(self.store, self.shelf.timeline)

    @cached_property
    def programs(self) -> Programs:
        return Programs(self.store, self.shelf, self.hub)

    @cached_property
    def imports(self) -> "Imports":
        from pos_loyalty.services.imports.importer import Imports  # noqa: PLC0415 - see above
        from pos_loyalty.services.imports.running import ImportRooms  # noqa: PLC0415 - see above

        rooms = ImportRooms(self.store, self.shelf, self.members, self.sales, self.privacy)
        return Imports(rooms)

    @cached_property
    def overviews(self) -> Overviews:
        return Overviews(self.store, self.shelf)

    @cached_property
    def recent(self) -> RecentBusiness:
        return RecentBusiness(self.store, self.shelf)

    @cached_property
    def staff(self) -> StaffRoom:
        return StaffRoom(self.store, self._hasher or PinHasher())

    def guard_clock(self, seconds: Callable[[], float]) -> GuardedClock:
        """From now on believe no jump of the clock; call it before anything is asked for.

        ``seconds`` counts on, whatever the clock is set to.
        """
        guard = guarded_clock(self.clock, self.store, seconds)
        self.clock = guard
        return guard

    def counter(
        self,
        actor: Callable[[], Actor],
        slip_queued: Callable[[], None] = lambda: None,
        *,
        sold: Callable[[], None] = lambda: None,
    ) -> CounterService:
        """The counter of whoever ``actor`` says is signed in.

        ``slip_queued`` is called, in the caller's thread, when there is something to print, and
        ``sold`` after each purchase.
        """
        rooms = CounterRooms(
            store=self.store,
            sales=self.sales,
            claims=self.claims,
            redemptions=self.redemptions,
            members=self.members,
            cards=self.cards,
            sightings=self.sightings,
            overviews=self.overviews,
            programs=self.programs,
            recent=self.recent,
            staff=self.staff,
            till_receipts=self.till_receipts,
            letters=lambda: self.letters,
            has_mail=self._has_mail,
            office=self.hub,
            till_partner=self._till_partner,
        )
        return CounterService(
            rooms, actor=actor, clock=self.clock, slip_queued=slip_queued, sold=sold
        )

    def _till_partner(self) -> str:
        return self.settings.settings().shop.partner

    def _has_mail(self) -> bool:
        return bool(self.settings.settings().mail.host)

    def _phone_tolerance(self) -> timedelta:
        return timedelta(seconds=self.settings.settings().cards.phone_tolerance_s)

    def _ground(self) -> Ground:
        settings = self.settings.settings()
        return Ground(settings.shop.site, timedelta(minutes=settings.cards.travel_minutes))

    def play(self, counter: CounterService, slip_queued: Callable[[], None]) -> "PlayService":
        """What a counter's members take part in besides the purchase."""
        return self._play(counter.request, slip_queued)

    def kiosk(self, slip_queued: Callable[[], None]) -> "KioskService":
        """The members' screen, where they serve themselves."""
        from pos_loyalty.services.kiosk import KioskRooms, KioskService  # noqa: PLC0415 - see above
        from pos_loyalty.services.statement import Statements  # noqa: PLC0415 - see above
        from pos_loyalty.services.wishes import Wishes  # noqa: PLC0415 - see above

        def request(key: str, _approval_pin: str) -> Request:
            return Request(key, KIOSK, self.clock.now(), till_partner=self._till_partner())

        rooms = KioskRooms(
            store=self.store,
            cards=self.cards,
            sightings=self.sightings,
            overviews=self.overviews,
            statements=Statements(self.store, self.shelf, self.hub),
            slips=self.slips,
            surveys=self.surveys,
            wishes=Wishes(self.store),
            members=self.members,
            display=lambda: self.settings.settings().display,
            play=self._play(request, slip_queued),
        )
        return KioskService(
            rooms, clock=self.clock, new_id=lambda: str(uuid7()), slip_queued=slip_queued
        )

    def _play(
        self, request: Callable[[str, str], Request], slip_queued: Callable[[], None]
    ) -> "PlayService":
        from pos_loyalty.services.play import PlayRooms, PlayService  # noqa: PLC0415 - see above

        rooms = PlayRooms(
            overviews=self.overviews,
            programs=self.programs,
            points=self.points,
            memberships=self.memberships,
            draws=self.draws,
            wheels=self.wheels,
            redemptions=self.redemptions,
        )
        return PlayService(rooms, request=request, clock=self.clock, slip_queued=slip_queued)

    def _member_code(self, reading: Reading, member_id: str) -> str | None:
        return self.members.card_text(reading, member_id)


def open_application(
    folder: DataFolder, clock: Clock, *, page_check: PageCheck = PageCheck.EACH_START
) -> Application:
    """The application of an existing shop.

    Raises DatabaseMissingError, DatabaseTooNewError, DatabaseDamagedError and other outages.
    """
    store = open_till(
        folder.database,
        backups=folder.backups,
        sidecar=folder.sidecar,
        now=clock.now(),
        page_check=page_check,
    )
    return _over(store, folder, clock)


def open_beside(folder: DataFolder, clock: Clock) -> Application:
    """The application of a shop whose till is open, for a moment's work of another program.

    Nothing is brought up to date. Raises DatabaseMissingError, DatabaseBusyError and other outages.
    """
    return _over(opening.open_beside(folder.database, sidecar=folder.sidecar), folder, clock)


def _over(store: Store, folder: DataFolder, clock: Clock) -> Application:
    return Application(
        store=store,
        settings=SettingsBox.opened(folder.settings),
        clock=clock,
        key_ring=KeyRingFile(folder.keys / KEY_RING_NAME).load,
        vault=lambda: load_vault(folder.keys / VAULT_KEY_NAME),
        pass_signer=folder.pass_signer,
        folder=folder,
    )
