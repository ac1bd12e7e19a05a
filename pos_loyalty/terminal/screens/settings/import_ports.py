"""What the import page needs from below; all calls run in the worker, one after the other."""

from typing import Protocol

from pos_loyalty.domain.imports import ImportPreview, ImportProgress, ImportWish


class ImportRoom(Protocol):
    """One file on its way in: opened, looked at, tried, taken in step by step."""

    def open(self, path: str) -> None:
        """Read the file. Raises ``WrongDocumentError`` when it cannot be read."""
        ...

    def look(self, wish: ImportWish) -> ImportPreview:
        """The file as it would be read. Raises ``WrongDocumentError``."""
        ...

    def try_out(self, wish: ImportWish) -> ImportProgress:
        """Get ready to try everything and keep nothing."""
        ...

    def begin(self, wish: ImportWish) -> ImportProgress:
        """Get ready to take everything in."""
        ...

    def advance(self) -> ImportProgress:
        """Do the next step of what was made ready; it is whole when this returns."""
        ...
