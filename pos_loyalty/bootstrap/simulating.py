"""Trying rules on a shop's own sales, without opening the shop."""

from pos_loyalty.bootstrap.application import open_application
from pos_loyalty.config.clock import Clock
from pos_loyalty.config.paths import DataFolder
from pos_loyalty.services.simulation.simulation import Simulations
from pos_loyalty.storage.recorded import is_current
from pos_loyalty.storage.timeline import TimelineShelf


def simulations_in(folder: DataFolder, clock: Clock) -> Simulations:
    """Simulations on the shop in a data folder, which is opened for nothing but looking.

    Only a database of an older release is first brought up to date, as by every command.
    Raises DatabaseMissingError and other outages of a database.
    """
    if not is_current(folder.database):
        open_application(folder, clock).store.close()
    return Simulations.on_file(folder.database, TimelineShelf())
