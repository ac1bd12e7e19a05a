import pytest

from pos_loyalty.hub.metrics import Gauge, Metrics
from pos_loyalty.hub.tallies import Tallies, shared_memory


def test_counts_are_told_by_label() -> None:
    """Each combination of labels is a line of its own, under one heading."""
    metrics = Metrics()
    metrics.count("grants_total", 2, outcome="given")
    metrics.count("grants_total", outcome="given")
    metrics.count("grants_total", outcome="refused")
    lines = metrics.text(()).splitlines()
    assert 'pos_loyalty_hub_grants_total{outcome="given"} 3' in lines
    assert 'pos_loyalty_hub_grants_total{outcome="refused"} 1' in lines
    assert lines.count("# TYPE pos_loyalty_hub_grants_total counter") == 1


def test_seconds_are_counted_in_rising_buckets() -> None:
    """Each bucket holds all that was as fast or faster; the last one holds all."""
    metrics = Metrics()
    for seconds in (0.005, 0.006, 0.2, 99.0):
        metrics.answered(route="push", status=200, seconds=seconds)
    text = metrics.text(())
    assert 'request_seconds_bucket{route="push",le="0.005"} 1\n' in text
    assert 'request_seconds_bucket{route="push",le="0.01"} 2\n' in text
    assert 'request_seconds_bucket{route="push",le="0.25"} 3\n' in text
    assert 'request_seconds_bucket{route="push",le="10.0"} 3\n' in text
    assert 'request_seconds_bucket{route="push",le="+Inf"} 4\n' in text
    assert 'request_seconds_count{route="push"} 4\n' in text
    assert 'requests_total{route="push",status="200"} 4\n' in text


def test_processes_are_added_up() -> None:
    """Whoever is asked tells what all of them counted, and how many listen to all."""
    memory = shared_memory(2)
    first, second = (Metrics(Tallies(memory, row=row)) for row in range(2))
    for metrics, seconds in ((first, 0.25), (second, 0.5), (second, 0.5)):
        metrics.answered(route="push", status=200, seconds=seconds)
        metrics.count("events_total", 5)
    first.listening(3)
    second.listening(4)
    assert first.text(()) == second.text(())
    text = first.text(())
    assert 'requests_total{route="push",status="200"} 3\n' in text
    assert 'request_seconds_bucket{route="push",le="0.25"} 1\n' in text
    assert 'request_seconds_sum{route="push"} 1.25\n' in text
    assert "events_total 15\n" in text
    assert (first.listeners, second.workers) == (7, 2)


def test_who_follows_a_process_that_died_counts_on() -> None:
    """No counter falls, and nobody listens to it yet."""
    memory = shared_memory(1)
    died = Metrics(Tallies(memory))
    died.count("events_total", 5)
    died.listening(9)
    follower = Metrics(Tallies(memory))
    follower.count("events_total", 2)
    assert "events_total 7\n" in follower.text(())
    assert follower.listeners == 0


def test_only_what_is_known_is_counted() -> None:
    """A name that nobody has explained is a mistake of ours."""
    with pytest.raises(KeyError):
        Metrics().count("something_total")


def test_labels_cannot_break_out() -> None:
    """Whatever a label holds, its line stays one line with one value."""
    gauge = Gauge("tills", "Tills.", (((("name", 'a"b\\c\nd'),), 1.5),))
    assert 'pos_loyalty_hub_tills{name="a\\"b\\\\c\\nd"} 1.5\n' in Metrics().text([gauge])
