"""The QR code of a slip: how large it is printed, and its modules."""

from enum import StrEnum

from pos_loyalty.domain.values import dataclass

QUIET_MODULES = 4
_CARD_LENGTH = 29
_ALPHANUMERIC = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
# Longest content in bytes and the dots of a module with which its code still fits 58 mm paper,
# quiet zone included. Below four dots a thermal print is not safely read.
_MODULE_DOTS = ((106, 6), (213, 5), (450, 4))


class QrLevel(StrEnum):
    """Error correction: how much of the code may be lost."""

    MEDIUM = "M"
    QUARTILE = "Q"


@dataclass(frozen=True, slots=True)
class QrPlan:
    """How a text becomes a printed code."""

    text: str
    level: QrLevel
    module_dots: int

    def modules(self) -> list[list[bool]]:
        """Rows of modules, true where black, without the quiet zone."""
        # Costs 60 ms to import, and printers that draw the code themselves never need it.
        import qrcode  # noqa: PLC0415

        corrections = {
            QrLevel.MEDIUM: qrcode.constants.ERROR_CORRECT_M,
            QrLevel.QUARTILE: qrcode.constants.ERROR_CORRECT_Q,
        }
        code = qrcode.QRCode(border=0, error_correction=corrections[self.level])
        code.add_data(self.text)
        code.make(fit=True)
        return [[bool(module) for module in row] for row in code.get_matrix()]


def plan_qr(text: str) -> QrPlan:
    """How ``text`` is printed: a card's payload sturdier, for there it costs no space."""
    card = len(text) <= _CARD_LENGTH and _ALPHANUMERIC.issuperset(text)
    level = QrLevel.QUARTILE if card else QrLevel.MEDIUM
    length = len(text.encode())
    for longest, dots in _MODULE_DOTS:
        if length <= longest:
            return QrPlan(text=text, level=level, module_dots=dots)
    raise ValueError(f"{length} bytes do not fit a slip's QR code")
