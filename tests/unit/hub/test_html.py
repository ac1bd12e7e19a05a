from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from pos_loyalty.hub.html import Html, element, joined


@given(text=st.text())
def test_text_stays_text(text: str) -> None:
    """Whatever is put into an element or an attribute is read back as it was, and is no HTML."""
    made = element("p", text, title=text)
    inner = made.removeprefix('<p title="').removesuffix("</p>")
    attribute, _, content = inner.partition('">')
    assert unescape(attribute) == unescape(content) == text
    assert "<" not in content
    assert '"' not in attribute


def test_html_is_put_in_as_it_is() -> None:
    """Elements within elements are not escaped twice, nor are several at once."""
    inner = element("b", "a & b")
    assert element("p", [inner, " < "], inner) == Html(
        "<p><b>a &amp; b</b> &lt; <b>a &amp; b</b></p>"
    )
    assert joined() == ""


def test_attributes_that_are_off_are_left_out() -> None:
    """None and False leave nothing; True leaves the bare name."""
    made = element("input", autofocus=True, disabled=False, value=None, class_="x", for_="y")
    assert made == '<input autofocus class="x" for="y">'
    assert element("meta", http_equiv="refresh") == '<meta http-equiv="refresh">'
