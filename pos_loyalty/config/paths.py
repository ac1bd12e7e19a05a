"""Where things lie. The only module that knows.

In a checkout ``resources/`` and ``db/`` stand beside the package; in a wheel and in an installed
till the packaging has put both into ``pos_loyalty/_data/``.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import platformdirs

from pos_loyalty.domain.values import dataclass

_APPLICATION = "pos-loyalty"
_PACKAGE = Path(__file__).resolve().parents[1]

DATA_VARIABLE = "POS_LOYALTY_DATA"
STATE_VARIABLE = "POS_LOYALTY_STATE"


def shipped() -> Path:
    """The folder that holds ``resources/`` and ``db/``."""
    inside = _PACKAGE / "_data"
    return inside if inside.is_dir() else _PACKAGE.parent


def resources() -> Path:
    """Catalogs, fonts, icons, sounds, style sheets, programs and templates."""
    return shipped() / "resources"


def locale_folder() -> Path:
    """One folder per language, with one .po file per area."""
    return resources() / "locale"


def migrations(kind: Literal["till", "hub"]) -> Path:
    """The migrations of a till's or of the hub's database."""
    return shipped() / "db" / kind


@dataclass(frozen=True, slots=True)
class DataFolder:
    """Everything one till keeps, and where.

    ``state`` lies apart from ``root`` on purpose: what is in there tells whether ``root`` was
    replaced by an older copy of itself.
    """

    root: Path
    state: Path
    cache: Path

    @property
    def database(self) -> Path:
        return self.root / "shop.db"

    @property
    def keys(self) -> Path:
        return self.root / "keys"

    @property
    def pass_signer(self) -> Path:
        """The certificate and key for wallet passes, where the shop has one."""
        return self.keys / "wallet_pass.pem"

    @property
    def mail_password(self) -> Path:
        """The password of the mail account, where letters are sent and one is needed."""
        return self.keys / "mail_password"

    @property
    def backups(self) -> Path:
        return self.root / "backups"

    @property
    def spool(self) -> Path:
        return self.root / "spool"

    @property
    def logs(self) -> Path:
        return self.root / "logs"

    @property
    def relay(self) -> Path:
        """What the printer relay keeps: its templates, its journal, what it was shown."""
        return self.root / "relay"

    @property
    def counter_note(self) -> Path:
        """Who is at the counter, for the relay to look at; gone when nobody is."""
        return self.state / "counter.json"

    @property
    def hub_note(self) -> Path:
        """How the last conversation with the hub went; not brought back by a backup."""
        return self.state / "hub.json"

    @property
    def settings(self) -> Path:
        return self.root / "settings.toml"

    @property
    def sidecar(self) -> Path:
        """How far this device's log has come, kept outside what a backup restores."""
        return self.state / "epoch.json"

    @property
    def has_shop(self) -> bool:
        """Whether a shop has been created in here."""
        return self.database.is_file()

    def create(self) -> None:
        """Makes the folders. Keys are for their owner's eyes alone."""
        for folder in (self.root, self.backups, self.spool, self.logs, self.cache, self.state):
            folder.mkdir(parents=True, exist_ok=True)
        self.keys.mkdir(mode=0o700, parents=True, exist_ok=True)


def data_folder(
    chosen: Path | None = None, environment: Mapping[str, str] = os.environ
) -> DataFolder:
    """The data folder of ``--data``, else of ``POS_LOYALTY_DATA``, else of this person.

    Each data folder has a state and a cache folder of its own, so that two tills on one machine
    do not meet there.
    """
    named = chosen or (Path(found) if (found := environment.get(DATA_VARIABLE)) else None)
    root = (named or platformdirs.user_data_path(_APPLICATION)).expanduser().absolute()
    states = environment.get(STATE_VARIABLE)
    state = Path(states) if states else platformdirs.user_state_path(_APPLICATION)
    own = hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16]
    return DataFolder(
        root=root,
        state=state / own,
        cache=platformdirs.user_cache_path(_APPLICATION) / own,
    )
