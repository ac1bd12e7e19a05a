"""A new shop in an empty data folder: its keys, its database, its settings and its program."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.cards.key_ring import new_key_ring
from pos_loyalty.cards.key_ring_file import KEY_RING_NAME, KeyRingFile
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.config.settings import Language, Settings
from pos_loyalty.config.settings_box import SettingsBox
from pos_loyalty.config.settings_file import LoadedSettings
from pos_loyalty.domain.errors import NotAllowedError
from pos_loyalty.domain.program_document import read_program
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.device_key import DEVICE_KEY_NAME, create_device_key
from pos_loyalty.security.vault import VAULT_KEY_NAME, MemberVault, create_vault
from pos_loyalty.services.programs import Programs
from pos_loyalty.services.request import Request
from pos_loyalty.storage.errors import DatabaseReadOnlyError
from pos_loyalty.storage.opening import create_database
from pos_loyalty.storage.store import Store
from pos_loyalty.storage.timeline import TimelineShelf


@dataclass(frozen=True, slots=True)
class NewShop:
    """What a new shop is called and which program it runs."""

    name: str
    till: str
    program: Mapping[str, object]
    language: Language = "de"


def create_shop(folder: DataFolder, shop: NewShop, clock: Clock) -> Application:
    """The application of a shop that was just created.

    The database appears last, with its program in it: a folder in which this was
    interrupted has no shop yet, and takes one. Raises WrongDocumentError for the program and
    NotAllowedError for a folder that has a shop; then nothing was made. Raises
    DatabaseReadOnlyError where no folder can be made, and PrivateFileError.
    """
    program = read_program(shop.program)
    if folder.has_shop:
        raise NotAllowedError(reason="shop-exists", folder=folder.root.name)
    now = clock.now()
    try:
        folder.create()
    except OSError as error:
        raise DatabaseReadOnlyError(reason=error.strerror) from error
    _create_keys(folder.keys, now)
    SettingsBox.opened(folder.settings).change(
        lambda settings: replace(
            settings,
            shop=replace(
                settings.shop,
                name=shop.name,
                till=shop.till,
                language=shop.language,
                currency=program.currency.code,
                timezone=program.timezone,
            ),
        )
    )
    _create_database(folder.database, shop.program, now)
    return open_application(folder, clock)


def scratch_application(program: Mapping[str, object], clock: Clock) -> Application:
    """A shop that lives in memory only: for stories, trials and tests.

    Raises WrongDocumentError.
    """
    rules = read_program(program)
    ring = new_key_ring(clock.now())
    vault = MemberVault(secrets.token_bytes(32))
    settings = Settings()
    settings = replace(
        settings,
        shop=replace(settings.shop, currency=rules.currency.code, timezone=rules.timezone),
    )
    application = Application(
        store=Store.in_memory(),
        settings=SettingsBox(None, LoadedSettings(settings)),
        clock=clock,
        key_ring=lambda: ring,
        vault=lambda: vault,
    )
    _publish(application.store, program, clock.now())
    return application


def _create_keys(keys: Path, now: datetime) -> None:
    """The keys that are missing. One that is there is never replaced: cards may rely on it."""
    ring, vault, device = (keys / name for name in (KEY_RING_NAME, VAULT_KEY_NAME, DEVICE_KEY_NAME))
    if not ring.exists():
        KeyRingFile(ring).create(now)
    if not vault.exists():
        create_vault(vault)
    if not device.exists():
        create_device_key(device)


def _create_database(database: Path, program: Mapping[str, object], now: datetime) -> None:
    """The database with its program, whole or not at all."""
    unfinished = database.with_name(f"{database.stem}-unfinished{database.suffix}")
    for left in unfinished.parent.glob(f"{unfinished.name}*"):
        left.unlink()
    create_database(unfinished)
    store = Store.open(unfinished)
    try:
        _publish(store, program, now)
    finally:
        store.close()
    unfinished.rename(database)


def _publish(store: Store, program: Mapping[str, object], now: datetime) -> None:
    Programs(store, TimelineShelf()).publish(Request("shop-program", OPERATOR, now), program)
