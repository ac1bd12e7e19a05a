"""What runs beside the window, made up: settings in memory, and companions that do as told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pos_loyalty.config.settings import Gateway
from pos_loyalty.domain.errors import LoyaltyError
from pos_loyalty.terminal.companion_state import CompanionState

TOKEN = "Qm9udXMtS2Fzc2UtU2NobHVlc3NlbC1udXItaGllci4"


@dataclass
class FakeBeside:
    """Answers as told; ``refusal`` is raised by whatever is asked next."""

    kept: Gateway = field(default_factory=Gateway)
    api: CompanionState = field(default_factory=CompanionState)
    watch: CompanionState = field(default_factory=CompanionState)
    refusal: LoyaltyError | None = None
    copied: list[str] = field(default_factory=list)
    renewed: int = 0

    def __post_init__(self) -> None:
        self._changed: list[Callable[[], None]] = []

    def tell(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def become(
        self, *, api: CompanionState | None = None, watch: CompanionState | None = None
    ) -> None:
        """Let one of them begin or end."""
        self.api, self.watch = api or self.api, watch or self.watch
        for changed in self._changed:
            changed()

    def settings(self) -> Gateway:
        self._refuse()
        return self.kept

    def keep(self, wanted: Gateway) -> Gateway:
        self._refuse()
        self.kept = wanted
        return wanted

    def token(self) -> str:
        self._refuse()
        return f"{TOKEN}{self.renewed or ''}"

    def renew_token(self) -> str:
        self._refuse()
        self.renewed += 1
        return self.token()

    def ask(self, port: int) -> str:
        self._refuse()
        return f"Sonnenblume · Kasse 1 · {port}"

    def standing(self) -> tuple[CompanionState, CompanionState]:
        return self.api, self.watch

    def copy(self, text: str) -> None:
        self.copied.append(text)

    def _refuse(self) -> None:
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal
