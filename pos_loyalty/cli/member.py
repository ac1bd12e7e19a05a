"""Members: enrolled, looked up, blocked, given another card."""

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping
from typing import Final

from pos_loyalty.cards.member_number import member_number
from pos_loyalty.cli.balance import standing_lines
from pos_loyalty.cli.command import Answer, Command, Group, WrongUseError
from pos_loyalty.cli.context import Context
from pos_loyalty.cli.identity import add_member, member_named
from pos_loyalty.cli.sale import add_no_print
from pos_loyalty.cli.told import told
from pos_loyalty.i18n.catalog import mark
from pos_loyalty.i18n.searching import still_taken_in
from pos_loyalty.i18n.words import Words
from pos_loyalty.services.answers.people import (
    full_name,
    hits_answer,
    joined_answer,
    member_answer,
)
from pos_loyalty.services.members import NewMember
from pos_loyalty.storage.records import MemberRecord


def enroll(context: Context, args: Namespace) -> Answer:
    """Take in a member; nothing is obligatory."""
    shop = context.shop
    given, _, family = args.name.strip().rpartition(" ")
    new = NewMember(
        given_name=given or family,
        family_name=family if given else "",
        email=args.email,
        phone=args.phone,
        birthday=args.birthday,
        referrer_id=_referrer(context, args),
    )
    answered = shop.members.enroll(context.request, new)
    said = context.words.text("New member: {number}", number=answered.value.number)
    return Answer(joined_answer(answered), (said,))


def show(context: Context, args: Namespace) -> Answer:
    """What is known of a member."""
    member_id = member_named(context, args)
    card = context.shop.members.card(member_id)
    standing = context.shop.overviews.standing(member_id, context.now)
    bought = context.shop.memberships.bought(member_id, context.now)
    said = (
        *_sentences(context, standing.member),
        *standing_lines(context.shop_words, standing),
    )
    return Answer(member_answer(standing, card, bought), said)


def find(context: Context, args: Namespace) -> Answer:
    """Members by a part of name, telephone, e-mail or number."""
    with context.shop.store.read() as reading:
        found = reading.members.find(args.text)
    hits = hits_answer(found)
    lines = [f"{hit['number']}  {hit['name']}" for hit in hits["members"]]
    if not lines:
        lines.append(context.words.text("Nobody found."))
    if found.more:
        lines.append(context.words.text("There are more. Say more of the name."))
    if found.gap is not None:
        lines.append(still_taken_in(found.gap.progress, context.words))
    return Answer(hits, tuple(lines))


def block(context: Context, args: Namespace) -> Answer:
    """From now on the member is refused."""
    answered = context.shop.members.block(context.request, member_named(context, args))
    said = context.words.text("The member is blocked.")
    return _status(answered.value, "blocked", said, repeated=answered.repeated)


def unblock(context: Context, args: Namespace) -> Answer:
    """The member may take part again."""
    answered = context.shop.members.unblock(context.request, member_named(context, args))
    said = context.words.text("The member may take part again.")
    return _status(answered.value, "active", said, repeated=answered.repeated)


def replace_card(context: Context, args: Namespace) -> Answer:
    """Issue the next card; those before it are refused from now on."""
    answered = context.shop.members.replace_card(context.request, member_named(context, args))
    card = answered.value
    value = {
        "member": card.member_id,
        "number": card.number,
        "card": card.payload,
        "card_issue": card.issue,
        "repeated": answered.repeated,
    }
    said = context.words.text("Card {issue} is good now; all before it are not.", issue=card.issue)
    return Answer(value, (said,))


def label(context: Context, args: Namespace) -> Answer:
    """Give a member labels of the shop's own, and take others."""
    if not args.add and not args.remove:
        raise WrongUseError(context.words.text("Say what to add or to remove."))
    member_id = member_named(context, args)
    answered = context.shop.members.label(
        context.request, member_id, add=tuple(args.add), remove=tuple(args.remove)
    )
    value = {
        "member": member_id,
        "number": member_number(member_id),
        "segments": list(answered.value),
        "repeated": answered.repeated,
    }
    labels = ", ".join(answered.value) or "–"
    return Answer(value, (context.words.text("Labels: {labels}", labels=labels),))


def buy_membership(context: Context, args: Namespace) -> Answer:
    """Open or prolong a paid membership; its fee is booked in the till."""
    member_id = member_named(context, args)
    answered = context.shop.memberships.buy(
        context.request, member_id, args.membership, slip=not args.no_print
    )
    words, done = context.shop_words, told(context, answered)
    fee = words.formats.money(answered.value.amount_minor)
    lines = (
        words.text("Purchase of the membership: {id}", id=answered.value.id),
        words.text("Fee to book in the till: {amount}", amount=fee),
    )
    return Answer(done.value, (*lines, *done.lines))


def cancel_membership(context: Context, args: Namespace) -> Answer:
    """Take a bought membership back."""
    member_id = member_named(context, args)
    answered = context.shop.memberships.cancel(
        context.request, member_id, args.id, slip=not args.no_print
    )
    words, done = context.shop_words, told(context, answered)
    fee = words.formats.money(answered.value.amount_minor)
    line = words.text("Fee to refund: {amount}", amount=fee)
    return Answer(done.value, (line, *done.lines))


def _status(member_id: str, status: str, said: str, *, repeated: bool) -> Answer:
    value = {
        "member": member_id,
        "number": member_number(member_id),
        "status": status,
        "repeated": repeated,
    }
    return Answer(value, (said,))


def _referrer(context: Context, args: Namespace) -> str | None:
    if not args.referrer:
        return None
    return context.shop.cards.member_id(args.referrer, context.now)


def _sentences(context: Context, member: MemberRecord) -> list[str]:
    words = context.words
    since = words.formats.date(member.enrolled_at)
    lines = [
        words.text("Member: {number}", number=member_number(member.id)),
        words.text("Member since {day}", day=since),
    ]
    details = (full_name(member.given_name, member.family_name), member.phone, member.email)
    return [*lines, *filter(None, details)]


def _enroll_arguments(parser: ArgumentParser, words: Words) -> None:
    for option, metavar, said in (
        ("--name", words.text("NAME"), words.text("first and last name")),
        ("--email", words.text("ADDRESS"), words.text("e-mail address")),
        ("--phone", words.text("NUMBER"), words.text("telephone number")),
        ("--birthday", words.text("MM-DD"), words.text("month and day")),
        ("--referrer", words.text("NUMBER"), words.text("member who brought the new one along")),
    ):
        parser.add_argument(option, default="", metavar=metavar, help=said)


def _find_arguments(parser: ArgumentParser, words: Words) -> None:
    parser.add_argument(
        "text",
        metavar=words.text("TEXT"),
        help=words.text("a part of name, telephone, e-mail or number"),
    )


def _segment_arguments(parser: ArgumentParser, words: Words) -> None:
    add_member(parser, words)
    for option, said in (
        ("--add", words.text("label to give; may be given several times")),
        ("--remove", words.text("label to take; may be given several times")),
    ):
        parser.add_argument(
            option, action="append", default=[], metavar=words.text("LABEL"), help=said
        )


def _buy_arguments(parser: ArgumentParser, words: Words) -> None:
    add_member(parser, words)
    parser.add_argument(
        "--membership", required=True, metavar="ID", help=words.text("a membership of the program")
    )
    add_no_print(parser, words)


def _cancel_arguments(parser: ArgumentParser, words: Words) -> None:
    add_member(parser, words)
    parser.add_argument(
        "--id", required=True, metavar="ID", help=words.text("the purchase that is taken back")
    )
    add_no_print(parser, words)


_MEMBERSHIP: Final = Group(
    mark("paid memberships of a member"),
    {
        "buy": Command(
            mark("opens or renews a paid membership"),
            buy_membership,
            _buy_arguments,
            writes=True,
            at_partner=True,
        ),
        "cancel": Command(
            mark("takes a bought membership back"),
            cancel_membership,
            _cancel_arguments,
            writes=True,
        ),
    },
)
COMMANDS: Final[Mapping[str, Group]] = {
    "member": Group(
        mark("those who take part"),
        {
            "enroll": Command(
                mark("takes in a member"), enroll, _enroll_arguments, writes=True, at_partner=True
            ),
            "show": Command(mark("shows what is known of a member"), show, add_member),
            "find": Command(mark("finds members"), find, _find_arguments),
            "block": Command(mark("blocks a member"), block, add_member, writes=True),
            "unblock": Command(mark("lifts a member’s block"), unblock, add_member, writes=True),
            "segment": Command(
                mark("gives a member labels of the shop’s own"),
                label,
                _segment_arguments,
                writes=True,
            ),
            "membership": _MEMBERSHIP,
            "replace-card": Command(
                mark("gives a member another card"), replace_card, add_member, writes=True
            ),
        },
    )
}
