"""How a camera is, and what is said of it. Needs no camera and no library for one."""

from dataclasses import field
from enum import StrEnum
from typing import Final

from pos_loyalty.domain.values import dataclass
from pos_loyalty.i18n.words import Words

ANY_CAMERA: Final = "any"
"""The setting that takes whichever camera there is."""


class CameraCondition(StrEnum):
    """What a camera does, or why it does nothing."""

    OFF = "off"
    STARTING = "starting"
    """Asked to look; no picture has come yet."""
    LOOKING = "looking"
    NONE = "none"
    """No camera is plugged in."""
    GONE = "gone"
    """The one that is set is not plugged in, or was just pulled out."""
    NOT_ALLOWED = "not-allowed"
    """The system does not let the program see through it."""
    UNSUPPORTED = "unsupported"
    """The computer lacks a library that cameras need."""
    BROKEN = "broken"
    """It is there and gives no picture; another program has it as a rule."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A code that was shown, and how long it took to read it from its picture."""

    text: str = field(repr=False)
    took_ms: float


def camera_words(condition: CameraCondition, words: Words) -> str:
    """What people are told; nothing while all is well."""
    text = words.text
    said = {
        CameraCondition.STARTING: text("The camera is starting …"),
        CameraCondition.NONE: text("No camera is connected. Plug one in; it is found on its own."),
        CameraCondition.GONE: text(
            "The camera is unplugged. Plug it in again; it continues on its own."
        ),
        CameraCondition.NOT_ALLOWED: text(
            "The system does not allow this program to use the camera. "
            "It can be allowed in the system’s privacy settings."
        ),
        CameraCondition.UNSUPPORTED: text(
            "This computer is missing what cameras need. On Linux, install the package libpulse0."
        ),
        CameraCondition.BROKEN: text(
            "The camera gives no picture. Another program may be using it: "
            "close that, or plug the camera in again."
        ),
    }
    return said.get(condition, "")
