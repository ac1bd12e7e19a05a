"""Texts in the language of the person who reads them."""

import contextlib
import gettext
import struct
from functools import cache
from io import BytesIO
from pathlib import Path

from pos_loyalty.i18n.sources import compiled_path, digest, po_files, shipped_folder

SOURCE_LANGUAGE = "en"


class Translator:
    """Texts in one language. English is the language of the source; what it lacks stays English."""

    def __init__(self, language: str, folder: Path | None = None) -> None:
        """``folder`` holds one folder per language; absent, the catalogs that ship with us."""
        self.language = base_language(language)
        self._catalog = _load(self.language, folder) if folder else _shipped(self.language)

    def text(self, message: str, /, **facts: object) -> str:
        """The translation of ``message``, its ``{braces}`` filled with ``facts``.

        Without facts nothing is filled, so a text may then hold braces of its own.
        """
        translated = self._catalog.gettext(message)
        return translated.format(**facts) if facts else translated

    def plural(self, one: str, many: str, n: int, /, **facts: object) -> str:
        """The form of the text that goes with ``n``; ``{n}`` is the number itself.

        A caller that writes large numbers passes ``n`` a second time by name, as it shall be read.
        """
        return self._catalog.ngettext(one, many, n).format(**{"n": n, **facts})


def mark(message: str) -> str:
    """The same text: says that it is translated later, when it is shown."""
    return message


def placeholders(message: str) -> frozenset[str]:
    """The names in a text's braces."""
    return frozenset(part.partition("}")[0] for part in message.split("{")[1:])


def base_language(language: str) -> str:
    """``de`` for ``de``, ``de_AT`` and ``de-AT``."""
    return language.replace("-", "_").partition("_")[0].lower()


def languages(folder: Path | None = None) -> tuple[str, ...]:
    """The languages there are texts in, the language of the source among them."""
    translated = (path.parent.name for path in (folder or shipped_folder()).glob("*/*.po"))
    return tuple(sorted({SOURCE_LANGUAGE, *translated}))


@cache
def _shipped(language: str) -> gettext.NullTranslations:
    """What ships with us, read once: it does not change while the program runs."""
    return _load(language, shipped_folder())


def _load(language: str, folder: Path) -> gettext.NullTranslations:
    sources = po_files(folder, language)
    if language == SOURCE_LANGUAGE or not sources:
        return gettext.NullTranslations()
    place = compiled_path(folder, language)
    # A file cut short by a power failure is as good as none.
    with contextlib.suppress(OSError, struct.error, ValueError, IndexError):
        compiled = gettext.GNUTranslations(BytesIO(place.read_bytes()))
        if compiled.info().get("project-id-version", "").endswith(digest(sources)):
            return compiled
    return _compiled_anew(language, sources, place)


def _compiled_anew(
    language: str, sources: tuple[Path, ...], place: Path
) -> gettext.GNUTranslations:
    # Parsing .po files costs ten times what reading the compiled catalog does, and the
    # parser's own import as much again: both are paid only after a change.
    from pos_loyalty.i18n.compile import compiled, write_atomically  # noqa: PLC0415

    content = compiled(language, sources)
    with contextlib.suppress(OSError):  # an installed program may lie where it cannot write
        write_atomically(place, content)
    return gettext.GNUTranslations(BytesIO(content))
