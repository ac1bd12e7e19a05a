"""What the devices page shows of the camera."""

from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True)
class CameraTrialState:
    """The cameras to choose from, and the one that is being tried out."""

    choices: tuple[tuple[str, str], ...] = ()
    """Values of the setting and their words."""
    may_try: bool = False
    is_open: bool = False
    trouble: str = ""
    """Why nothing is seen, in words."""
    read: str = ""
    """What was read last, and how fast."""
