import re
from collections.abc import Iterator
from dataclasses import replace

import httpx2
import pytest

from pos_loyalty.bootstrap.hub_office import HubOffice
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.shared_records import Conflict, RecordChange, Stamped
from pos_loyalty.domain.tills import DeviceStatus
from pos_loyalty.hub.bounds import Guesses
from pos_loyalty.storage.hub_store import HubStore
from pos_loyalty.sync.protocol import Enrolled, Shares, Want, Wants
from tests.support.hub_events import credit
from tests.support.running_hub import Caller

PAGES = ("", "/stores", "/tills", "/pairing", "/refused", "/conflicts", "/erasures")
MARK = re.compile(r'name="mark" value="(\w+)"')


@pytest.fixture
def office(store: HubStore) -> HubOffice:
    """The operator's office."""
    return HubOffice(store, SystemClock())


@pytest.fixture
def browser(hub: str, office: HubOffice) -> Iterator[httpx2.Client]:
    """A browser that is signed in."""
    with httpx2.Client(base_url=hub, headers={"Accept-Language": "en"}) as client:
        signed_in = client.post("/admin/sign-in", data={"password": office.new_password().code})
        assert signed_in.status_code == 303
        yield client


def sent(browser: httpx2.Client, path: str, **fields: str) -> httpx2.Response:
    """A form of ours, filled in and sent."""
    found = MARK.search(browser.get("/admin").text)
    assert found
    return browser.post(path, data={"mark": found.group(1), **fields})


@pytest.mark.parametrize("path", PAGES)
def test_nobody_looks_in_without_signing_in(hub: str, path: str) -> None:
    """Every page sends a stranger to the sign-in, and shows nothing."""
    found = httpx2.get(f"{hub}/admin{path}")
    assert (found.status_code, found.headers["Location"]) == (303, "/admin/sign-in")


@pytest.mark.parametrize("path", ["/tills/till-1/revoke", "/pairing", "/refused", "/sign-out"])
def test_nobody_does_anything_without_signing_in(hub: str, office: HubOffice, path: str) -> None:
    """A form without a session does nothing."""
    before = office.standing()
    assert httpx2.post(f"{hub}/admin{path}", data={"mark": "x"}).status_code == 303
    assert office.standing() == before


def test_a_password_signs_in_once(hub: str, office: HubOffice) -> None:
    """A link that was followed is of no use to whoever finds it later."""
    password = office.new_password().code
    first = httpx2.post(f"{hub}/admin/sign-in", data={"password": password})
    again = httpx2.post(f"{hub}/admin/sign-in", data={"password": password})
    assert (first.status_code, again.status_code) == (303, 403)
    assert "Set-Cookie" not in again.headers


def test_looking_at_a_link_does_not_use_it_up(hub: str, office: HubOffice) -> None:
    """Programs that look at links before people do must not sign in."""
    password = office.new_password().code
    found = httpx2.get(f"{hub}/admin/sign-in", params={"password": password})
    assert found.status_code == 200
    assert "Set-Cookie" not in found.headers
    assert office.is_password(password)


def test_the_cookie_is_the_hubs_alone(hub: str, office: HubOffice) -> None:
    """No script reads it, and no other site's link carries it."""
    password = office.new_password().code
    cookie = httpx2.post(f"{hub}/admin/sign-in", data={"password": password}).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_a_made_up_cookie_is_none(hub: str) -> None:
    """A session that the hub did not sign is no session."""
    for cookie in ("x", "a.9999999999.00", "a.b.c", ".."):
        found = httpx2.get(f"{hub}/admin", headers={"Cookie": f"hub={cookie}"})
        assert found.status_code == 303


def test_wrong_passwords_become_slow(hub: str, office: HubOffice) -> None:
    """After some wrong ones even the right one has to wait."""
    password = office.new_password().code
    for _ in range(Guesses.FREE):
        wrong = httpx2.post(f"{hub}/admin/sign-in", data={"password": "0000000000"})
        assert wrong.status_code == 403
    assert httpx2.post(f"{hub}/admin/sign-in", data={"password": password}).status_code == 429


def test_a_pairing_code_signs_nobody_in(hub: str, office: HubOffice) -> None:
    """What lets a till in does not let a person in."""
    code = office.new_code(store="Mitte", url="http://hub").code
    assert httpx2.post(f"{hub}/admin/sign-in", data={"password": code}).status_code == 403


def test_a_password_pairs_no_till(hub: str, office: HubOffice) -> None:
    """Nor the other way round."""
    caller = Caller(hub, "till-1")
    assert not isinstance(caller.enrol(office.new_password().code, founds=True), Enrolled)
    caller.close()


def test_a_form_of_another_site_does_nothing(
    browser: httpx2.Client, office: HubOffice, founder: Caller
) -> None:
    """Without the mark of our own page a form is refused, whoever is signed in."""
    path = f"/admin/tills/{founder.device}/revoke"
    assert browser.post(path, data={}).status_code == 403
    assert browser.post(path, data={"mark": "0" * 64}).status_code == 403
    assert office.till(founder.device).row.status is DeviceStatus.ACTIVE


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_page_is_whole(
    browser: httpx2.Client, founder: Caller, path: str, language: str
) -> None:
    """Each page comes in the reader's language, and loads nothing from elsewhere."""
    assert founder.device
    found = browser.get(f"/admin{path}", headers={"Accept-Language": f"{language}-AT,fr;q=0.5"})
    assert found.status_code == 200
    assert f'<html lang="{language}">' in found.text
    assert "<script" not in found.text
    assert not re.search(r'(?:href|src|action)="(?!/admin)', found.text)
    assert "default-src 'none'" in found.headers["Content-Security-Policy"]
    assert found.headers["Cache-Control"] == "no-store"


def test_the_sign_in_is_called_as_the_hub_is(hub: str) -> None:
    """Its tab names the hub once; every other page says first what it is."""
    signing_in = httpx2.get(f"{hub}/admin/sign-in", headers={"Accept-Language": "de"}).text
    assert "<title>Zentrale</title>" in signing_in


def test_a_language_that_was_chosen_stays(browser: httpx2.Client) -> None:
    """The choice is stronger than what the browser asks for, and leads back to the page."""
    chosen = browser.get("/admin/language?to=de&back=/tills")
    assert chosen.headers["Location"] == "/admin/tills"
    assert "Kassen" in browser.get("/admin/tills").text
    elsewhere = browser.get("/admin/language?to=de&back=//elsewhere.example")
    assert elsewhere.headers["Location"] == "/admin"


def test_names_are_shown_as_they_are(
    browser: httpx2.Client, store: HubStore, founder: Caller
) -> None:
    """What a till is called is text and nothing else, whatever is in it."""
    assert founder.device
    with store.begin() as work:
        row = work.device(founder.device)
        assert row is not None
        work.put_device(replace(row, name="<b onclick='x'>&"))
        work.commit()
    page = browser.get("/admin/tills").text
    assert "&lt;b onclick=&#x27;x&#x27;&gt;&amp;" in page
    assert "<b onclick" not in page


def test_a_till_is_revoked_and_admitted_again(
    browser: httpx2.Client, office: HubOffice, founder: Caller
) -> None:
    """Both are asked about first, and done by a form."""
    path = f"/admin/tills/{founder.device}"
    assert "Revoke Kasse till-1?" in browser.get(f"{path}/revoke").text
    assert office.till(founder.device).row.status is DeviceStatus.ACTIVE
    assert "Kasse till-1 is revoked." in sent(browser, f"{path}/revoke").text
    assert office.till(founder.device).row.status is DeviceStatus.REVOKED
    assert "Admit Kasse till-1 again?" in browser.get(f"{path}/readmit").text
    sent(browser, f"{path}/readmit")
    assert office.till(founder.device).row.status is DeviceStatus.ACTIVE


def test_writing_off_names_its_bound(
    browser: httpx2.Client, office: HubOffice, founder: Caller
) -> None:
    """Whoever writes a till off has read how much may be burned twice."""
    founder.publish()
    founder.push(credit(100))
    wants = Wants(epoch=1, wants=(Want(grant="g1", member="M1", points=80),))
    assert isinstance(founder.line.shares(wants), Shares)
    held = office.till(founder.device).shares
    assert held == 80
    path = f"/admin/tills/{founder.device}/write-off"
    assert f"up to {held} points" in browser.get(path).text
    assert f"{held} points went back" in sent(browser, path).text
    assert office.till(founder.device).row.status is DeviceStatus.GONE
    assert office.till(founder.device).shares == 0


def test_a_form_that_is_none_of_ours_is_no_bug(hub: str, browser: httpx2.Client) -> None:
    """Too many fields say nothing, and a sign that no database holds is left out."""
    many = {f"field{n}": "x" for n in range(50)}
    assert httpx2.post(f"{hub}/admin/sign-in", data=many).status_code == 403
    assert sent(browser, "/admin/refused", event="\0", act="book").status_code == 409


def test_a_till_that_is_not_there_is_said_so(browser: httpx2.Client) -> None:
    """A page of a till that nobody knows is a sentence, not a trace."""
    found = browser.get("/admin/tills/nobody/revoke")
    assert found.status_code == 409
    assert "no till “nobody”" in found.text


def test_a_code_is_shown_and_lets_a_till_in(
    browser: httpx2.Client, hub: str, founder: Caller
) -> None:
    """The page shows the code in groups and as a picture, and it works."""
    page = sent(browser, "/admin/pairing", store="Nord").text
    found = re.search(r'class="big-code">(\w{5})-(\w{5})<', page)
    assert found
    assert "<svg" in page
    second = Caller(hub, "till-2", secret=2)
    enrolled = second.enrol(found.group(1) + found.group(2))
    second.close()
    assert isinstance(enrolled, Enrolled)
    assert enrolled.store == "Nord"
    assert founder.device


def test_a_refused_event_is_shown_and_booked(
    browser: httpx2.Client, office: HubOffice, second: Caller
) -> None:
    """It is listed with its reason and what the till says, and booked by a form."""
    office.revoke(second.device)
    second.push(credit(40))
    (waiting,) = office.refused()
    event = waiting.row.id
    page = browser.get("/admin/refused").text
    for text in ("The till was revoked.", "The till says", "+40 points", "The hub knows", "M1"):
        assert text in page
    after = sent(browser, "/admin/refused", event=event, act="book").text
    assert "Nothing waits here." in after
    assert office.totals().points == 40
    assert sent(browser, "/admin/refused", event=event, act="book").status_code == 409


def test_an_event_is_ticked_off(browser: httpx2.Client, office: HubOffice, second: Caller) -> None:
    """It leaves the list and stays as it is; who did it and why is shown on demand."""
    office.revoke(second.device, person="Ada")
    second.push(credit(40))
    page = browser.get("/admin/refused").text
    assert "Ada" in page
    event = office.refused()[0].row.id
    fields = {"event": event, "act": "done", "person": "Zoë", "note": "paid in cash"}
    after = sent(browser, "/admin/refused", **fields).text
    assert "Nothing waits here." in after
    totals = office.totals()
    assert (totals.points, totals.refused) == (0, 0)
    done = browser.get("/admin/refused?done=1").text
    assert all(text in done for text in ("Zoë", "paid in cash", "+40 points"))
    # Who says so once need not say so again.
    second.push(credit(7))
    assert 'value="Zoë"' in browser.get("/admin/refused").text
    assert sent(browser, "/admin/refused", **fields).status_code == 409
    assert "Nothing yet." not in done


def test_a_conflict_is_shown_with_both_sides(
    browser: httpx2.Client, store: HubStore, founder: Caller
) -> None:
    """Somebody sees what was taken and what was not, from which till, and puts it aside."""
    taken = Stamped(value="030 1", hlc=9 << 16, device=founder.device)
    left = Stamped(value="030 2", hlc=8 << 16, device="till-2")
    with store.begin() as work:
        for field in ("phone", "name"):
            work.add_conflict(
                Conflict(kind="member", key="M1", field=field, taken=taken, left=left, noticed_us=1)
            )
        work.commit()
    page = browser.get("/admin/conflicts").text
    assert all(text in page for text in ("030 1", "030 2", "Kasse till-1", "telephone"))
    fields = {"kind": "member", "key": "M1", "hlc": str(8 << 16), "device": "till-2"}
    after = sent(browser, "/admin/conflicts", field="phone", **fields).text
    assert "telephone" not in after
    assert "030 1" in after


def test_erasures_name_who_has_not_confirmed(
    browser: httpx2.Client, store: HubStore, second: Caller
) -> None:
    """An erased member stands there until each till has forgotten them."""
    with store.begin() as work:
        work.records([("member", "M7")])
        erased = Stamped(value="erased", hlc=4_000_000_000_000 << 16, device="till-1")
        change = RecordChange(kind="member", key="M7", fields={"status": erased})
        work.put_records([change])
        work.commit()
    page = browser.get("/admin/erasures").text
    assert "M7" in page
    assert f"Kasse {second.device}" in page
    assert browser.get("/admin").text.count('class="dot"') == 1


def test_signing_out_ends_it(browser: httpx2.Client) -> None:
    """After signing out the pages are shut."""
    sent(browser, "/admin/sign-out")
    assert browser.get("/admin").status_code == 303


def test_assets_are_ours(hub: str) -> None:
    """Style sheet and fonts come from the hub, and no other file of it does."""
    assert httpx2.get(f"{hub}/admin/assets/hub.css").status_code == 200
    assert httpx2.get(f"{hub}/admin/assets/Inter-Regular.ttf").status_code == 200
    assert httpx2.get(f"{hub}/admin/assets/LICENSE-Inter.txt").status_code == 404
