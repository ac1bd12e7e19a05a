from pos_loyalty.hub.tallies import SLOTS, Tallies, shared_memory


def test_rows_are_added_up() -> None:
    """Each process has its own, and reads all."""
    memory = shared_memory(3)
    rows = [Tallies(memory, row=row) for row in range(3)]
    for row, tallies in enumerate(rows):
        tallies.add("both", row + 1)
        tallies.add("both", 0.5)
    rows[1].put("level", 4)
    rows[1].put("level", 2)
    assert dict(rows[0].sums()) == {"both": 7.5, "level": 2.0}
    assert rows[0].processes == 3


def test_a_row_is_taken_over() -> None:
    """Where another process left it."""
    memory = shared_memory(2)
    Tallies(memory, row=1).add("Länge", 2)
    after = Tallies(memory, row=1)
    after.add("Länge", 1)
    after.add("new", 1)
    assert dict(Tallies(memory).sums()) == {"Länge": 3.0, "new": 1.0}
    assert after.processes == 1


def test_what_has_no_room_is_not_counted() -> None:
    """Neither a key that is too long nor one too many; what has a place counts on."""
    tallies = Tallies()
    tallies.add("x" * 119, 1)
    for number in range(SLOTS + 1):
        tallies.add(f"key {number}", 1)
    tallies.put("one more", 1)
    tallies.add("key 0", 1)
    sums = tallies.sums()
    assert len(sums) == SLOTS
    assert sums["key 0"] == 2
