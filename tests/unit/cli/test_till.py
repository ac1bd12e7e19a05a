from tests.support.command_line import CommandLine


def test_the_digest_follows_the_ledger(till: CommandLine) -> None:
    """The same until something is booked; counts, points and the instant stand beside it."""
    empty = till.done("till", "digest")
    assert (empty["members"], empty["entries"], empty["as_of"]) == (0, 0, None)
    card = till.done("member", "enroll")["card"]
    till.done("sale", "--card", card, "--amount", "36.50")
    sold = till.done("till", "digest")
    assert sold == till.done("till", "digest")
    assert (sold["members"], sold["entries"], sold["points"]) == (1, 1, 86)
    assert set(sold["parts"]) == {"members", "cards", "entries", "balances"}
    assert sold["digest"] != empty["digest"]
    assert sold["as_of"].startswith("20")


def test_people_read_it_too(till: CommandLine) -> None:
    """Two tills side by side are compared by eye."""
    digest = till.done("till", "digest")["digest"]
    assert digest in till("till", "digest").out
