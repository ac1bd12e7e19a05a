"""What is shown while a card is held before the camera."""

from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class CameraState:
    """The panel with the live picture."""

    is_open: bool = False
    trouble: str = ""
    """Why nothing is seen, in words."""
    is_waiting: bool = False
    """Whether the trouble will pass by itself in a moment."""


@dataclass(frozen=True, slots=True)
class CodeState:
    """The panel, while it looks for one code, with the cameras to choose from."""

    panel: CameraState = CameraState()
    remark: str = ""
    """What is wrong with the code that was shown."""
    cameras: tuple[str, ...] = ()
    """Empty where there is nothing to choose."""
    chosen: str = ""
