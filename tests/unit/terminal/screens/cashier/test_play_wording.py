from dataclasses import replace
from datetime import date

import pytest

from pos_loyalty.domain.counter import RewardBar
from pos_loyalty.domain.play import (
    BuyTickets,
    DonationOffer,
    GivePoints,
    GiveStamps,
    JoinClub,
    LeaveClub,
    PerformAction,
    PlayDeed,
    Played,
    PlayOffers,
    SpinWheel,
)
from pos_loyalty.i18n.words import words_for
from pos_loyalty.terminal.screens.cashier.facts import PlayFacts
from pos_loyalty.terminal.screens.cashier.play_choices import PlaySection
from pos_loyalty.terminal.screens.cashier.play_wording import play_panel
from pos_loyalty.terminal.screens.cashier.state import PlayPanel, Tone
from tests.support.play import EVERYTHING

_DE = words_for("de")
_EN = words_for("en")


def _shown(section: PlaySection, offers: PlayOffers = EVERYTHING) -> PlayPanel:
    return play_panel(PlayFacts(offers=offers, section=section), _DE)


def _lines(section: PlaySection) -> list[tuple[str, str, str]]:
    lines = _shown(section).lines
    return [(line.name, line.detail.replace("\u00a0", " "), line.action) for line in lines]


def _asked(deed: PlayDeed) -> PlayPanel:
    return play_panel(PlayFacts(offers=EVERYTHING, deed=deed), _DE)


def _figures(panel: PlayPanel) -> list[tuple[str, str]]:
    return [(line.label, line.number.replace("\u00a0", " ")) for line in panel.facts]


def _said(**facts: object) -> tuple[str, str]:
    known = Played(deed=PerformAction("a"), name="Ding", member_id="m", balance_after=100)
    done = replace(known, **facts)  # type: ignore[arg-type]  # fields of Played
    notice = play_panel(PlayFacts(offers=EVERYTHING, done=done), _DE).done
    assert notice is not None
    return notice.title.replace("\u00a0", " "), notice.detail.replace("\u00a0", " ")


def test_while_it_is_read_and_when_there_is_nothing() -> None:
    """A quiet placeholder, then a sentence."""
    assert play_panel(PlayFacts(), _DE).is_loading
    nothing = play_panel(PlayFacts(offers=PlayOffers(spendable=0)), _EN)
    assert nothing.empty == "There is nothing to take part in today."


def test_the_tabs_in_both_languages() -> None:
    """One for each section that has anything; the chosen one is marked."""
    german = _shown(PlaySection.DRAWS)
    assert [tab.words for tab in german.tabs] == [
        "Aktionen", "Stempel", "Clubs", "Ziele", "Lose", "Glücksrad", "Spenden",
    ]  # fmt: skip
    assert [tab.id for tab in german.tabs if tab.is_shown] == ["draws"]
    english = play_panel(PlayFacts(offers=EVERYTHING), _EN)
    assert [tab.words for tab in english.tabs][:2] == ["Actions", "Stamps"]


def test_actions_and_stamps() -> None:
    """Points, or that the limit is reached; how full the card is."""
    assert _lines(PlaySection.ACTIONS) == [
        ("Bewertung geschrieben", "+25 Punkte", "Gutschreiben"),
        ("Beim Hoffest geholfen", "+100 Punkte", "Gutschreiben"),
        ("Umfrage beantwortet", "Grenze erreicht", ""),
    ]
    assert _lines(PlaySection.STAMPS) == [("Kaffeekarte", "7 von 10", "Stempeln")]
    assert _shown(PlaySection.STAMPS).lines[0].share == 0.7


def test_clubs_to_join_to_prolong_and_to_cancel() -> None:
    """Fee, benefits in figures and the last good day."""
    assert _lines(PlaySection.MEMBERSHIPS) == [
        ("Sonnenclub", "25,00 € · 5 % Rabatt · ×2 · bis 20.11.2027", "Beitreten …"),
        ("Kinderclub", "kostenlos · bis 29.02.2028", "Verlängern …"),
        ("Kinderclub", "01.03.2026 bis 28.02.2027", "Stornieren …"),
    ]


def test_challenges_with_their_way() -> None:
    """In the unit of the goal; what is reached is full; badges in a line of their own."""
    assert _lines(PlaySection.CHALLENGES) == [
        ("3 Besuche im November", "2 von 3 · +100 Punkte · bis 30.11.2026", ""),
        ("Herbstkorb", "12,50 € von 50,00 €", ""),
        ("Fünf Warengruppen", "erreicht", ""),
    ]
    panel = _shown(PlaySection.CHALLENGES)
    assert [line.share for line in panel.lines] == [2 / 3, 0.25, 1.0]
    assert panel.note == "Abzeichen: Vielfalt"
    assert _shown(PlaySection.CHALLENGES, replace(EVERYTHING, badges=())).note == ""


def test_draws_wheels_and_donations() -> None:
    """Price and room of tickets; the odds of each wheel; what a cause gets."""
    assert _lines(PlaySection.DRAWS) == [
        ("Winterverlosung", "3 Lose · je 50 Punkte · bis 20.12.2026", "Kaufen …"),
        ("Kleine Verlosung", "2 Lose · je 10 Punkte · mehr gibt es je Mitglied nicht", ""),
        ("Einkaufsverlosung", "1 Los · bis 31.12.2026", ""),
    ]
    assert _shown(PlaySection.DRAWS).note == "1.284 Punkte einlösbar"
    assert _lines(PlaySection.WHEELS) == [
        ("Glücksrad", "kann gedreht werden", "Drehen …"),
        ("Großes Rad", "heute ab 20,00 € Einkauf", ""),
        ("Tagesrad", "Grenze erreicht", ""),
    ]
    odds = _shown(PlaySection.WHEELS).lines[0].facts
    assert [(line.label, line.number) for line in odds] == [
        ("kein Gewinn", "80\u00a0%"),
        ("50 Punkte", "19\u00a0%"),
        ("Kaffee gratis", "1\u00a0%"),
    ]
    assert _lines(PlaySection.DONATIONS) == [("Ein Baum", "100 Punkte geben 5,00 €", "Spenden …")]
    barred = (DonationOffer("tree", "Ein Baum", 100, 500, RewardBar.COOLDOWN),)
    panel = _shown(PlaySection.DONATIONS, replace(EVERYTHING, donations=barred))
    assert panel.lines[0].detail == "noch nicht wieder"


@pytest.mark.parametrize(
    ("deed", "question", "button", "count"),
    [
        (PerformAction("review"), "Bewertung geschrieben", "Gutschreiben", ""),
        (GiveStamps("coffee", 2), "Kaffeekarte", "2 Stempel geben", "2"),
        (JoinClub("club"), "Sonnenclub", "Beitreten", ""),
        (JoinClub("kids"), "Kinderclub", "Verlängern", ""),
        (LeaveClub("b1"), "Kinderclub stornieren?", "Mitgliedschaft stornieren", ""),
        (BuyTickets("summer", 2), "Winterverlosung", "2 Lose kaufen", "2"),
        (SpinWheel("wheel"), "Glücksrad", "Rad drehen", ""),
        (GivePoints("tree", 200), "Ein Baum", "200 Punkte spenden", "200"),
    ],
)
def test_each_question(deed: PlayDeed, question: str, button: str, count: str) -> None:
    """What it is about, in which number, and the words of the button."""
    panel = _asked(deed)
    assert (panel.question, panel.confirm_words, panel.count) == (question, button, count)
    assert panel.tabs == ()


def test_a_question_says_what_it_means() -> None:
    """Fees that the till books, prices, prizes, and what stays as it was."""
    club = _asked(JoinClub("club"))
    assert _figures(club) == [
        ("Gültig", "20.11.2026 bis 20.11.2027"),
        ("Beitrag in die Kasse buchen", "25,00 €"),
    ]
    assert club.consequence == "Gratis Lieferung · Vorab zum Hoffest"
    assert _asked(LeaveClub("b1")).consequence.startswith("Einkäufe von inzwischen")
    tickets = _asked(BuyTickets("summer", 2))
    assert _figures(tickets) == [("Bisher", "3"), ("Preis", "100 Punkte")]
    assert tickets.consequence == "Zu gewinnen: Picknickkorb"
    assert (tickets.can_less, tickets.can_more) == (True, True)
    assert _figures(_asked(GivePoints("tree", 200))) == [("Für den guten Zweck", "10,00 €")]
    assert len(_asked(SpinWheel("wheel")).facts) == 3
    free = replace(EVERYTHING, donations=(DonationOffer("free", "F", 0, 300),))
    given = play_panel(PlayFacts(offers=free, deed=GivePoints("free", 7)), _DE)
    assert _figures(given) == [("Für den guten Zweck", "3,00 €")]


def test_a_pin_is_asked_for_with_the_reason() -> None:
    """Instead of what the deed means."""
    facts = PlayFacts(offers=EVERYTHING, deed=LeaveClub("b1"), asks_pin=True)
    panel = play_panel(facts, _DE)
    assert panel.asks_pin
    assert panel.consequence.startswith("Dafür braucht es die Leitung")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"earned": 25}, ("Ding: +25 Punkte", "Neuer Stand 100 Punkte")),
        (
            {"deed": GiveStamps("c", 3), "granted": ("Kaffee",)},
            ("Ding: 3 Stempel", "Karte voll: Kaffee"),
        ),
        (
            {"deed": JoinClub("c"), "fee_minor": 2500, "last_day": date(2027, 11, 20)},
            ("25,00 € für Ding in der Kasse buchen", "Gültig bis 20.11.2027"),
        ),
        (
            {"deed": LeaveClub("c"), "fee_minor": 2500},
            ("25,00 € für Ding zurückgeben", "Die Mitgliedschaft ist storniert."),
        ),
        (
            {"deed": BuyTickets("d", 2), "spent": 100, "tickets": 5},
            ("Ding: 2 Lose", "zusammen 5 Lose · Neuer Stand 100 Punkte"),
        ),
        (
            {"deed": SpinWheel("w"), "earned": 50},
            ("Ding: +50 Punkte", "Neuer Stand 100 Punkte"),
        ),
        (
            {"deed": SpinWheel("w"), "reward": "Kaffee", "granted": ("Kaffee",)},
            ("Ding: Kaffee gewonnen", ""),
        ),
        ({"deed": SpinWheel("w")}, ("Ding: kein Gewinn", "")),
        (
            {"deed": GivePoints("t", 100), "spent": 100, "donated_minor": 500},
            ("5,00 € für Ding", "−100 Punkte · Neuer Stand 100 Punkte"),
        ),
        ({"deed": JoinClub("c")}, ("0,00 € für Ding in der Kasse buchen", "Gültig bis ")),
    ],
)
def test_each_result(facts: dict[str, object], said: tuple[str, str]) -> None:
    """What the cashier has to do comes first, what the member has won too."""
    assert _said(**facts) == said


def test_no_win_is_no_success() -> None:
    """It is said without green."""
    done = Played(deed=SpinWheel("w"), name="Rad", member_id="m")
    notice = play_panel(PlayFacts(offers=EVERYTHING, done=done), _DE).done
    assert notice is not None
    assert notice.tone is Tone.INFO
