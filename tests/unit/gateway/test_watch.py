import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pos_loyalty.domain.errors import OutageError
from pos_loyalty.gateway.basket_file import SUFFIXES
from pos_loyalty.gateway.drop_folder import LARGEST_BYTES, DropFolder
from pos_loyalty.gateway.errors import FolderOutageError
from pos_loyalty.gateway.watch import Taken, Watch
from pos_loyalty.storage.errors import DatabaseBusyError
from tests.support.shop import Shop, scratch_shop


@dataclass
class Till:
    """Another till's software that drops files, and the watch over its folder."""

    shop: Shop
    folder: Path
    card: str
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.folder.mkdir()
        drops = DropFolder(self.folder, SUFFIXES)
        drops.open()
        self.watch = Watch(self.shop.application, drops, lambda: self.seconds)
        self._written = 0

    def drop(self, name: str, content: str | bytes) -> Path:
        """Write a file, later than the one before."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        self._written += 1
        os.utime(path, (self._written, self._written))
        return path

    def purchase(self, receipt: str, **more: object) -> str:
        """A purchase of now."""
        whole = {"card": self.card, "receipt": receipt, "at": self.shop.now.isoformat()}
        return json.dumps({**whole, "amount": "10.00", **more})

    def look(self, seconds: float = 0.0) -> Taken:
        """What becomes of the files after so many seconds."""
        self.seconds += seconds
        return self.watch.look()

    def result(self, place: str, name: str) -> Any:  # noqa: ANN401 - what JSON holds
        """What stands in the result of a file."""
        return json.loads((self.folder / place / f"{name}.result.json").read_text("utf-8"))

    def names(self, place: str = ".") -> set[str]:
        """The files in a folder, folders left out."""
        return {path.name for path in (self.folder / place).iterdir() if not path.is_dir()}


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    """A till beside a shop with one member."""
    shop = scratch_shop()
    card = shop.application.members.card(shop.enroll()).payload
    yield Till(shop, tmp_path / "drop", card)
    shop.close()


def test_a_purchase_is_booked_and_its_file_put_away(till: Till) -> None:
    """With the answer beside it, as the API gives it."""
    till.drop("4711.json", till.purchase("4711"))
    assert till.look() == Taken(done=1)
    assert till.names() == set()
    answer = till.result("done", "4711.json")
    assert (answer["file"], answer["receipt"], answer["earned"]) == ("4711.json", "4711", 10)
    assert till.shop.written()["sale"] == 1


def test_a_file_that_comes_again_books_nothing(till: Till) -> None:
    """Copied back, or written anew by a till that was not sure, under any name."""
    till.drop("a.json", till.purchase("4711"))
    till.look()
    written = till.shop.written()
    shutil.copyfile(till.folder / "done" / "a.json", till.folder / "a.json")
    till.drop("b.json", till.purchase("4711"))
    assert till.look() == Taken(done=2)
    assert till.shop.written() == written
    assert till.result("done", "a-2.json")["repeated"] is True
    assert till.result("done", "b.json")["repeated"] is True


def test_one_receipt_with_other_figures_is_refused(till: Till) -> None:
    """A person has to look: one of both is wrong."""
    till.drop("a.json", till.purchase("4711"))
    till.drop("b.json", till.purchase("4711", amount="11.00"))
    assert till.look() == Taken(done=1, failed=1)
    assert till.result("failed", "b.json")["error"]["code"] == "key-reused"


def test_a_table_is_taken_when_it_has_come_to_rest(till: Till) -> None:
    """Nobody can tell half a table from a whole one but by waiting."""
    head = "card;receipt;at;amount\n"
    row = f"{till.card};1;{till.shop.now.isoformat()};10,00\n"
    till.drop("a.csv", head + row[:20])
    assert till.look() == Taken(waiting=1)
    till.drop("a.csv", head + row)
    assert till.look(0.9) == Taken(waiting=1)
    assert till.look(0.9) == Taken(waiting=1)
    assert till.look(0.2) == Taken(done=1)


def test_half_an_object_is_waited_for(till: Till) -> None:
    """A slow writer loses nothing; one that died is told of in the end."""
    whole = till.purchase("1")
    till.drop("a.json", whole[:30])
    assert till.look(5) == till.look(5) == Taken(waiting=1)
    till.drop("a.json", whole)
    assert till.look() == Taken(done=1)
    till.drop("b.json", whole[:30])
    till.look()
    assert till.look(11) == Taken(failed=1)
    assert till.result("failed", "b.json")["error"]["code"] == "wrong-basket-file"


def test_files_are_taken_in_the_order_in_which_they_came(till: Till) -> None:
    """One that is not whole yet holds back those behind it."""
    till.drop("z.json", till.purchase("1"))
    slow = till.purchase("2")
    till.drop("b.json", slow[:30])
    till.drop("a.json", till.purchase("3"))
    assert till.look() == Taken(done=1, waiting=2)
    (till.folder / "b.json").write_text(slow, "utf-8")
    os.utime(till.folder / "b.json", (2, 2))
    assert till.look() == Taken(done=2)
    with till.shop.application.store.read() as reading:
        receipts = reading.connection.execute(
            "SELECT receipt_number FROM sale ORDER BY number"
        ).column()
        assert list(receipts) == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.json", "[]", "wrong-basket-file"),
        ("a.json", " " * (LARGEST_BYTES + 1), "wrong-basket-file"),
        ("a.CSV", b"card;receipt;at;amount\nK\xe4se;1;2;3\n", "wrong-basket-file"),
        ("a.json", '{"card": "X"}', "wrong-request"),
    ],
)
def test_what_cannot_be_booked_is_put_aside_with_a_sentence(
    till: Till, name: str, content: str | bytes, code: str
) -> None:
    """In the shop's language; nothing is booked, and the next file is taken."""
    till.drop(name, content)
    assert till.look().failed + till.look(60).failed == 1
    error = till.result("failed", name)["error"]
    assert error["code"] == code
    assert "Nichts wurde gebucht" in error["message"]
    assert till.shop.written()["sale"] == 0


def test_an_unknown_card_is_told_by_its_own_code(till: Till) -> None:
    """The till's software may ask its cashier."""
    till.drop("a.json", till.purchase("1", card="X" * 28))
    assert till.look() == Taken(failed=1)
    assert till.result("failed", "a.json")["error"]["code"] == "unknown-card"


def test_links_pipes_and_folders_are_not_read(till: Till, tmp_path: Path) -> None:
    """What they lead to is none of ours, and might never end."""
    secret = tmp_path / "secret.json"
    secret.write_text(till.purchase("1"), "utf-8")
    (till.folder / "link.json").symlink_to(secret)
    (till.folder / "gone.json").symlink_to(tmp_path / "nothing")
    (till.folder / "sub.json").mkdir()
    os.mkfifo(till.folder / "pipe.json")
    assert till.look() == Taken(failed=3)
    assert till.names("failed") >= {"link.json", "gone.json", "pipe.json"}
    assert till.result("failed", "link.json")["error"]["code"] == "wrong-basket-file"
    assert secret.exists()
    assert till.shop.written()["sale"] == 0


def test_other_names_are_left_alone(till: Till) -> None:
    """Files that are still being written under another name, and what is no purchase."""
    for name in ("a.json.tmp", ".a.json", "a.txt", "a.json.part", "a.xlsx"):
        till.drop(name, till.purchase("1"))
    assert till.look(60) == Taken()
    (till.folder / "a.json.tmp").rename(till.folder / "a.json")
    assert till.look() == Taken(done=1)


def test_an_outage_leaves_the_file_where_it_is(till: Till, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is booked when the database can be written to again."""

    def busy(*_arguments: object, **_named: object) -> None:
        raise DatabaseBusyError(reason="writers")

    till.drop("a.json", till.purchase("1"))
    with monkeypatch.context() as broken:
        broken.setattr(till.shop.application.sales, "record", busy)
        with pytest.raises(OutageError):
            till.look()
    assert till.names() == {"a.json"}
    assert till.look() == Taken(done=1)


def test_a_folder_that_is_gone_is_an_outage(till: Till, tmp_path: Path) -> None:
    """It is never made anew: a stick that was pulled is not an empty folder."""
    till.folder.rename(tmp_path / "elsewhere")
    with pytest.raises(FolderOutageError):
        till.look()
    with pytest.raises(FolderOutageError):
        DropFolder(till.folder, SUFFIXES).open()
    assert not till.folder.exists()


@pytest.mark.expected_log("WARNING pos_loyalty.gateway.watch: the watched folder waits")
def test_an_outage_is_logged_once_and_tried_again(till: Till, tmp_path: Path) -> None:
    """Not three times a second, until somebody puts the stick back."""
    looks: list[int] = []
    look = till.watch.look

    def counted() -> Taken:
        looks.append(1)
        match len(looks):
            case 1:
                till.folder.rename(tmp_path / "elsewhere")
            case 3:
                (tmp_path / "elsewhere").rename(till.folder)
                till.drop("a.json", till.purchase("1"))
            case 4:
                till.watch.end()
        return look()

    till.watch.look = counted  # type: ignore[method-assign]  # steps through the outage
    till.watch.run()
    assert len(looks) == 4
    assert till.names("done") == {"a.json", "a.json.result.json"}
