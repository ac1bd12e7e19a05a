"""A pairing code as a picture on a page."""

from typing import Final

import qrcode

from pos_loyalty.domain.hub_reports import PairingCode
from pos_loyalty.hub.html import Html, element

_QUIET: Final = 4


def pairing_svg(code: PairingCode) -> Html:
    """Black on white with its quiet zone, in dark pages too."""
    drawn = qrcode.QRCode(border=_QUIET, error_correction=qrcode.constants.ERROR_CORRECT_M)
    drawn.add_data(code.qr_text)
    rows = drawn.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, is_dark in enumerate(row)
        if is_dark
    )
    size = len(rows)
    return element(
        "svg",
        element("rect", width=str(size), height=str(size), fill="#ffffff"),
        element("path", d=path, fill="#000000"),
        viewBox=f"0 0 {size} {size}",
        shape_rendering="crispEdges",
        role="img",
        class_="qr",
    )
