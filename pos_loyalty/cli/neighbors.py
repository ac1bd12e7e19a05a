"""What commands start in the rooms beside this one, which it may not import.

``__main__`` hands them in; a room is loaded when a command asks for it.
"""

from typing import Protocol


class Gateway(Protocol):
    """Processes beside an existing till. ``pos_loyalty.gateway.doors`` is one."""
