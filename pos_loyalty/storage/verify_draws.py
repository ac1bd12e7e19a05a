"""Whether prize draws are what the log says, and came out as their seeds and tickets say.

Nobody has to trust the table: rows are derived from the log again, the urn from the members'
histories up to the draw, and the winners from both.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

import msgspec

from pos_loyalty.domain.draws import (
    seed_commitment,
    ticket_names,
    tickets_digest,
    tickets_of,
    winners_of,
)
from pos_loyalty.domain.events import MemberEvent
from pos_loyalty.storage.codec import Envelope, decode_body, decode_json, encode_json
from pos_loyalty.storage.draws import COMMITTED, HELD, draw_after
from pos_loyalty.storage.records import DrawRecord
from pos_loyalty.storage.store import Reading
from pos_loyalty.storage.verify import BadRow, Fold

_Histories = dict[str, list[MemberEvent]]


def bad_draws(reading: Reading, fold: Fold) -> Iterator[BadRow]:
    """The draws and ticket holders that somebody changed, removed or added.

    The log itself is taken to be proved; ``fold`` tells where a member stood.
    """
    if not _has_draws(reading):
        return
    said = _events(reading)
    yield from _bad_rows(reading, said)
    holders = _holders(reading)
    yield from _bad_holders(reading, holders)
    promised = {each.data["draw_id"]: each.data for each in said if each.type == COMMITTED}
    for each in said:
        draw_id, commitment = each.data["draw_id"], each.data["commitment"]
        if promised.get(draw_id, each.data)["commitment"] != commitment:
            yield BadRow("draw", draw_id, "differs from its commitment")
        if (
            each.type == HELD
            and not _has_based(reading, draw_id)
            and not _is_right(each, holders, fold)
        ):
            yield BadRow("draw", draw_id, "differs from its tickets and seed")


def _has_draws(reading: Reading) -> bool:
    """Whether the shop ever had a draw: no other shop's histories are gone through for them."""
    versions = reading.shop.program_versions()
    return any(decode_json(version.document).get("draw") for version in versions)


def _events(reading: Reading) -> list[Envelope[Any]]:
    rows = reading.connection.execute(
        "SELECT body FROM outbox WHERE type IN (:committed, :held)"
        " UNION ALL SELECT body FROM foreign_event"
        " WHERE type IN (:committed, :held) AND member_id IS NULL",
        {"committed": COMMITTED, "held": HELD},
    )
    return sorted((decode_body(body) for (body,) in rows), key=lambda said: said.position)


def _bad_rows(reading: Reading, said: list[Envelope[Any]]) -> Iterator[BadRow]:
    expected: dict[str, DrawRecord] = {}
    for each in said:
        draw_id = each.data["draw_id"]
        expected[draw_id] = draw_after(expected.get(draw_id), each)
    kept = {draw.draw_id: draw for draw in reading.draws.draws()}
    for draw_id in sorted(expected.keys() | kept.keys()):
        if draw_id not in kept:
            yield BadRow("draw", draw_id, "missing")
        elif draw_id not in expected:
            yield BadRow("draw", draw_id, "no such event")
        elif _in_one_form(kept[draw_id]) != expected[draw_id]:
            yield BadRow("draw", draw_id, "differs from its event")


def _in_one_form(kept: DrawRecord) -> DrawRecord:
    """The row with its JSON as it is written from plain values; what is no JSON stays as it is."""
    with suppress(msgspec.DecodeError):
        return replace(kept, winners=encode_json(decode_json(kept.winners or b"")))
    return kept


def _holders(reading: Reading) -> dict[str, _Histories]:
    """For each draw the histories of all who were ever given a ticket."""
    members = reading.connection.execute(
        "SELECT member_id FROM outbox WHERE member_id IS NOT NULL"
        " UNION SELECT member_id FROM foreign_event WHERE member_id IS NOT NULL"
        " EXCEPT SELECT member_id FROM member_base ORDER BY member_id"
    )
    found: dict[str, _Histories] = {}
    for (member_id,) in members:
        history = reading.history(member_id)
        given = {gain.draw_id for event in history for gain in tickets_of(event.happening)}
        for draw_id in given:
            found.setdefault(draw_id, {})[member_id] = history
    return found


def _bad_holders(reading: Reading, expected: dict[str, _Histories]) -> Iterator[BadRow]:
    rows = reading.connection.execute(
        "SELECT draw_id, member_id FROM ticket_holder"
        " WHERE member_id NOT IN (SELECT member_id FROM member_base)"
    )
    kept = set(rows)
    wanted = {(draw_id, member_id) for draw_id, held in expected.items() for member_id in held}
    for row in sorted(kept ^ wanted):
        yield BadRow("ticket_holder", str(row), "missing" if row in wanted else "no such event")


def _has_based(reading: Reading, draw_id: str) -> bool:
    """Whether a history that is not here belongs to it: the till that held the draw has it."""
    return any(map(reading.bases.is_based, reading.draws.holders(draw_id)))


def _is_right(held: Envelope[Any], holders: dict[str, _Histories], fold: Fold) -> bool:
    """Whether seed and tickets, as they were at the draw, give the winners that it names."""
    data, draw_id = held.data, held.data["draw_id"]
    winners: list[dict[str, str]] = data["winners"]
    urn = {
        name: member_id
        for member_id, history in holders.get(draw_id, {}).items()
        for name in _tickets_at(held, history, fold)
    }
    won = winners_of(draw_id, data["seed"], urn, data["prizes"])
    return (
        data["commitment"] == seed_commitment(data["seed"])
        and data["tickets"] == len(urn)
        and data["tickets_digest"] == tickets_digest(tuple(urn))
        and winners
        == [
            {"prize": each.prize, "member_id": urn[each.ticket], "ticket": each.ticket}
            for each in won
        ]
    )


def _tickets_at(held: Envelope[Any], history: list[MemberEvent], fold: Fold) -> tuple[str, ...]:
    before = [event for event in history if event.position < held.position]
    if not before:
        return ()
    state = fold(before, held.position.effective_at)
    return ticket_names(state.tickets, held.data["draw_id"])
