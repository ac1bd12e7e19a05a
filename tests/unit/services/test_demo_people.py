from random import Random

from pos_loyalty.services.contact import checked_birthday, checked_email, checked_phone
from pos_loyalty.services.demo_people import demo_person


def _chance(seed: int) -> Random:
    return Random(seed)  # noqa: S311 - an invented shop keeps no secrets


def test_the_first_members_are_the_same_everywhere() -> None:
    """Pictures and stories can name them."""
    names = [demo_person(place, _chance(seed)) for seed in (1, 2) for place in range(3)]
    assert [person.first_name for person in names] == ["Anna", "Jonas", "Leyla"] * 2


def test_invented_particulars_are_accepted_at_the_counter() -> None:
    """Birthdays, addresses and telephone numbers are of the form that people's own have."""
    random = _chance(5)
    for person in (demo_person(place, random) for place in range(300)):
        assert person.first_name
        assert person.last_name
        checked_email(person.email)
        checked_phone(person.phone)
        if person.birthday is not None:
            day = f"{person.birthday.month:02d}-{person.birthday.day:02d}"
            assert checked_birthday(day)


def test_nobody_real_can_be_called_or_written_to() -> None:
    """Numbers are those kept for films, addresses those that nobody can own."""
    random = _chance(5)
    people = [demo_person(place, random) for place in range(300)]
    phones = [person.phone for person in people if person.phone]
    assert all(phone.startswith(("+493023125", "+49176040690")) for phone in phones)
    domains = {person.email.partition("@")[2] for person in people if person.email}
    assert domains <= {"example.org", "example.com", "example.net"}
