"""Recomputes a prize draw from its export: python verify_draw.py EXPORT.json.

Stand-alone on purpose: it needs Python and nothing else, least of all the program that held
the draw. It says OK, or what differs.
"""

import hashlib
import json
import sys
from pathlib import Path


def sha256(*parts: object) -> str:
    """The hash of these parts, joined by line feeds, in hexadecimal digits."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def differences(export: dict) -> list[str]:
    """What the export says otherwise than its seed and its tickets do."""
    seed, urn = export["seed"], sorted(export["tickets"])
    found = [] if len(urn) == len(set(urn)) else ["tickets"]
    found += [] if export["commitment"] == sha256(seed) else ["commitment"]
    found += [] if export["tickets_digest"] == sha256(*urn) else ["tickets_digest"]
    won = []
    for place, prize in enumerate(export["prizes"][: len(urn)]):
        number = int(sha256(seed, export["draw"], place), 16)
        won.append((prize, urn.pop(number % len(urn))))
    told = [(winner["prize"], winner["ticket"]) for winner in export["winners"]]
    return found if told == won else [*found, "winners"]


if __name__ == "__main__":
    wrong = differences(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    print("differs: " + ", ".join(wrong) if wrong else "OK")
    sys.exit(1 if wrong else 0)
