import pytest

from pos_loyalty.domain.consent import TERMS, Consent


@pytest.mark.parametrize(("name", "text"), [("", "I agree"), (TERMS, "")])
def test_a_consent_says_to_what_and_in_which_words(name: str, text: str) -> None:
    """A tick without a sentence beside it proves nothing."""
    with pytest.raises(ValueError, match="Consent"):
        Consent(name, text)
