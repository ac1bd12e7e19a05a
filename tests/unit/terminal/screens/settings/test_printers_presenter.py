from pos_loyalty.domain.print_job import PrinterState, PrinterStatus, PrintProblem, QueueCounts
from pos_loyalty.i18n.words import words_for
from pos_loyalty.printing.network_scan import NetworkRangeError
from pos_loyalty.terminal.screens.settings.printers_ports import SearchLook
from pos_loyalty.terminal.screens.settings.printers_presenter import PrintersPresenter
from pos_loyalty.terminal.screens.settings.printers_state import PrintersState, SearchShown
from pos_loyalty.terminal.screens.settings.state import Tone
from tests.support.printers_room import FOUND, IN_NETWORK, FakePrintersRoom


class _Page:
    """The page without a window, over a draft of the settings."""

    def __init__(self) -> None:
        self.room = FakePrintersRoom()
        self.draft = {"printer.receipt": "virtual", "printer.fallback": ""}
        self.shown: list[PrintersState] = []
        self.presenter = PrintersPresenter(
            self.room,
            words=words_for("de"),
            text_of=lambda key: self.draft.get(key, ""),
            edit=self.draft.__setitem__,
            show=self.shown.append,
        )
        self.presenter.appear()

    @property
    def state(self) -> PrintersState:
        return self.shown[-1]

    @property
    def search(self) -> SearchShown:
        assert self.state.search is not None
        return self.state.search


def test_each_printer_says_how_it_is_and_is_looked_at_again() -> None:
    """The page follows what the spooler knows; nothing new is not drawn again."""
    page = _Page()
    assert page.state.conditions["printer"].tone is Tone.GOOD
    out = PrinterStatus(PrinterState.TROUBLE, QueueCounts(waiting=1), PrintProblem.PAPER_OUT)
    mute = PrinterStatus(PrinterState.SILENT, printer="fallback")
    page.room.found_statuses = (out, mute)
    for _ in range(3):
        page.presenter.tick()
    assert len(page.shown) == 2
    assert page.state.conditions["printer"].text == "Kein Papier · 1 Bon wartet"
    assert "kann er nicht sagen" in page.state.conditions["fallback"].text


def test_the_kind_of_connection_follows_the_address() -> None:
    """Each kind has its help; another kind begins another address."""
    page = _Page()
    assert (page.state.connections["printer"].kind, page.state.connections["fallback"].kind) == (
        "virtual",
        "",
    )
    page.presenter.choose_kind("fallback", "network")
    assert page.draft["printer.fallback"] == "network://"
    assert "9100" in page.state.connections["fallback"].help
    page.draft["printer.fallback"] = "pigeon://loft"
    page.presenter.tick()
    assert page.state.connections["fallback"].kind == "other"


def test_the_kind_that_it_is_already_keeps_its_address() -> None:
    """Opening the list and closing it again loses nothing."""
    page = _Page()
    page.draft["printer.receipt"] = "network://192.168.1.50"
    page.presenter.choose_kind("printer", "network")
    assert page.draft["printer.receipt"] == "network://192.168.1.50"


def test_a_printer_that_was_found_is_taken_with_one_press() -> None:
    """Its address and, where it tells, its model; the search is over."""
    page = _Page()
    page.presenter.search("fallback")
    assert page.room.begun == [None]
    assert (page.search.card, page.search.is_running) == ("fallback", True)
    page.room.next_look = SearchLook(found=FOUND)
    page.presenter.tick()
    assert (page.search.summary, page.search.is_running) == ("2 Drucker gefunden", False)
    assert "usb://04b8:0e15" in page.search.lines[0].detail
    assert "Keine Rechte" in page.search.lines[1].detail
    page.presenter.choose("usb://04b8:0e15")
    assert page.draft["printer.fallback"] == "usb://04b8:0e15"
    assert page.draft["printer.fallback_profile"] == "tm-t20"
    assert page.state.search is None


def test_the_network_is_searched_on_request_with_progress() -> None:
    """The shop's own range is proposed; how far it is can be seen."""
    page = _Page()
    page.presenter.search("printer")
    page.room.next_look = SearchLook(found=())
    page.presenter.tick()
    assert page.search.summary.startswith("Nichts gefunden")
    assert page.search.range_text == "192.168.1.0/24"
    page.room.next_look = SearchLook(done=64, total=256)
    page.presenter.search_network(" 192.168.1.0/24 ")
    assert page.room.begun == [None, "192.168.1.0/24"]
    assert (page.search.share, page.search.is_running) == (0.25, True)
    page.presenter.search_network("10.0.0.0/24")
    assert len(page.room.begun) == 2
    page.room.next_look = SearchLook(found=IN_NETWORK)
    page.presenter.tick()
    page.presenter.choose("network://192.168.1.50:9100")
    assert page.draft["printer.receipt"] == "network://192.168.1.50:9100"
    assert "printer.profile" not in page.draft


def test_a_range_that_is_none_is_said_beside_it() -> None:
    """Nothing is searched, and it can be typed anew."""
    page = _Page()
    page.presenter.search("printer")
    page.room.next_look = SearchLook(error=NetworkRangeError(range="x", reason="form"))
    page.presenter.tick()
    assert "192.168.1.0/24" in page.search.error
    assert not page.search.is_running


def test_a_search_is_ended_and_then_put_away() -> None:
    """The first press ends it, the second closes it; leaving the page does both."""
    page = _Page()
    page.presenter.search("printer")
    page.presenter.stop()
    assert page.room.stops == 1
    assert not page.search.is_running
    page.presenter.stop()
    assert page.state.search is None
    page.presenter.choose("usb://04b8:0e15")
    assert page.draft["printer.receipt"] == "virtual"
    page.room.next_look = SearchLook()
    page.presenter.search("printer")
    page.presenter.leave()
    assert page.room.stops == 2


def test_the_page_speaks_another_language() -> None:
    """All of it."""
    page = _Page()
    page.presenter.speak(words_for("en"))
    assert page.state.conditions["printer"].text == "Printer ready"
    assert dict(page.state.kinds)["network"] == "Network"
