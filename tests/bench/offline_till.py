"""A till that was offline for a month, in a process of its own.

python -m tests.bench.offline_till sell FOLDER SALES SEED     sells, without a word to the hub
python -m tests.bench.offline_till sync FOLDER MARKS TILLS    then sends and reads all there is
"""

import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from uuid_utils import uuid7

from pos_loyalty.bootstrap.application import Application, open_application
from pos_loyalty.config.clock import SystemClock
from pos_loyalty.domain.basket import Basket, BasketLine
from pos_loyalty.domain.staff import OPERATOR
from pos_loyalty.services.request import Request
from pos_loyalty.services.sales import Sale
from tests.support.clock import FixedClock
from tests.support.shop import data_folder_in

_DAYS = 30
_LOOKS_EVERY_S = 0.05


def main(words: list[str]) -> None:
    """As the first word says."""
    act, folder = words[0], Path(words[1])
    if act == "sell":
        sell(folder, int(words[2]), seed=int(words[3]))
    else:
        sync(folder, Path(words[2]), tills=int(words[3]))


def sell(folder: Path, sales: int, *, seed: int) -> None:
    """Sales of the last month, evenly over its days, to members who are here."""
    dice = Random(seed)  # noqa: S311 - a shop to measure in
    clock = FixedClock(datetime.now(UTC) - timedelta(days=_DAYS))
    with open_application(data_folder_in(folder), clock) as shop:
        with shop.store.read() as reading:
            found = reading.connection.execute("SELECT id FROM member ORDER BY id")
            members = [row[0] for row in found]
        for _ in range(sales):
            clock.advance(timedelta(days=_DAYS) / (sales + 1))
            amount = dice.randint(300, 9000)
            basket = Basket(lines=(BasketLine(amount_minor=amount),))
            sale = Sale(member_id=dice.choice(members), basket=basket)
            request = Request(str(uuid7()), OPERATOR, clock.now())
            shop.sales.record(request, sale, slip=False)


def sync(folder: Path, marks: Path, *, tills: int) -> None:
    """Send everything, wait until all tills have, and read everything."""
    with open_application(data_folder_in(folder), SystemClock()) as shop:
        _talk(shop)
        (marks / folder.name).touch()
        while len(list(marks.iterdir())) < tills:
            time.sleep(_LOOKS_EVERY_S)
        _talk(shop)


def _talk(shop: Application) -> None:
    hub = shop.hub
    if hub is None:
        raise LookupError(shop)
    while True:
        report = hub.till_hub().run_once()
        if report.is_whole and report.backlog == 0:
            return
        time.sleep(_LOOKS_EVERY_S)


if __name__ == "__main__":
    main(sys.argv[1:])
