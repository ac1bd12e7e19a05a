import pytest

from pos_loyalty.scanning.keyboard_text import settled
from pos_loyalty.terminal.invitations import invited


@pytest.mark.parametrize(
    "keys",
    [
        "pos-loyalty-pair:https://hub.example:8443/x#ABCDE12345",
        "posßlozaltzßpairÖhttpsÖ--hub.exampleÖ8443-x§ABCDE12345",
        "pos)loyqlty)pqirMhttpsM!!hub:exq,pleM_''\"!x3QBCDE&é\"'(",
        "pos'loyalty'pairçhttpsç--hub.exampleç8443-x£ABCDE12345",
        "pos+loyalty+pairÖhttpsÖ--hub.exampleÖ8443-x#ABCDE12345",
        "POS-LOYALTY-PAIR:HTTPS://hUB.EXAMPLE:8443/X#abcde12345",
    ],
)
def test_the_hubs_code_from_a_scanner_that_is_a_keyboard(keys: str) -> None:
    """Whatever country's keyboard the computer believes in, and as it leaves the till's filter."""
    for text in (keys, settled(keys)):
        assert invited(text) == ("https://hub.example:8443/x", "ABCDE12345")


def test_what_is_none() -> None:
    """A card, an address alone, and what is still being typed."""
    assert invited("LT12345") is None
    assert invited("https://hub.example") is None
    assert invited("pos-loyalty-pair:https://hub.example#ABCDE") is None
