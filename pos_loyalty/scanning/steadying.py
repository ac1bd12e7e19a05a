"""Makes one scan of the many times that a camera reads the same card.

A card counts once for as long as it is in sight, and anew when it was away for a while:
one that was forgotten before the camera does not come back after each sale. Another
card counts at once.
"""

from collections.abc import Sequence
from typing import Final

AWAY_MS: Final = 2_000
"""How long a code must not be seen to count as shown anew."""


class Steadying:
    """Follows what one camera reads."""

    def __init__(self, away_ms: int = AWAY_MS) -> None:
        self._away_ms = away_ms
        self._seen_ms: dict[str, int] = {}

    def news(self, texts: Sequence[str], now_ms: int) -> str | None:
        """The code that was shown just now, if any; ``texts`` are in sight, the best one first.

        Of several that come into sight together only the first counts: nobody means two.
        """
        in_sight = {
            text: seen for text, seen in self._seen_ms.items() if 0 <= now_ms - seen < self._away_ms
        }
        new = next((text for text in texts if text not in in_sight), None)
        in_sight.update(dict.fromkeys(texts, now_ms))
        self._seen_ms = in_sight
        return new

    def forget(self) -> None:
        """Whatever is shown next counts."""
        self._seen_ms.clear()
