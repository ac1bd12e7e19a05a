import pytest

from pos_loyalty.scanning.foreign_keys import possible_readings

MEANT = "pos-loyalty-pair:https://hub.example.org:8443/till_a#h0me02rq1w"


@pytest.mark.parametrize(
    "written",
    [
        pytest.param(
            "posßlozaltzßpairÖhttpsÖ--hub.example.orgÖ8443-till?a§H0ME02RQ1W", id="german"
        ),
        pytest.param("pos'lozaltz'pairéhttpsé--hub.example.orgé8443-till?a*H0ME02RQ1W", id="swiss"),
        pytest.param(
            "pos'lozaltz'pairöhttpsö--hub.example.orgö8443-till?a*H0ME02RQ1W", id="romand"
        ),
        pytest.param(
            "pos)loyqlty)pqirMhttpsM!!hub:exq,ple:orgM_''\"!till°q3Hà?EàéRA&Z", id="french"
        ),
        pytest.param(
            "pos)loyqlty)pqirMhttpsM==hub:exq,ple:orgM!''\"=till°q3Hà?EàéRA&Z", id="belgian"
        ),
        pytest.param(
            "pos'loyalty'pairçhttpsç--hub.example.orgç8443-till?a£H0ME02RQ1W", id="italian"
        ),
        pytest.param(
            "pos'loyalty'pairÇhttpsÇ--hub.example.orgÇ8443-till?a#H0ME02RQ1W", id="portuguese"
        ),
        pytest.param(
            "pos'loyalty'pairÑhttpsÑ--hub.example.orgÑ8443-till?a·H0ME02RQ1W", id="spanish"
        ),
        pytest.param(
            "pos-loyalty-pair:https://hub.example.org:8443/till_a£H0ME02RQ1W", id="british"
        ),
        pytest.param(
            "pos+loyalty+pairÆhttpsÆ--hub.example.orgÆ8443-till?a#H0ME02RQ1W", id="danish"
        ),
        pytest.param(
            "pos+loyalty+pairØhttpsØ--hub.example.orgØ8443-till?a#H0ME02RQ1W", id="norwegian"
        ),
        pytest.param(
            "pos+loyalty+pairÖhttpsÖ--hub.example.orgÖ8443-till?a#H0ME02RQ1W", id="swedish"
        ),
    ],
)
def test_an_address_through_another_keyboard(written: str) -> None:
    """What a US scanner sends is found again, whatever keyboard the computer believes in."""
    assert MEANT in set(possible_readings(written))


def test_what_came_whole_comes_first() -> None:
    """With its capitals: an address may have some."""
    assert next(possible_readings("https://Hub/Kasse")) == "https://Hub/Kasse"
