"""Hubs, their database and tills die at any time, and lines break in the middle of a word."""

import pytest

from tests.hub_journeys.havoc import havoc_in
from tests.support.hub_town import Town


@pytest.mark.parametrize("seed", [1])
def test_nothing_is_lost_doubled_or_overdrawn(empty_town: Town, seed: int) -> None:
    """Whatever dies: all agree afterwards, each deed is booked once, nobody is below zero."""
    havoc_in(empty_town, seed, tills=3, deeds=25, reverses=0.0)


@pytest.mark.parametrize("seed", [3])
def test_what_is_taken_back_is_taken_back_once(empty_town: Town, seed: int) -> None:
    """The same with refunds of any till's sales and corrections by hand."""
    havoc_in(empty_town, seed, tills=3, deeds=25, reverses=0.15)
