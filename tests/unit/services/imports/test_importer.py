import pytest

from pos_loyalty.domain.errors import KeyReusedError, WrongDocumentError
from pos_loyalty.domain.imports import ImportField
from pos_loyalty.services.imports.importer import PREVIEWED
from pos_loyalty.services.imports.running import Purpose
from tests.support.imports import HISTORY, MEMBERS, SALES, brought, table
from tests.support.shop import scratch_shop

_FILE = table("customer,date,amount", *(f"{n},2025-03-02,{n}.00" for n in range(1, 20)), "x,,1")


def test_a_look_shows_the_first_lines_and_everything_that_is_wrong() -> None:
    """A person sees whether columns mean what they should, before anything happens."""
    shop = scratch_shop()
    preview = shop.application.imports.look(_FILE, SALES, shop.now)
    assert (preview.rows, len(preview.sales)) == (20, PREVIEWED)
    assert preview.headings == ("customer", "date", "amount")
    assert [problem.line for problem in preview.problems] == [21]


def test_a_look_at_members_shows_members() -> None:
    """With the columns that members have."""
    shop = scratch_shop()
    data = table("number,name", "1,Anna Müller")
    (member,) = shop.application.imports.look(data, MEMBERS, shop.now).members
    assert member.family_name == "Müller"


def test_a_look_says_which_columns_are_missing() -> None:
    """And tries to read nothing."""
    shop = scratch_shop()
    preview = shop.application.imports.look(table("a,b", "1,2"), SALES, shop.now)
    assert preview.missing == (ImportField.MEMBER, ImportField.DATE, ImportField.AMOUNT)
    assert (preview.rows, preview.sales) == (1, ())
    with pytest.raises(WrongDocumentError):
        shop.application.imports.start(shop.request(), table("a,b", "1,2"), SALES, Purpose.REAL)


def test_an_import_under_a_known_key_gives_the_first_answer() -> None:
    """The same file and mapping only: a key is for one import."""
    shop = scratch_shop()
    imports, request = shop.application.imports, shop.request("march")
    assert imports.answered(request, _FILE, SALES) is None
    report = brought(shop, _FILE, request=request)
    assert not imports.remember(request, _FILE, SALES, report).repeated
    assert imports.answered(request, _FILE, SALES) == report
    with pytest.raises(KeyReusedError):
        imports.answered(request, _FILE, HISTORY)
