"""A print server of our own: the system's cupsd with its own folders and its own socket."""

import getpass
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event
from time import monotonic

import pytest

from pos_loyalty.printing.address import NetworkAddress

_PROGRAM = shutil.which("cupsd", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
_BACKENDS = Path("/usr/lib/cups/backend/socket")
MISSING = _PROGRAM is None or not _BACKENDS.exists()

_FILES = """\
ServerRoot {root}/etc
RequestRoot {root}/spool
CacheDir {root}/cache
StateDir {root}/run
ErrorLog {root}/log/error
AccessLog {root}/log/access
PageLog {root}/log/page
SystemGroup root
User {user}
Group {group}
"""
_RULES = """\
Listen {root}/run/cups.sock
Browsing Off
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Location /admin>
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""


class PrintServer:
    """Queues and their jobs, as an administrator sees them."""

    def __init__(self) -> None:
        self._count = 0

    def queue_to(self, address: NetworkAddress) -> str:
        """A raw queue to this printer; its name."""
        self._count += 1
        name = f"receipts-{self._count}"
        self.tell("lpadmin", "-p", name, "-v", f"socket://{address.host}:{address.port}", "-E")
        return name

    def stop(self, queue: str) -> None:
        self.tell("cupsdisable", queue)

    def resume(self, queue: str) -> None:
        self.tell("cupsenable", queue)

    def reject(self, queue: str) -> None:
        self.tell("cupsreject", queue)

    def open_jobs(self, queue: str) -> str:
        return self.tell("lpstat", "-o", queue)

    @staticmethod
    def tell(*command: str) -> str:
        path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))
        done = subprocess.run(
            command,
            capture_output=True,
            check=True,
            timeout=20,
            text=True,
            env={**os.environ, "LC_ALL": "C", "PATH": path},
        )
        return done.stdout


@contextmanager
def print_server() -> Iterator[PrintServer]:
    """The server, for as long as somebody uses it; commands of this process speak to it."""
    root = Path(tempfile.mkdtemp(prefix="cups-"))
    # Its backends run as somebody else, and have to get in.
    root.chmod(0o755)
    for folder in "etc", "spool", "cache", "run", "log":
        (root / folder).mkdir(mode=0o755)
    is_root = os.geteuid() == 0
    names = {"root": root, "user": "lp" if is_root else getpass.getuser()}
    names["group"] = "lp" if is_root else _own_group()
    files, rules = root / "etc" / "cups-files.conf", root / "etc" / "cupsd.conf"
    files.write_text(_FILES.format(**names))
    rules.write_text(_RULES.format(**names))
    assert _PROGRAM is not None
    server = subprocess.Popen(
        [_PROGRAM, "-f", "-c", str(rules), "-s", str(files)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        door = root / "run" / "cups.sock"
        _wait_for(door, server)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CUPS_SERVER", str(door))
            yield PrintServer()
    finally:
        server.terminate()
        server.wait(20)
        shutil.rmtree(root, ignore_errors=True)


def _own_group() -> str:
    import grp  # noqa: PLC0415 - there is none on Windows, where nobody gets here

    return grp.getgrgid(os.getegid()).gr_name


def _wait_for(door: Path, server: subprocess.Popen[bytes]) -> None:
    until = monotonic() + 30
    while monotonic() < until:
        assert server.poll() is None, "the print server did not start"
        with closing(socket.socket(socket.AF_UNIX)) as knock:
            try:
                knock.connect(str(door))
            except OSError:
                Event().wait(0.02)
            else:
                return
    raise TimeoutError(door)
