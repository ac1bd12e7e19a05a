"""Imports from beginning to end: looked at, tried, done, and done only once under one key."""

import hashlib
from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any, Final

from pos_loyalty.domain.imports import (
    ImportKind,
    ImportPreview,
    ImportReport,
    ImportWish,
    SaleMode,
)
from pos_loyalty.domain.program import Program
from pos_loyalty.services.imports.layout import Sheet, laid_out
from pos_loyalty.services.imports.mapping import mapping_document
from pos_loyalty.services.imports.members import ReadMembers, read_members
from pos_loyalty.services.imports.members_run import MembersRun
from pos_loyalty.services.imports.running import ImportRooms, ImportRun, Purpose
from pos_loyalty.services.imports.sales import ReadSales, read_sales
from pos_loyalty.services.imports.sales_run import SalesRun
from pos_loyalty.services.request import Answer, Desk, Request

PREVIEWED: Final = 6
"""Lines that people look at before they go on."""

_LOOKED_AT: Final = 1_000


class Imports:
    """Files of sales and of members."""

    def __init__(self, rooms: ImportRooms) -> None:
        self._rooms = rooms
        self._desk = Desk(rooms.store)

    def look(self, data: bytes, wish: ImportWish, now: datetime) -> ImportPreview:
        """The file as it would be read; nothing is written.

        Raises WrongDocumentError for what is no text, or lacks a column that is wished for.
        """
        sheet = laid_out(data, wish)
        beginning = replace(sheet, rows=sheet.rows[:_LOOKED_AT])
        if sheet.missing:
            return _preview(sheet, ReadSales((), sheet.problems))
        return _preview(sheet, self._read(beginning, now))

    def start(
        self, request: Request, data: bytes, wish: ImportWish, purpose: Purpose
    ) -> ImportRun[Any]:
        """The import, ready for its first step; a trial undoes each step that it takes.

        Raises WrongDocumentError where the file cannot be read like this, and
        NotAllowedError where the role may not.
        """
        sheet = laid_out(data, wish)
        sheet.require_whole()
        read = self._read(sheet, request.now)
        if isinstance(read, ReadMembers):
            return MembersRun(self._rooms, request, read, purpose=purpose)
        return SalesRun(
            self._rooms,
            request,
            read,
            mode=wish.mode or SaleMode.POINTS,
            takes_new_members=wish.new_members is not False,
            zone=self._program(request.now).zone,
            purpose=purpose,
        )

    def answered(self, request: Request, data: bytes, wish: ImportWish) -> ImportReport | None:
        """What an import under the same key gave. Raises KeyReusedError for another import."""
        return self._desk.kept(request, _content(data, wish), ImportReport)

    def remember(
        self, request: Request, data: bytes, wish: ImportWish, report: ImportReport
    ) -> Answer[ImportReport]:
        """Keep what an import gave, for a repeat of it under the same key."""
        return self._desk.perform(request, _content(data, wish), ImportReport, lambda _work: report)

    def _read(self, sheet: Sheet, now: datetime) -> ReadSales | ReadMembers:
        program = self._program(now)
        if sheet.layout.kind is ImportKind.MEMBERS:
            return read_members(sheet, zone=program.zone)
        return read_sales(sheet, zone=program.zone, currency=program.currency)

    def _program(self, now: datetime) -> Program:
        with self._rooms.store.read() as reading:
            return self._rooms.shelf.timeline(reading).at(now).program


def _preview(sheet: Sheet, read: ReadSales | ReadMembers) -> ImportPreview:
    return ImportPreview(
        layout=sheet.layout,
        headings=sheet.headings,
        rows=len(sheet.rows) + len(sheet.problems),
        sample=sheet.rows[0].cells if sheet.rows else (),
        sales=() if isinstance(read, ReadMembers) else tuple(islice(read.sales, PREVIEWED)),
        members=tuple(islice(read.members, PREVIEWED)) if isinstance(read, ReadMembers) else (),
        problems=read.problems,
        missing=sheet.missing,
        is_day_order_unclear=sheet.is_day_order_unclear,
    )


def _content(data: bytes, wish: ImportWish) -> tuple[object, ...]:
    """What was asked for: a key is for one file, read in one way."""
    digest = hashlib.sha256(data).hexdigest()
    return ("import", wish.kind.value, digest, mapping_document(wish))
