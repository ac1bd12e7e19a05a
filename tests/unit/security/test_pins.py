import pytest

from pos_loyalty.security.pins import (
    PinCheck,
    PinFormError,
    PinHasher,
    WrongPinError,
    check_form,
    is_trivial,
)

QUICK = PinHasher(time_cost=1, memory_kib=64)


def test_the_right_pin_fits_and_another_does_not() -> None:
    """The hash knows its PIN and nothing else."""
    stored = QUICK.hash("4711")
    assert QUICK.check("4711", stored=stored) == PinCheck(correct=True)
    assert QUICK.check("4712", stored=stored) == PinCheck(correct=False)


def test_the_shops_hasher_takes_its_time() -> None:
    """argon2id with two passes over 19 MiB: the figures that make a stolen hash expensive."""
    assert PinHasher().hash("4711").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_equal_pins_do_not_look_equal() -> None:
    """Each hash has a salt of its own and does not contain the PIN."""
    first, second = QUICK.hash("4711"), QUICK.hash("4711")
    assert first != second
    assert "4711" not in first.split("$")


def test_a_hash_made_with_lesser_care_is_replaced() -> None:
    """When the parameters rise, the next sign-in brings the new hash."""
    careful = PinHasher(time_cost=2, memory_kib=128)
    check = careful.check("4711", stored=QUICK.hash("4711"))
    assert check.correct
    assert check.replacement is not None
    assert careful.check("4711", stored=check.replacement) == PinCheck(correct=True)


def test_a_wrong_pin_replaces_nothing() -> None:
    """An old hash stays as it is until its owner comes."""
    careful = PinHasher(time_cost=2, memory_kib=128)
    assert careful.check("4712", stored=QUICK.hash("4711")) == PinCheck(correct=False)


@pytest.mark.parametrize("stored", ["", "4711", "$argon2id$rubbish"])
def test_a_hash_that_is_none_fits_no_pin(stored: str) -> None:
    """A damaged record locks one person out; it opens nothing and breaks nothing."""
    assert QUICK.check("4711", stored=stored) == PinCheck(correct=False)


@pytest.mark.parametrize("pin", ["4711", "00000000", "123456"])
def test_four_to_eight_digits_are_a_pin(pin: str) -> None:
    """Trivial ones too: the shop is warned, not forced."""
    check_form(pin)


@pytest.mark.parametrize("pin", ["", "123", "123456789", "12a4", "12 4", "１２３４", "²²²²"])
def test_anything_else_is_not(pin: str) -> None:
    """What the keypad cannot type is not a PIN."""
    with pytest.raises(PinFormError) as caught:
        QUICK.hash(pin)
    assert caught.value.code == "pin-form"
    assert caught.value.facts == {"shortest": 4, "longest": 8}


@pytest.mark.parametrize(
    "pin", ["0000", "77777777", "1234", "0123", "7890", "9876", "3210", "1212", "2580", "1987"]
)
def test_the_pins_that_everybody_tries_first_are_known(pin: str) -> None:
    """One digit, a row of the keypad, two digits over and over, a year of birth."""
    assert is_trivial(pin)


@pytest.mark.parametrize("pin", ["4711", "8264", "12342", "198711", "90210", "10203"])
def test_others_are_not_called_trivial(pin: str) -> None:
    """A warning that comes always is no warning."""
    assert not is_trivial(pin)


def test_a_wrong_pin_is_a_refusal_with_a_name() -> None:
    """The service that signs people in refuses with this."""
    assert WrongPinError(staff="s1").code == "wrong-pin"
