"""Requests that may be repeated: the same key with the same content gets the same answer."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import Final, Generic, TypeVar

from pos_loyalty.domain.errors import (
    HistoryElsewhereError,
    KeyReusedError,
    PointsElsewhereError,
    RefusalError,
    SaleElsewhereError,
)
from pos_loyalty.domain.staff import Actor
from pos_loyalty.domain.values import dataclass
from pos_loyalty.services.refusals import refusal_from, remembered
from pos_loyalty.services.shares import HubWord, ShareOffice, with_hub_word
from pos_loyalty.services.whose import nowhere, was_told
from pos_loyalty.storage.codec import decode_as, decode_json, encode_json
from pos_loyalty.storage.records import RequestRecord
from pos_loyalty.storage.store import Store, Work

Value = TypeVar("Value")

_MOST_QUESTIONS: Final = 2
"""How often the hub is asked for one request: a till's own points may be sent in between."""
_MOST_HISTORIES: Final = 2
"""A member's, and that of whoever brought the member."""


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, when, and under which key. ``now`` is what the caller's clock says.

    ``partner`` names the partner of a coalition at which it happens; without it that is
    ``till_partner``, whose till it is, and none is the shop itself.
    """

    key: str
    actor: Actor
    now: datetime
    partner: str = ""
    till_partner: str = ""

    def __post_init__(self) -> None:
        if not self.key:
            raise ValueError("a request has a key")

    @property
    def at_partner(self) -> str:
        """The partner at which it happens."""
        return self.partner or self.till_partner


@dataclass(frozen=True, slots=True)
class Answer(Generic[Value]):
    """What a request did; ``repeated`` when it had been done before."""

    value: Value
    repeated: bool = False


class Desk:
    """Takes requests: each in one transaction, each at most once.

    ``office`` asks the hub for points that this till may not burn on its own; no transaction is
    open while it does.
    """

    def __init__(self, store: Store, office: ShareOffice | None = None) -> None:
        self._store = store
        self._office = office

    def perform(
        self,
        request: Request,
        content: object,
        kind: type[Value],
        act: Callable[[Work], Value],
    ) -> Answer[Value]:
        """Do ``act`` and keep its answer under the request's key, or give the kept one.

        ``content`` is what the caller asked for, as plain or frozen values. A refusal
        is kept too, in a transaction of its own, for it changes nothing else. Raises
        KeyReusedError for a known key with other content, PointsElsewhereError for points that
        need the hub's word and do not get it, HistoryElsewhereError for what only the hub knows
        where it does not tell, SaleElsewhereError likewise, and what ``act`` raises.
        """

        def once() -> Answer[Value]:
            return self._perform_once(request, content, kind, act)

        def told() -> Answer[Value]:
            return self._with_histories(lambda: self._with_points(once, request.now))

        try:
            return told()
        except SaleElsewhereError as unknown:
            missing = unknown
        # Once: what is not found afterwards is not what ``act`` looks for.
        if was_told(self._office, missing):
            with suppress(SaleElsewhereError):
                return told()
        refusal = nowhere(missing)
        self._remember(request, _content_hash(request, content), refusal)
        raise refusal

    def _with_histories(self, perform: Callable[[], Value]) -> Value:
        for _ in range(_MOST_HISTORIES):
            try:
                return perform()
            except HistoryElsewhereError as unknown:
                self._fetch_history(unknown)
        return perform()

    def _with_points(self, perform: Callable[[], Value], now: datetime) -> Value:
        for _ in range(_MOST_QUESTIONS):
            try:
                return perform()
            except PointsElsewhereError as short:
                self._ask_hub(short, now)
        return perform()

    def _ask_hub(self, short: PointsElsewhereError, now: datetime) -> None:
        if self._office is None:
            raise short
        facts = short.facts
        missing = int(str(facts["needed"])) - int(str(facts["here"]))
        word = self._office.ensure(str(facts["member"]), missing, now)
        if word is not HubWord.GIVEN:
            raise with_hub_word(short, word)

    def _fetch_history(self, unknown: HistoryElsewhereError) -> None:
        if self._office is None or not self._office.fetch_history(str(unknown.facts["member"])):
            raise unknown

    def _perform_once(
        self,
        request: Request,
        content: object,
        kind: type[Value],
        act: Callable[[Work], Value],
    ) -> Answer[Value]:
        content_hash = _content_hash(request, content)
        refusal: RefusalError
        try:
            with self._store.begin() as work:
                known = work.shop.request(request.key)
                if known is not None:
                    return Answer(_kept(known, content_hash, kind), repeated=True)
                value = act(work)
                outcome = encode_json({"answer": value})
                record = RequestRecord(request.key, content_hash, outcome, request.now)
                work.shop.add_request(record)
                work.commit()
                return Answer(value)
        except KeyReusedError:
            raise
        except RefusalError as error:
            refusal = error
        self._remember(request, content_hash, refusal)
        raise refusal

    def kept(self, request: Request, content: object, kind: type[Value]) -> Value | None:
        """The answer under the request's key; None for a new key.

        For work of many transactions, which asks first and keeps its answer at the end. Raises
        KeyReusedError, and the refusal that is kept.
        """
        with self._store.read() as reading:
            known = reading.shop.request(request.key)
        if known is None:
            return None
        return _kept(known, _content_hash(request, content), kind)

    def _remember(self, request: Request, content_hash: bytes, refusal: RefusalError) -> None:
        with self._store.begin() as work:
            if work.shop.request(request.key) is None:
                outcome = encode_json({"refusal": remembered(refusal)})
                record = RequestRecord(request.key, content_hash, outcome, request.now)
                work.shop.add_request(record)
                work.commit()


def _content_hash(request: Request, content: object) -> bytes:
    """What tells one request from another: the partner is part of it where it is named."""
    asked = (content, request.partner) if request.partner else content
    return hashlib.sha256(encode_json(asked)).digest()


def _kept(known: RequestRecord, content_hash: bytes, kind: type[Value]) -> Value:
    if known.content_hash != content_hash:
        raise KeyReusedError(key=known.key)
    outcome = decode_json(known.outcome)
    if "refusal" in outcome:
        raise refusal_from(outcome["refusal"])
    return decode_as(kind, encode_json(outcome["answer"]))
