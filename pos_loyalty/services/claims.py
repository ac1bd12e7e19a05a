"""Claim slips: points for a forgotten card, credited when slip and card come together."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import field, replace
from datetime import date, datetime, timedelta
from typing import Final

from uuid_utils import uuid7

from pos_loyalty.cards.claim import LARGEST_CLAIM_MINOR, Claim, claim_text, new_claim, read_claim
from pos_loyalty.cards.key_ring import CardKeyRing
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.calendar import local_day
from pos_loyalty.domain.errors import NotAllowedError, RefusalError
from pos_loyalty.domain.print_job import RECEIPT_PRINTER, PrintJob
from pos_loyalty.domain.program import Program, ProgramVersion
from pos_loyalty.domain.slip import SlipFacts, SlipKind
from pos_loyalty.domain.till_receipt import OfferState
from pos_loyalty.domain.values import dataclass
from pos_loyalty.security.roles import Permission, check
from pos_loyalty.services.member_book import active_member_of, fold_of
from pos_loyalty.services.outcome import Outcome
from pos_loyalty.services.request import Answer, Desk, Request
from pos_loyalty.services.sales import Sale, Sales
from pos_loyalty.services.slips import bare_slip
from pos_loyalty.services.voice import ShopVoice
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.storage.event_log import EventDraft
from pos_loyalty.storage.records import RequestRecord
from pos_loyalty.storage.store import Store, Work
from pos_loyalty.storage.timeline import TimelineShelf

GOOD_FOR: Final = timedelta(days=60)
"""How long after the day of the purchase a slip is taken."""


class AlreadyClaimedError(RefusalError):
    """The points of this slip were credited before, to whomever. Facts: ``claim``."""

    code = "already-claimed"


class ClaimExpiredError(RefusalError):
    """The slip was good until a day that is over. Facts: ``claim``, ``until``."""

    code = "claim-expired"


class ClaimBeforeEnrollmentError(RefusalError):
    """The member joined after the purchase. Facts: ``claim``, ``member``."""

    code = "claim-before-enrollment"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedClaim:
    """A slip that waits to be printed. Whoever has the text has the points."""

    text: str = field(repr=False)
    at: datetime
    amount_minor: int
    valid_until: date
    print_job: str


@dataclass(frozen=True, slots=True)
class ReceiptClaim:
    """What is printed on a receipt of the till. Whoever has the text has the points."""

    text: str = field(repr=False)
    valid_until: date


class Claims:
    """Issues slips, and credits each once. ``random_bits`` makes one slip unlike another."""

    def __init__(
        self,
        store: Store,
        shelf: TimelineShelf,
        sales: Sales,
        voice: ShopVoice,
        key_ring: Callable[[], CardKeyRing],
        *,
        random_bits: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._store = store
        self._desk = Desk(store)
        self._shelf = shelf
        self._sales = sales
        self._voice = voice
        self._key_ring = key_ring
        self._random_bits = random_bits

    def issue(
        self, request: Request, amount_minor: int, receipt_number: str = ""
    ) -> Answer[IssuedClaim]:
        """Queue a slip for a purchase that is made now; it is in the log, and names nobody.

        Raises NotAllowedError for no amount, one beyond all reason or a role that may
        not sell, and KeyReusedError.
        """
        check(request.actor, Permission.SELL)

        def act(work: Work) -> IssuedClaim:
            if not 0 < amount_minor <= LARGEST_CLAIM_MINOR:
                raise NotAllowedError(reason="claim-amount")
            return self._issued(work, request, amount_minor, receipt_number)

        content = ("claim", amount_minor, receipt_number)
        return self._desk.perform(request, content, IssuedClaim, act)

    def on_receipt(self, request: Request, key: str) -> ReceiptClaim | None:
        """A claim for the receipt of that key, which is to be printed on it; once.

        None where the receipt is offered no more, or has one already. Whichever comes first, the
        claim or the receipt itself at the counter, makes the other worthless.
        """
        check(request.actor, Permission.SELL)
        with self._store.begin() as work:
            offer = work.till_receipts.receipt(key)
            if offer is None or offer.state is not OfferState.OFFERED or offer.claim:
                return None
            now = work.log.effective(request.now)
            version = self._shelf.timeline(work).at(now)
            claim = new_claim(now, offer.total_minor, self._random_bits)
            self._note(work, request, claim, version, offer.receipt)
            work.till_receipts.put_claim(key, claim.name)
            work.commit()
        text = claim_text(claim, self._key_ring().current)
        return ReceiptClaim(text, _last_day(claim, version.program))

    def redeem(self, request: Request, text: str, member_id: str) -> Answer[Outcome]:
        """Record the purchase on the slip for a member, priced at its own time.

        Raises AlreadyClaimedError under any other key than the first, whoever the member
        is, ClaimExpiredError, ClaimBeforeEnrollmentError, what ``read_claim`` and
        ``Sales.record`` raise, and KeyReusedError.
        """
        check(request.actor, Permission.SELL)
        return self._desk.perform(
            request,
            ("claimed", text, member_id),
            Outcome,
            lambda work: self._redeemed(work, request, text, member_id),
        )

    def _issued(
        self, work: Work, request: Request, amount_minor: int, receipt_number: str
    ) -> IssuedClaim:
        now = work.log.effective(request.now)
        version = self._shelf.timeline(work).at(now)
        claim = new_claim(now, amount_minor, self._random_bits)
        until = _last_day(claim, version.program)
        job = PrintJob(
            id=str(uuid7()),
            printer=RECEIPT_PRINTER,
            facts=self._facts(version.program, claim, receipt_number),
            created_at=request.now,
            waiting_since=request.now,
        )
        self._note(work, request, claim, version, receipt_number)
        work.print_jobs.add(job, origin=_key(claim))
        return IssuedClaim(
            text=job.facts.qr_text or "",
            at=claim.at,
            amount_minor=amount_minor,
            valid_until=until,
            print_job=job.id,
        )

    def _note(
        self,
        work: Work,
        request: Request,
        claim: Claim,
        version: ProgramVersion,
        receipt_number: str,
    ) -> None:
        """Put a claim into the log."""
        work.append(
            EventDraft(
                type="claim-issued",
                data={
                    "claim": claim.name,
                    "amount_minor": claim.amount_minor,
                    "receipt_number": receipt_number,
                    "valid_until": _last_day(claim, version.program),
                },
                effective_at=work.log.effective(request.now),
                occurred_at=request.now,
                program_version=version.number,
                staff_id=request.actor.staff_id,
                approved_by=request.actor.approver_id,
                key=request.key,
            )
        )

    def _redeemed(self, work: Work, request: Request, text: str, member_id: str) -> Outcome:
        now = work.log.effective(request.now)
        claim = read_claim(text, self._key_ring(), now)
        # The key of the slip itself, beside that of the request: a scan that was refused leaves
        # the slip good, and one that was credited makes it worthless under every other key.
        if work.shop.request(_key(claim)) is not None:
            raise AlreadyClaimedError(claim=claim.name)
        receipt = work.till_receipts.of_claim(claim.name)
        if receipt is not None and receipt.state is not OfferState.OFFERED:
            # It stood on a receipt of the till, which was credited itself or taken back.
            raise AlreadyClaimedError(claim=claim.name)
        timeline = self._shelf.timeline(work)
        program = timeline.at(now).program
        until = _last_day(claim, program)
        if local_day(now, program.zone) > until:
            raise ClaimExpiredError(claim=claim.name, until=until)
        member = active_member_of(work, member_id)
        if claim.at < fold_of(work, timeline, member.id, now).state().enrolled_at:
            raise ClaimBeforeEnrollmentError(claim=claim.name, member=member.id)
        printed = work.print_jobs.original(_key(claim))
        sale = Sale(
            member_id=member.id,
            basket=Basket(lines=(BasketLine(claim.amount_minor),)),
            occurred_at=claim.at,
            receipt_number=receipt.receipt if receipt else _number_on(printed),
        )
        outcome = self._sales.enter(work, request, sale, wants_slip=True)
        if receipt is not None:
            settled = OfferState.CREDITED
            work.till_receipts.settle(receipt.key, settled, request.now, sale_id=outcome.id)
        content_hash = hashlib.sha256(encode_json(claim)).digest()
        credited = encode_json({"answer": {"sale": outcome.id}})
        work.shop.add_request(RequestRecord(_key(claim), content_hash, credited, request.now))
        return outcome

    def _facts(self, program: Program, claim: Claim, receipt_number: str) -> SlipFacts:
        return replace(
            bare_slip(self._voice, program, SlipKind.CLAIM, claim.at),
            receipt_number=receipt_number,
            amount_minor=claim.amount_minor,
            valid_until=_last_day(claim, program),
            qr_text=claim_text(claim, self._key_ring().current),
        )


def _number_on(printed: PrintJob | None) -> str:
    return printed.facts.receipt_number if printed else ""


def _key(claim: Claim) -> str:
    return f"claim:{claim.name}"


def _last_day(claim: Claim, program: Program) -> date:
    return local_day(claim.at, program.zone) + GOOD_FOR
