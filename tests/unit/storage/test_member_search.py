import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.storage.member_search import SHOWN
from pos_loyalty.storage.records import MemberRecord
from pos_loyalty.storage.store import Store
from tests.support.stores import NOW, memory_store

_PEOPLE = {
    "AAAA111111": ("Anna Maria", "Müller", "+49 170 1234567", "anna.m@example.org"),
    "BBBB222222": ("Jürgen", "Groß", "+49 30 5554567", "chef@gross.example"),
    "CCCC333333": ("Åsa", "Strøm-Ågesen", "+46 70 1740605", "asa@example.org"),
    "DDDD444444": ("Anna", "Maurer", "", ""),
    "EEEE555555": ("", "", "", ""),
}


@pytest.fixture
def shop() -> Store:
    """A shop with a handful of members."""
    store = memory_store()
    with store.begin() as work:
        for member_id, (given, family, phone, email) in _PEOPLE.items():
            work.members.put(
                MemberRecord(
                    id=member_id,
                    enrolled_at=NOW,
                    given_name=given or None,
                    family_name=family or None,
                    phone=phone or None,
                    email=email or None,
                )
            )
        work.commit()
    return store


def _found(store: Store, text: str) -> str:
    with store.read() as reading:
        return "".join(hit.id[0] for hit in reading.members.find(text).hits)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("müller", "A"),
        ("Mueller", "A"),
        ("MULLER", "A"),
        ("mü", "A"),
        ("m", "DA"),
        ("anna", "AD"),
        ("anna mau", "D"),
        ("anna mu", "A"),
        ("maurer an", "D"),
        ("maria mu", "A"),
        ("urer", "D"),
        ("groß", "B"),
        ("GROSS", "B"),
        ("juergen", "B"),
        ("asa strom", "C"),
        ("agesen", "C"),
        ("0170 123", "A"),
        ("+49 170", "A"),
        ("4567", "BA"),
        ("1234567", "A"),
        ("605", "C"),
        ("anna.m@", "A"),
        ("chef", "B"),
        ("ASA@EXAMPLE", "C"),
        ("EEEE5", "E"),
        ("eeee-5555", "E"),
        ("EEEE555555K", "E"),
        ("xyz", ""),
        ("12", ""),
        ("", ""),
        ("   ", ""),
        ("@", ""),
        ('"', ""),
        ("zz zz", ""),
    ],
)
def test_members_are_found_by_what_they_say(shop: Store, text: str, ids: str) -> None:
    """A part of name, phone, e-mail or number leads to the member, however it is spelled."""
    assert sorted(_found(shop, text)) == sorted(ids)


def test_the_family_name_comes_first(shop: Store) -> None:
    """What is likeliest meant stands at the top of the list."""
    assert _found(shop, "a") == "ADC"


def test_a_hit_shows_what_tells_people_apart(shop: Store) -> None:
    """Two of one name are told apart without opening either."""
    with shop.read() as reading:
        (hit,) = reading.members.find("groß").hits
    assert (hit.given_name, hit.family_name, hit.phone, hit.email, hit.status) == (
        "Jürgen",
        "Groß",
        "+49 30 5554567",
        "chef@gross.example",
        "active",
    )


def test_a_long_list_is_cut_and_says_so() -> None:
    """Nobody reads a hundred Annas: the list ends, and says that there are more."""
    store = memory_store()
    with store.begin() as work:
        for number in range(SHOWN + 1):
            member_id = f"AAAA{number:06}"
            work.members.put(MemberRecord(id=member_id, enrolled_at=NOW, given_name="Anna"))
        hits = work.members.find("anna")
        assert (len(hits.hits), hits.more) == (SHOWN, True)
        hits = work.members.find("AAAA000003")
        assert (len(hits.hits), hits.more) == (1, False)


@given(st.text(max_size=30))
def test_any_text_can_be_searched(text: str) -> None:
    """No key that a cashier hits breaks the search."""
    with _EMPTY.read() as reading:
        assert reading.members.find(text).hits == ()


_EMPTY = memory_store()


def test_the_number_of_another_system_finds_its_member_first(shop: Store) -> None:
    """Members come with an old card, and its number is a telephone number to nobody."""
    with shop.begin() as work:
        work.members.put(MemberRecord(id="FFFF666666", enrolled_at=NOW, reference="1234567"))
        work.commit()
    assert _found(shop, " 1234567 ") == "FA"
    assert _found(shop, "123456") == ""
