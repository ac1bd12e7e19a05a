from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pos_loyalty.cards.phone_code import phone_code, phone_secret
from pos_loyalty.domain.staff import OPERATOR, Role
from pos_loyalty.gateway.doorkeeper import LARGEST_BYTES
from pos_loyalty.gateway.examples import EXAMPLES
from pos_loyalty.storage.errors import DatabaseBusyError
from tests.support.card_office import FakeOffice, phone_text
from tests.support.local_api import LocalApi, Reply
from tests.support.shop import REVIEW, Shop, scratch_shop
from tests.support.use_cases import NOBODY

_PIN = "739152"


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop with a manager who has a PIN."""
    shop = scratch_shop()
    shop.application.staff.add(OPERATOR, name="Mona", role=Role.MANAGER, pin=_PIN, now=shop.now)
    yield shop
    shop.close()


@pytest.fixture
def api(shop: Shop) -> LocalApi:
    """The API of that shop."""
    return LocalApi(shop)


@pytest.fixture
def anna(shop: Shop) -> str:
    """The card of a member with points."""
    member_id = shop.enroll(given_name="Anna", family_name="Amsel")
    shop.give(member_id, 500)
    return shop.application.members.card(member_id).payload


def _done(reply: Any) -> dict[str, Any]:  # noqa: ANN401 - any reply
    assert reply.status == 200, reply.text
    value: dict[str, Any] = reply.value
    return value


def test_every_verb_answers_with_the_fields_of_its_example(
    api: LocalApi, shop: Shop, anna: str
) -> None:
    """Whoever writes a till's software against the document finds what it promises."""
    approved = {"manager-pin": _PIN}
    sold = _done(api.post("/v1/sale", "s1", card=anna, amount="36.50", receipt="4711"))
    void = _done(api.post("/v1/sale", "s2", card=anna, amount="5.00"))
    burned = _done(api.post("/v1/redeem", "r1", card=anna, points=100))
    claim = _done(api.post("/v1/claim/issue", "c1", amount="12.00", receipt="4712"))
    shop.wait(minutes=1)
    answers = {
        "status": _done(api.get("/v1/status")),
        "balance": _done(api.get("/v1/balance", card=anna)),
        "statement": _done(api.get("/v1/statement", card=anna)),
        "member/show": _done(api.get("/v1/member/show", card=anna)),
        "member/find": _done(api.get("/v1/member/find", text="Amsel")),
        "member/enroll": _done(api.post("/v1/member/enroll", "e1", name="Ben Bussard")),
        "quote": _done(api.post("/v1/quote", card=anna, amount="36.50")),
        "sale": sold,
        "refund": _done(api.post("/v1/refund", "f1", sale=sold["sale"], amount="10.00")),
        "void": _done(api.post("/v1/void", "v1", approved, sale=void["sale"])),
        "redeem": burned,
        "undo-redeem": _done(api.post("/v1/undo-redeem", "u1", approved, id=burned["id"])),
        "adjust": _done(
            api.post("/v1/adjust", "a1", approved, card=anna, points=50, reason="Kulanz")
        ),
        "action": _done(api.post("/v1/action", "n1", card=anna, action=REVIEW["id"])),
        "claim/issue": claim,
        "claim/redeem": _done(api.post("/v1/claim/redeem", "c2", card=anna, claim=claim["claim"])),
    }
    document = _done(api.get("/openapi.json", {"authorization": None}))
    paths = {path.removeprefix("/v1/") for path in document["paths"]}
    assert set(answers) == set(EXAMPLES) == paths
    for name, answer in answers.items():
        # Stamps are told of where the program has cards for them.
        assert set(answer) - {"stamps"} == set(EXAMPLES[name]) - {"stamps"}, name


def test_a_purchase_is_booked_as_the_counter_books_it(api: LocalApi, shop: Shop, anna: str) -> None:
    """Lines, the rest of the amount, a redemption, a receipt: the till's, under the name till."""
    sold = _done(
        api.post(
            "/v1/sale",
            "s1",
            card=anna,
            amount="36.50",
            lines=[{"amount": "2.40", "quantity": "2", "category": "bread", "product": "rye"}],
            redeem={"points": 100},
            receipt="4711",
            at=shop.now.isoformat(),
            print=False,
        )
    )
    assert (sold["spent"], sold["discount"], sold["due"]) == (100, "1.00", "35.50")
    assert (sold["receipt"], sold["print_job"]) == ("4711", None)
    assert shop.verified().ok
    with shop.application.store.read() as reading:
        (staff,) = reading.connection.execute(
            "SELECT staff_id FROM sale WHERE id = ?", (sold["sale"],)
        ).all()
    assert staff == ("till",)


def test_the_same_key_books_once(api: LocalApi, shop: Shop, anna: str) -> None:
    """The answer that was lost on the way is given again; other figures are refused."""
    first = _done(api.post("/v1/sale", "k", card=anna, amount="36.50"))
    written = shop.written()
    again = _done(api.post("/v1/sale", "k", card=anna, amount="36.50"))
    assert again == {**first, "repeated": True}
    other = api.post("/v1/sale", "k", card=anna, amount="36.51")
    assert (other.status, other.code) == (409, "key-reused")
    assert shop.written() == written


def test_a_repeat_after_the_card_was_replaced_is_still_answered(
    api: LocalApi, shop: Shop, anna: str
) -> None:
    """The till asks again with what it had in hand."""
    first = _done(api.post("/v1/sale", "k", card=anna, amount="36.50"))
    shop.application.members.replace_card(shop.request(), first["member"])
    assert _done(api.post("/v1/sale", "k", card=anna, amount="36.50"))["repeated"] is True
    new = api.post("/v1/sale", "k2", card=anna, amount="36.50")
    assert (new.status, new.code) == (422, "replaced-card")


def test_a_phones_code_books_once(api: LocalApi, shop: Shop, anna: str) -> None:
    """It was seen here: an older one is a photograph; the same request is answered even later."""
    (member_id,) = {api.get("/v1/balance", card=anna).value["member"]}
    key = shop.application.key_ring().current
    secret = phone_secret(key, member_id=member_id, issue=0)
    older, newer = (
        phone_code(secret, key_id=key.key_id, member_id=member_id, at=shop.now - late)
        for late in (timedelta(seconds=30), timedelta(0))
    )
    assert api.post("/v1/quote", card=newer, amount="5.00").status == 200
    first = _done(api.post("/v1/sale", "k1", card=newer, amount="5.00"))
    photographed = api.post("/v1/sale", "k2", card=older, amount="5.00")
    assert (photographed.status, photographed.code) == (422, "used-code")
    shop.wait(minutes=5)
    again = _done(api.post("/v1/sale", "k1", card=newer, amount="5.00"))
    assert (again["sale"], again["repeated"]) == (first["sale"], True)
    assert api.post("/v1/sale", "k3", card=newer, amount="5.00").code == "stale-code"


@pytest.mark.parametrize(
    "path",
    [
        "member/enroll",
        "sale",
        "refund",
        "void",
        "redeem",
        "undo-redeem",
        "adjust",
        "action",
        "claim/issue",
        "claim/redeem",
    ],
)
def test_what_books_needs_a_key(api: LocalApi, shop: Shop, anna: str, path: str) -> None:
    """Without one a lost answer could not be told from a lost request."""
    before = shop.written()
    for key in (None, " "):
        reply = api.post(f"/v1/{path}", key, card=anna, amount="1.00")
        assert (reply.status, reply.code) == (400, "key-missing")
    assert shop.written() == before


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"authorization": None}, 401, "token-missing"),
        ({"authorization": "Bearer wrong"}, 401, "token-missing"),
        ({"authorization": "Basic YTpi"}, 401, "token-missing"),
        ({"authorization": "Bearer ä"}, 401, "token-missing"),
        ({"host": "shop.example:8765"}, 400, "wrong-host"),
        ({"host": None}, 400, "wrong-host"),
        ({"host": "127.0.0.1.example"}, 400, "wrong-host"),
        ({"content-length": str(LARGEST_BYTES + 1)}, 413, "request-too-large"),
    ],
)
def test_strangers_stay_outside(
    api: LocalApi, anna: str, headers: dict[str, str | None], status: int, code: str
) -> None:
    """A web page, another computer's name, a guess, a flood: none gets at a balance."""
    reply = api.get("/v1/balance", headers, card=anna)
    assert (reply.status, reply.code) == (status, code)
    assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1", "[::1]:8765", "[::1]"])
def test_this_computer_has_several_names(api: LocalApi, host: str) -> None:
    """All of them are its own."""
    assert api.get("/v1/status", {"host": host}).status == 200


def test_a_flood_without_a_length_is_stopped(api: LocalApi) -> None:
    """Who does not say how much comes is counted."""
    reply = api.call("POST", "/v1/sale", body=b" " * (LARGEST_BYTES + 1))
    assert (reply.status, reply.code) == (413, "request-too-large")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "card"),
        ({"card": 7, "amount": "1.00"}, "card"),
        ({"amount": 36.5}, "amount"),
        ({"amount": "36,50"}, "amount"),
        ({"amount": "1.00", "lines": [{"amount": "x"}]}, "lines.0.amount"),
        ({"amount": "1.00", "lines": [{"amount": "1", "quantity": "0"}]}, "lines.0.quantity"),
        ({"amount": "1.00", "tip": "1.00"}, "tip"),
        ({"amount": "1.00", "at": "yesterday"}, "at"),
        ({"amount": "1.00", "redeem": {"points": -1}}, "redeem.points"),
    ],
)
def test_a_wrong_field_is_named(
    api: LocalApi, shop: Shop, anna: str, body: dict[str, Any], field: str
) -> None:
    """Whoever writes the till's software sees what to change; nothing is booked."""
    before = shop.written()
    whole = body if field == "card" else {"card": anna, **body}
    reply = api.post("/v1/sale", "k", {"accept-language": "en-GB"}, **whole)
    assert (reply.status, reply.code) == (400, "wrong-request")
    assert f"“{field}”" in reply.message
    assert shop.written() == before


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b"\xff"])
def test_what_is_no_object_is_refused(api: LocalApi, body: bytes) -> None:
    """In our own words, with a status that says whose fault it is."""
    headers = {"content-type": "application/json", "idempotency-key": "k"}
    reply = api.call("POST", "/v1/sale", body=body, headers=headers)
    assert (reply.status, reply.code) == (400, "wrong-request")


def test_the_rules_refuse_with_their_own_codes(api: LocalApi, anna: str) -> None:
    """As on the command line: what the program forbids, who is unknown, what is out of order."""
    poor = api.post("/v1/redeem", "k1", card=anna, points=100_000)
    assert (poor.status, poor.code) == (422, "insufficient-points")
    assert api.post("/v1/redeem", "k1", card=anna, points=100_000).value["repeated"] is True
    nobody = api.get("/v1/balance", card=NOBODY)
    assert (nobody.status, nobody.code) == (404, "unknown-card")
    unknown = api.post("/v1/refund", "k2", sale="nothing")
    assert (unknown.status, unknown.code) == (404, "unknown-purchase")


def test_an_outage_may_be_tried_again(
    api: LocalApi, shop: Shop, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is kept under the key, so that the next try books."""

    def busy(*_arguments: object, **_named: object) -> None:
        raise DatabaseBusyError(reason="writers")

    with monkeypatch.context() as broken:
        broken.setattr(shop.application.sales, "record", busy)
        reply = api.post("/v1/sale", "k", card=anna, amount="36.50")
        assert (reply.status, reply.code) == (503, "database-busy")
    assert _done(api.post("/v1/sale", "k", card=anna, amount="36.50"))["repeated"] is False


def test_a_database_that_does_not_answer_is_told(
    api: LocalApi, shop: Shop, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where not even the program's unit can be read; strangers never make us try."""

    def busy(*_arguments: object) -> None:
        raise DatabaseBusyError(reason="readers")

    monkeypatch.setattr(shop.application.store, "read", busy)
    reply = api.get("/v1/balance", {"accept-language": "en"}, card=anna)
    assert (reply.status, reply.code) == (503, "database-busy")
    assert "Try again" in reply.message
    assert api.get("/v1/balance", {"authorization": None}, card=anna).status == 401


def test_what_needs_a_manager_needs_a_pin(api: LocalApi, anna: str) -> None:
    """The till's software is a cashier; the refusal is not kept, so the PIN may follow."""
    sale = _done(api.post("/v1/sale", "s", card=anna, amount="5.00"))["sale"]
    alone = api.post("/v1/void", "v", sale=sale)
    assert (alone.status, alone.code) == (403, "not-allowed")
    wrong = api.post("/v1/void", "v", {"manager-pin": "000000"}, sale=sale)
    assert (wrong.status, wrong.code) == (403, "wrong-pin")
    assert _done(api.post("/v1/void", "v", {"manager-pin": _PIN}, sale=sale))["reversed"] == 5


def test_addresses_that_lead_nowhere(api: LocalApi) -> None:
    """Also these are told in one shape."""
    assert (api.get("/").status, api.get("/v1/nothing").code) == (404, "unknown-path")
    wrong = api.call("DELETE", "/v1/sale")
    assert (wrong.status, wrong.code) == (405, "wrong-method")
    assert api.get("/docs").status == api.get("/redoc").status == 404


@pytest.mark.expected_log("ERROR pos_loyalty.gateway.api: a request ended in a bug")
def test_a_bug_is_logged_and_told_without_its_inside(
    api: LocalApi, shop: Shop, anna: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The caller reads a sentence; the trace is for us."""

    def broken(*_arguments: object) -> None:
        raise ZeroDivisionError(anna)

    monkeypatch.setattr(shop.application.overviews, "standing", broken)
    with pytest.raises(ZeroDivisionError):
        api.get("/v1/balance", card=anna)


def test_the_language_is_the_callers(api: LocalApi) -> None:
    """German unless English is asked for first; what we do not speak falls back to the shop's."""
    for accepted, said in (
        ("en", "not one of our"),
        ("de-AT", "Karte"),
        ("fr", "Karte"),
        ("", "Karte"),
    ):
        reply = api.get("/v1/balance", {"accept-language": accepted}, card="X" * 28)
        assert said in reply.message


def test_the_document_describes_every_route(api: LocalApi) -> None:
    """What it does, what it takes and gives, an example, and how it may fail."""
    document = _done(api.get("/openapi.json", {"authorization": None}))
    operations = [one for methods in document["paths"].values() for one in methods.values()]
    assert len(operations) == len(EXAMPLES)
    for operation in operations:
        assert operation["description"]
        assert {"bearer" in str(each).lower() for each in operation["security"]} == {True}
        answers = operation["responses"]
        assert answers["200"]["content"]["application/json"]["example"]
        assert {"400", "401", "404", "409", "422", "503"} <= set(answers)
    bodies = document["components"]["schemas"]
    assert bodies["Purchase"]["properties"]["card"]["description"]


def test_a_card_that_cannot_be_in_two_places_is_warned_of(
    api: LocalApi, shop: Shop, anna: str
) -> None:
    """The answer stands, and says so beside it in the caller's language."""

    def stand_at(site: str) -> None:
        shop.application.settings.change(
            lambda settings: replace(settings, shop=replace(settings.shop, site=site))
        )

    stand_at("Nord")
    assert "warnings" not in _done(api.post("/v1/sale", "s1", card=anna, amount="36.50"))
    assert "warnings" not in _done(api.get("/v1/balance", card=anna))
    stand_at("Süd")
    answers = [
        _done(api.get(f"/v1/{name}", {"accept-language": "en"}, card=anna))
        for name in ("balance", "statement", "member/show")
    ]
    for key, path, body in (
        ("s2", "sale", {"amount": "36.50"}),
        ("r1", "redeem", {"points": 100}),
    ):
        answers.append(_done(api.post(f"/v1/{path}", key, card=anna, **body)))
    assert [answer["warnings"][0]["code"] for answer in answers] == ["card-copy-suspected"] * 5
    assert "Card seen elsewhere. It was used at" in answers[0]["warnings"][0]["message"]
    shop.wait(minutes=11)
    stand_at("West")
    assert "warnings" not in _done(api.get("/v1/balance", card=anna))


def test_the_hubs_word_on_a_card_is_heeded(shop: Shop, anna: str) -> None:
    """A quote asks as a sale does; a code that another till took is refused, but not repeated."""
    office = FakeOffice(shop, seen_in="Süd")
    api = LocalApi(shop)
    quoted = _done(api.post("/v1/quote", card=anna, amount="36.50"))
    sold = _done(api.post("/v1/sale", "s1", card=anna, amount="36.50"))
    assert [answer["warnings"][0]["code"] for answer in (quoted, sold)] == [
        "card-copy-suspected"
    ] * 2
    assert "warnings" in _done(api.get("/v1/balance", card=anna))
    assert len(office.asked) == 2
    code = phone_text(shop, office.asked[0].member_id)
    office.seen_in = ""

    def ask(verb: str, key: str | None = None) -> Reply:
        return api.post(f"/v1/{verb}", key, card=code, amount="5.00")

    _done(ask("sale", "s2"))
    office.says_used = True
    refused = ask("sale", "s3")
    assert (refused.status, refused.code) == (422, "used-code")
    assert ask("quote").code == "used-code"
    assert _done(ask("sale", "s2"))["repeated"] is True
