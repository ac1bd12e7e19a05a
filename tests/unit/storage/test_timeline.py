from pathlib import Path

from pos_loyalty.storage.timeline import TimelineShelf
from tests.support.shop import disk_shop, reopened, rules, scratch_shop


def test_the_timeline_is_parsed_once() -> None:
    """Reading a program takes longer than a sale; it is done when another is published."""
    shop = scratch_shop()
    shelf = TimelineShelf()
    with shop.application.store.read() as reading:
        first = shelf.timeline(reading)
        assert shelf.timeline(reading) is first
    shop.application.programs.publish(shop.request(), rules(earn={"points": 2}))
    with shop.application.store.read() as reading:
        assert len(shelf.timeline(reading).versions) == 2


def test_what_another_program_published_is_seen(tmp_path: Path) -> None:
    """The command line publishes while the window is open; the next sale follows the new rules."""
    window = disk_shop(tmp_path)
    anna = window.enroll()
    assert window.sell(anna, "10.00").earned == 10
    command = reopened(window)
    command.application.programs.publish(command.request(), rules(earn={"points": 2}))
    command.close()
    assert window.sell(anna, "10.00").earned == 20
    window.close()
