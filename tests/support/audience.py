"""A customer display that remembers what it was told."""

from pos_loyalty.domain.counter import MemberGlance, Receipt, SalePreview
from pos_loyalty.domain.play import Played


class FakeAudience:
    """Keeps each message as a word and its subject."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []

    def member_came(self, member: MemberGlance) -> None:
        self.told.append(("came", member.member_id))

    def sale_changed(self, preview: SalePreview | None) -> None:
        self.told.append(("changed", str(preview.earned) if preview else ""))

    def sale_done(self, receipt: Receipt, member: MemberGlance) -> None:
        self.told.append(("done", receipt.id))

    def played(self, played: Played, member: MemberGlance) -> None:
        self.told.append(("played", played.name))

    def member_left(self) -> None:
        self.told.append(("left", ""))

    def scan_refused(self) -> None:
        self.told.append(("refused", ""))
