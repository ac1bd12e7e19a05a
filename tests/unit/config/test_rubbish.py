import gc

from pos_loyalty.config.rubbish import tidy_seldom


def test_rubbish_is_looked_for_seldom() -> None:
    """Often enough to find it, and not in what was there before."""
    before = gc.get_threshold()
    # Another test may have opened a till in this process.
    gc.set_threshold(700, 10, 10)
    gc.disable()
    try:
        tidy_seldom()
        assert gc.isenabled()
        assert gc.get_threshold()[0] > 700
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
        gc.enable()
