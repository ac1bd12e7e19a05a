from pos_loyalty.scanning.strokes import KeyStroke
from pos_loyalty.scanning.touches import Touches


def _pressed(*keys: tuple[int, int, int | None]) -> Touches:
    """Keys as (number, down at, up at); None for those that are still down."""
    events = [(down, 1, key) for key, down, _ in keys]
    events += [(up, 0, key) for key, _, up in keys if up is not None]
    touches = Touches()
    for at, is_down, key in sorted(events):
        if is_down:
            touches.press(KeyStroke("x", at, key=key))
        else:
            touches.release(key, at)
    return touches


def _scan(start: int, count: int = 6) -> list[tuple[int, int, int | None]]:
    return [(100 + place, start + 5 * place, start + 5 * place + 2) for place in range(count)]


def test_a_key_that_was_down_long_is_a_fingers() -> None:
    """A tenth of a second among keys that a scanner let go at once."""
    touches = _pressed((1, 1003, 1090), *_scan(1005))
    assert touches.fingers == {0}
    assert touches.sent == set(range(1, 7))


def test_a_key_that_is_still_down_when_later_ones_are_up_is_a_fingers() -> None:
    """Scanners let go of keys in their order."""
    assert _pressed((1, 1003, None), *_scan(1005)).fingers == {0}


def test_a_key_pressed_just_before_the_end_was_not_let_go() -> None:
    """Nobody can tell yet how long it will be down; the scanner's are all up."""
    touches = _pressed(*_scan(1000), (1, 1029, None))
    assert touches.fingers == set()
    assert touches.not_let_go == {6}


def test_a_scanner_that_rolls_from_key_to_key_has_no_fingers() -> None:
    """Each key comes up just after the next has gone down."""
    touches = _pressed(
        *((100 + n, 1000 + 20 * n, 1025 + 20 * n) for n in range(8)), (9, 1160, None)
    )
    assert touches.fingers == set()
    assert touches.not_let_go == set()


def test_where_no_releases_are_told_there_are_no_fingers() -> None:
    """Then the speed alone decides."""
    touches = Touches()
    for place in range(6):
        touches.press(KeyStroke("x", 1000 + 5 * place))
    assert (touches.fingers, touches.still_down, touches.sent) == (set(), set(), set())
    assert touches.are_all_short


def test_one_key_of_which_nothing_is_known_may_be_anybodys() -> None:
    """Nor is a key that is down a scanner's."""
    alone = Touches()
    alone.press(KeyStroke("x", 1000))
    assert not alone.are_all_short
    assert not _pressed(*_scan(1000), (1, 1029, None)).are_all_short
    assert not _pressed((1, 1000, 1090)).are_all_short


def test_of_a_key_that_is_down_twice_the_last_comes_up_first() -> None:
    """The cashier holds the 5 that the scanner sends meanwhile."""
    touches = _pressed((105, 1000, 1100), (101, 1005, 1007), (102, 1010, 1012), (103, 1015, 1017))
    touches.press(KeyStroke("5", 1101, key=105))
    touches.press(KeyStroke("5", 1110, key=105))
    touches.release(105, 1112)
    assert touches.still_down == {4}


def test_keys_that_are_forgotten_leave_the_others_as_they_were() -> None:
    """Somebody's typing before a scan is played back; the scan goes on."""
    touches = _pressed((1, 1000, 1090), (2, 1003, None), *_scan(1005))
    touches.forget(2)
    assert touches.sent == set(range(6))
    assert (touches.fingers, touches.still_down) == (set(), set())
    touches.clear()
    assert (touches.sent, touches.are_all_short) == (set(), False)


def test_a_release_of_another_time_says_nothing() -> None:
    """The key went down before this run began."""
    touches = _pressed(*_scan(1000))
    touches.release(77, 1100)
    assert touches.fingers == set()
