from pos_loyalty.printing.document import Size


def test_sizes_are_magnifications() -> None:
    """Whoever places a text knows the columns and rows that it takes."""
    assert [(size.columns, size.rows) for size in Size] == [(1, 1), (1, 2), (2, 2)]
