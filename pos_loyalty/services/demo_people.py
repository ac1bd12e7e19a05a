"""Invented members of an invented shop: names as a German neighborhood has them.

Nobody of these exists. Telephone numbers come from the ranges that the regulator keeps for
films, addresses from the domains that nobody can own.
"""

from dataclasses import field
from random import Random
from typing import Final

from pos_loyalty.domain.counter import Birthday
from pos_loyalty.domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoPerson:
    """Who a generated member is."""

    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    birthday: Birthday | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    email: str = field(default="", repr=False)
    may_contact: bool = False


# The first members of every demo shop: short and long names, with and without umlauts.
_KNOWN: Final = (
    ("Anna", "Berger"),
    ("Jonas", "Weber"),
    ("Leyla", "Aydın"),
    ("Peter", "Groß"),
    ("Marie", "Schöneberg"),
    ("Tomasz", "Nowak"),
    ("Karl-Friedrich", "Wolfeschlegelsteinhausen"),
    ("Oksana", "Kowalenko"),
)
_GERMAN_GIVEN: Final = (
    "Lena Sophie Hannah Emma Mia Clara Johanna Frieda Greta Ida Katharina Julia Sabine Petra "
    "Monika Renate Ursula Heike Birgit Susanne Andrea Claudia Nicole Stefanie Christine Gisela "
    "Lukas Finn Paul Emil Anton Jakob Felix Maximilian Jan Tobias Sebastian Markus Thomas Andreas "
    "Michael Stefan Wolfgang Klaus Jürgen Hans Günter Rolf Uwe Bernd Dieter Matthias"
)
_GERMAN_FAMILY: Final = (
    "Müller Schmidt Schneider Fischer Meyer Wagner Becker Schulz Hoffmann Schäfer Koch Bauer "
    "Richter Klein Wolf Schröder Neumann Schwarz Zimmermann Braun Krüger Hofmann Hartmann Lange "
    "Werner Krause Lehmann Köhler Maier Herrmann König Walter Huber Kaiser Fuchs Peters Lang "
    "Scholz Möller Weiß Jung Hahn Vogel Friedrich Keller Günther Frank Winkler Roth Beck Lorenz "
    "Baumann Albrecht Schuster Simon Ludwig Böhm Winter Kraus Schumacher Krämer Vogt Stein Jäger "
    "Otto Sommer Brandt Haas Schreiber Graf Dietrich Ziegler Kuhn Kühn Pohl Engel Horn Busch"
)
_GERMAN: Final = (_GERMAN_GIVEN, _GERMAN_FAMILY)
_TURKISH: Final = (
    "Elif Zeynep Ayşe Fatma Emine Derya Gülay Sevgi Mehmet Mustafa Emre Can Murat Hakan Ömer Yusuf",
    "Yılmaz Kaya Demir Şahin Çelik Öztürk Arslan Doğan Kılıç Aslan Çetin Koç Özdemir Polat",
)
_POLISH: Final = (
    "Agnieszka Katarzyna Małgorzata Ewa Magdalena Zofia Piotr Krzysztof Paweł Marcin Łukasz Jakub",
    "Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski",
)
_UKRAINIAN: Final = (
    "Olena Natalia Iryna Tetjana Svitlana Andrij Oleksandr Dmytro Serhij Mykola",
    "Shevchenko Bondarenko Tkachenko Kravchenko Melnyk Koval Savchenko Lysenko",
)
_ITALIAN: Final = (
    "Giulia Francesca Chiara Sara Marco Alessandro Luca Matteo Giuseppe Antonio",
    "Rossi Russo Ferrari Esposito Bianchi Romano Colombo Ricci Marino Greco",
)
_VIETNAMESE: Final = (
    "Linh Mai Lan Hương Thảo Minh Tuấn Dũng Nam Anh",
    "Nguyễn Trần Lê Phạm Hoàng Vũ Đặng",
)
_ARABIC: Final = (
    "Amira Layla Nour Yasmin Samira Ahmad Omar Khaled Hassan Tarek",
    "Haddad Khoury Mansour Saleh Nasser Al-Masri Darwish",
)
_NEIGHBORHOOD: Final = (
    (_GERMAN, 72),
    (_TURKISH, 9),
    (_POLISH, 6),
    (_UKRAINIAN, 4),
    (_ITALIAN, 4),
    (_ARABIC, 3),
    (_VIETNAMESE, 2),
)
_DOMAINS: Final = ("example.org", "example.com", "example.net")
_PLAIN: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ş": "s", "ç": "c", "ğ": "g"}
)


def demo_person(place: int, random: Random) -> DemoPerson:
    """The member at a place of the list; the first few are the same in every shop."""
    first, last = _KNOWN[place] if place < len(_KNOWN) else _name(random)
    birthday = _birthday(random)
    phone = _phone(random) if happens(random, percent=55) else ""
    email = _email(first, last, place, random) if happens(random, percent=60) else ""
    return DemoPerson(
        first_name=first,
        last_name=last,
        birthday=birthday if happens(random, percent=70) else None,
        phone=phone,
        email=email,
        may_contact=bool(phone or email) and happens(random, percent=50),
    )


def happens(random: Random, *, percent: int) -> bool:
    """Whether something that happens so often happens now."""
    return random.randrange(100) < percent


def _name(random: Random) -> tuple[str, str]:
    origins = [names for names, _ in _NEIGHBORHOOD]
    weights = [weight for _, weight in _NEIGHBORHOOD]
    given, family = random.choices(origins, weights)[0]
    first, last = random.choice(given.split()), random.choice(family.split())
    if happens(random, percent=4):
        last = f"{last}-{random.choice(_GERMAN[1].split())}"
    return first, last


def _birthday(random: Random) -> Birthday:
    day = random.randrange(1, 29)
    year = int(random.triangular(1938, 2008, 1979))
    return Birthday(random.randrange(1, 13), day, year if happens(random, percent=50) else None)


def _phone(random: Random) -> str:
    if happens(random, percent=30):
        return f"+493023125{random.randrange(1000):03d}"
    return f"+49176040690{random.randrange(100):02d}"


def _email(first: str, last: str, place: int, random: Random) -> str:
    local = f"{first}.{last}".lower().translate(_PLAIN)
    ascii_local = "".join(sign for sign in local if sign.isascii())
    return f"{ascii_local}{place}@{random.choice(_DOMAINS)}"
