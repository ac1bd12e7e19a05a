"""What a shop does in a history: it sells, burns, takes back, and edits what it knows."""

from random import Random

import msgspec

from pos_loyalty.domain.errors import ExceedsRefundableError
from pos_loyalty.domain.events import (
    Adjusted,
    Credit,
    Happening,
    Redeemed,
)
from pos_loyalty.domain.reversal import quote_refund, quote_undo
from pos_loyalty.domain.shared_records import CARD, CONSENT, MEMBER
from pos_loyalty.storage.codec import encode_json
from pos_loyalty.sync.protocol import Publish, Shares, Want
from tests.simulation.history import DAY_US
from tests.simulation.world import DOCUMENT, START_US, Machine, World, purchase
from tests.support.till_state import at_us

_NAMES = ("given_name", "family_name", "phone")


def sell(world: World, machine: Machine, chance: Random) -> None:
    """Points for a purchase, or by hand."""
    member = chance.choice(world.members)
    points = chance.randint(1, 60)
    end = chance.choice((None, None, world.clock(machine) + chance.randrange(1, 20) * DAY_US))
    if chance.random() < 0.2:
        now_us = world.clock(machine)
        at = at_us(max(now_us, machine.book.state.effective_us))
        machine.book.record(
            Adjusted(Credit(points, at, None if end is None else at_us(end))),
            member,
            now_us=now_us,
        )
        return
    world.credit(machine, member, points, end)


def burn(world: World, machine: Machine, chance: Random) -> None:
    """Burn some points, of which the hub may have to be asked for."""
    member = chance.choice(world.members)
    now_us = world.clock(machine)
    spendable, here = machine.book.burnable(member, now_us)
    if spendable == 0:
        return
    wanted = chance.choice((spendable, here or 1, chance.randint(1, spendable)))
    if wanted > here and not machine.is_cut:
        _ask(world, machine, member, wanted - here, chance)
        spendable, here = machine.book.burnable(member, now_us)
    if 0 < wanted <= min(spendable, here):
        if chance.random() < 0.5:
            burned: Happening = Redeemed(world.new_id(), wanted)
        else:
            at = at_us(max(now_us, machine.book.state.effective_us))
            earned = Credit(chance.randint(0, 20), at, None)
            burned = purchase(world.new_id(), earned, spent=wanted)
        machine.book.record(burned, member, now_us=now_us, burned=wanted)


def _ask(world: World, machine: Machine, member: str, points: int, chance: Random) -> None:
    """Ask the hub for points while the member waits, beside the conversation."""
    wants = machine.sync.counter_wants(Want(grant=world.new_id(), member=member, points=points))
    answer = world.sent(machine, wants, chance)
    if isinstance(answer, Shares):
        machine.sync.take_shares(answer)


def want(world: World, machine: Machine, chance: Random) -> None:
    """Somebody came: the hub is asked for a share in the next conversation."""
    machine.sync.want(Want(grant=world.new_id(), member=chance.choice(world.members)))


def refund(world: World, machine: Machine, chance: Random) -> None:
    """Take a purchase back, whole or in part, or a redemption, wherever it was made.

    Most often the oldest: so tills that are apart take back the same.
    """
    member = chance.choice(world.members)
    now_us = max(world.clock(machine), machine.book.state.effective_us)
    fold = machine.book.fold_of(member)
    fold.advance(at_us(now_us))
    sales = [trail.sale.sale_id for trail in fold.purchases if not trail.complete]
    burns = [
        each.happening.redemption_id
        for each in machine.book.history(member)
        if isinstance(each.happening, Redeemed)
    ]
    burns = [name for name in burns if (trail := fold.redemption(name)) and not trail.undone]
    is_burn = chance.random() < 0.3
    names = burns if is_burn else sales
    if not names:
        return
    name = names[0] if chance.random() < 0.6 else chance.choice(names)
    amount = chance.choice((None, None, 50, 70, chance.randint(1, 100)))
    try:
        back: Happening = (
            quote_undo(fold, name) if is_burn else quote_refund(fold, name, amount_minor=amount)
        )
    except ExceedsRefundableError:
        return
    world.tainted.add(member)
    machine.book.record(back, member, now_us=now_us)


def edit(world: World, machine: Machine, chance: Random) -> None:
    """Change a member's name, consent or status, or a card."""
    member = chance.choice(world.members)
    word = chance.choice("abcdef")
    fate = chance.random()
    if fate < 0.4:
        world.edit(machine, MEMBER, member, {chance.choice(_NAMES): word})
    elif fate < 0.6:
        said = chance.choice((None, "2026-01-01"))
        consent = CONSENT + chance.choice(("email", "sms"))
        world.edit(machine, MEMBER, member, {consent: said})
    elif fate < 0.75:
        status = chance.choice(("active", "blocked"))
        world.edit(machine, MEMBER, member, {"status": status})
    elif fate < 0.95:
        status = chance.choice(("active", "replaced", "blocked"))
        world.edit(machine, CARD, f"{member}/0", {"status": status})
    else:
        world.edit(machine, MEMBER, member, {"status": "erased"})


def publish(world: World, machine: Machine, chance: Random) -> None:
    """Publish the next version of the program, which needs the hub's word."""
    if machine.is_cut:
        return
    document = {**DOCUMENT, "name": f"Simulated {chance.getrandbits(32)}"}
    wish = Publish(
        document=msgspec.Raw(encode_json(document)),
        valid_from_us=START_US,
        number=max(machine.book.state.programs, default=0) + 1,
    )
    world.sent(machine, wish, chance)


def odd(world: World, machine: Machine, chance: Random) -> None:
    """An event that this release does not know, or that is in tatters."""
    member, now_us = chance.choice(world.members), world.clock(machine)
    if chance.random() < 0.5:
        machine.book.append("from-the-future", {"x": 1}, member=member, now_us=now_us)
    else:
        machine.book.append("purchased", {"torn": True}, member=member, now_us=now_us)
