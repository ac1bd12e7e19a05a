"""A new shop in an empty data folder: its keys, its database, its settings and its program."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

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
from pos_loyalty.security.device_key import DEVICE_KEY_NAME, create_device_key
from pos_loyalty.security.vault import VAULT_KEY_NAME, MemberVault, create_vault
from pos_loyalty.services.request import Request
from pos_loyalty.storage.opening import create_database
from pos_loyalty.storage.store import Store


@dataclass(frozen=True, slots=True)
class NewShop:
    """What a new shop is called and which program it runs."""

    name: str
    till: str
    program: Mapping[str, object]
    language: Language = "de"


def create_shop(folder: DataFolder, shop: NewShop, clock: Clock) -> Application:
    """The application of a shop that was just created.

    Raises WrongDocumentError for the program and NotAllowedError for a folder that
    has a shop; then nothing was made.
    """
    program = read_program(shop.program)
    if folder.has_shop:
        raise NotAllowedError(reason="shop-exists", folder=folder.root.name)
    now = clock.now()
    folder.create()
    KeyRingFile(folder.keys / KEY_RING_NAME).create(now)
    create_vault(folder.keys / VAULT_KEY_NAME)
    create_device_key(folder.keys / DEVICE_KEY_NAME)
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
    create_database(folder.database)
    application = open_application(folder, clock)
    application.programs.publish(Request("shop-program", OPERATOR, now), shop.program)
    return application


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
    request = Request("shop-program", OPERATOR, clock.now())
    application.programs.publish(request, program)
    return application
