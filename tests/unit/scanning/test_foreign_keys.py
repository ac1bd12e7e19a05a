import pytest

from pos_loyalty.scanning.foreign_keys import possible_readings

MEANT = "pos-loyalty-pair:https://hub.example.org:8443/till_a#h0me02rq1w"
WRITTEN = {
    "german": "posßlozaltzßpairÖhttpsÖ--hub.example.orgÖ8443-till?a§H0ME02RQ1W",
    "swiss": "pos'lozaltz'pairéhttpsé--hub.example.orgé8443-till?a*H0ME02RQ1W",
    "romand": "pos'lozaltz'pairöhttpsö--hub.example.orgö8443-till?a*H0ME02RQ1W",
    "french": "pos)loyqlty)pqirMhttpsM!!hub:exq,ple:orgM_''\"!till°q3Hà?EàéRA&Z",
    "belgian": "pos)loyqlty)pqirMhttpsM==hub:exq,ple:orgM!''\"=till°q3Hà?EàéRA&Z",
    "italian": "pos'loyalty'pairçhttpsç--hub.example.orgç8443-till?a£H0ME02RQ1W",
    "portuguese": "pos'loyalty'pairÇhttpsÇ--hub.example.orgÇ8443-till?a#H0ME02RQ1W",
    "spanish": "pos'loyalty'pairÑhttpsÑ--hub.example.orgÑ8443-till?a·H0ME02RQ1W",
    "british": "pos-loyalty-pair:https://hub.example.org:8443/till_a£H0ME02RQ1W",
    "danish": "pos+loyalty+pairÆhttpsÆ--hub.example.orgÆ8443-till?a#H0ME02RQ1W",
    "norwegian": "pos+loyalty+pairØhttpsØ--hub.example.orgØ8443-till?a#H0ME02RQ1W",
    "swedish": "pos+loyalty+pairÖhttpsÖ--hub.example.orgÖ8443-till?a#H0ME02RQ1W",
}


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
def test_an_address_through_another_keyboard(written: str) -> None:
    """What a US scanner sends is found again, whatever keyboard the computer believes in."""
    assert MEANT in set(possible_readings(written))


def test_what_came_whole_comes_first() -> None:
    """With its capitals: an address may have some."""
    assert next(possible_readings("https://Hub/Kasse")) == "https://Hub/Kasse"
