"""What people are told about printers; read by ``messages``, as its own sentences are."""

from typing import Final

from pos_loyalty.i18n.catalog import mark

PRINTER_SENTENCES: Final = {
    "printer-address": mark(
        "“{address}” is not a printer address. Nothing was changed. Write it like "
        "network://192.168.1.50:9100."
    ),
    "printer-address/host": mark(
        "“{address}” names no computer or printer in the network. Nothing was changed. Write it "
        "like network://192.168.1.50:9100."
    ),
    "printer-address/port": mark(
        "The port in “{address}” cannot be. Nothing was changed. Leave it out, or write it like "
        "network://192.168.1.50:9100."
    ),
    "printer-address/folder": mark(
        "“{address}” names no folder. Nothing was changed. Write it like file:///srv/slips."
    ),
    "printer-address/usb": mark(
        "“{address}” names no printer on USB. Nothing was changed. Write it like usb://04b8:0e15."
    ),
    "printer-address/device": mark(
        "“{address}” names no connection of this computer. Nothing was changed. Write it like "
        "serial:///dev/ttyUSB0?baud=38400 or serial://COM3."
    ),
    "printer-address/serial-option": mark(
        "“{address}” says what no cable does. Nothing was changed. After the question mark go "
        "baud=38400, parity=none, even or odd, and flow=none, rtscts or xonxoff."
    ),
    "printer-address/queue": mark(
        "“{address}” names no print queue. Nothing was changed. Write it like cups://receipts."
    ),
    "printer-address/name": mark(
        "“{address}” names no printer of Windows. Nothing was changed. Write it like "
        "windows://Receipt%20Printer."
    ),
    "network-range": mark(
        "“{range}” is not a range of addresses. Nothing was searched. Write it like 192.168.1.0/24."
    ),
    "network-range/wide": mark(
        "{range} is too wide to be searched. Nothing was searched. Search at most 1,024 addresses, "
        "such as 192.168.0.0/22."
    ),
    "network-range/public": mark(
        "{range} does not belong to the shop’s own network. Nothing was searched. Write it like "
        "192.168.1.0/24."
    ),
    "unknown-printer": mark("This till has no such printer. Nothing was moved."),
    "reason-missing": mark("Say why the slip is not printed. It is still in the queue."),
    "no-drawer": mark(
        "No cash drawer is set up at this till’s printer. Set it up in the settings, under "
        "printers."
    ),
    "drawer": mark(
        "The drawer was not opened, and does not open later either. Look at the printer, then try "
        "again."
    ),
    "drawer/busy": mark(
        "The drawer was not opened: the printer was busy with a slip. Try again in a moment."
    ),
    "job-not-waiting": mark("This slip is not waiting for an answer any more."),
    "printer": mark("The printer cannot print. The sale is safe and the slip waits."),
    "printer/unreachable": mark(
        "The printer cannot be reached. The sale is safe and the slip waits. Check power and cable."
    ),
    "printer/not-answering": mark(
        "The printer does not answer. The sale is safe and the slip waits. Switch it off and on."
    ),
    "printer/connection-lost": mark(
        "The connection to the printer broke off. The sale is safe. Look whether the slip is out."
    ),
    "printer/paper-out": mark(
        "The printer is out of paper. The sale is safe and the slip waits. Put in a new roll."
    ),
    "printer/cover-open": mark(
        "The printer’s cover is open. The sale is safe and the slip waits. Close the cover."
    ),
    "printer/offline": mark(
        "The printer is switched to offline. The sale is safe and the slip waits. Press its feed "
        "button."
    ),
    "printer/occupied": mark(
        "Another program is using the printer. The sale is safe and the slip waits. Close that "
        "program."
    ),
    "printer/forbidden": mark(
        "This computer does not let its user speak to the printer. The sale is safe and the slip "
        "waits. Put the user into the groups “lp” and “dialout”, then sign in to the computer "
        "again."
    ),
    "printer/queue-stopped": mark(
        "The computer’s print queue is stopped. The sale is safe and the slip waits. Start the "
        "queue in the computer’s printer settings."
    ),
    "printer/unsupported": mark(
        "This computer lacks what this kind of connection needs. The sale is safe and the slip "
        "waits. Choose another address for the printer."
    ),
    "printer/error": mark(
        "The printer reports a fault. The sale is safe and the slip waits. Look for stuck paper, "
        "then switch it off and on."
    ),
    "printer/busy": mark("The printer is busy with another slip. Try again in a moment."),
    "printer/folder": mark(
        "The folder for slips cannot be written to. The sale is safe and the slip waits. Check "
        "the folder."
    ),
    "printer/too-old": mark("This slip has waited long. It prints when somebody says so."),
    "printer/interrupted": mark(
        "The program ended while this slip was printing. The sale is safe. Look whether it is out."
    ),
    "printer/unprintable": mark(
        "This slip could not be laid out. The sale is safe. Tell support the code “unprintable”."
    ),
}
