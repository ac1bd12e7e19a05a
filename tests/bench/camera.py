"""How many hard pictures of cards are read, and how long each takes."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import chain

import zxingcpp
from PIL import Image, ImageFilter

from pos_loyalty.scanning.luma import LumaPlane
from pos_loyalty.scanning.picture_reader import PictureReader, plain_look, thorough_look
from tests.bench.result import Figure, Goal, Result, measured, percentile
from tests.bench.scale import Setting
from tests.support.hard_pictures import HardPicture, Trouble, empty_pictures, hard_pictures

_PLAIN, _RIVAL, _FRAME, _OURS = "zxing", "zxing + 2× + blur", "ours, a frame", "ours, all looks"


def camera(setting: Setting) -> list[Result]:
    """Every picture by the plain decoder, by the best chain known, and by ours, in the same run."""
    each = setting.scale.pictures
    readers: dict[str, Callable[[LumaPlane], tuple[str, ...]]] = {
        _PLAIN: plain_look,
        _RIVAL: _with_blur,
        _FRAME: PictureReader().read,
        _OURS: thorough_look,
    }
    read: dict[str, Counter[str]] = {name: Counter() for name in readers}
    took: dict[str, list[float]] = {name: [] for name in readers}
    empty: dict[str, list[float]] = {name: [] for name in readers}
    wrong = 0
    for picture in _pictures(each):
        plane = plane_of(picture)
        for name, reader in readers.items():
            # Of this thread alone: others may be using the machine.
            began = time.thread_time()
            texts = reader(plane)
            elapsed = (time.thread_time() - began) * 1000
            (took if picture.text else empty)[name].append(elapsed)
            read[name][picture.trouble] += picture.text in texts
            wrong += any(text != picture.text for text in texts)
    print(f"\n{_table(read, each)}\nwrong texts: {wrong}\n{_times(took, empty)}")
    return _results(read, took, empty, each)


def plane_of(picture: HardPicture) -> LumaPlane:
    """The picture as a camera hands it over."""
    width, height = picture.image.size
    return LumaPlane(picture.image.tobytes(), width, height, width)


def _pictures(each: int) -> Iterator[HardPicture]:
    return chain(hard_pictures(each), empty_pictures(each))


def _with_blur(plane: LumaPlane) -> tuple[str, ...]:
    """The chain to beat: as it is, twice as large, then a little blurred."""
    texts = plain_look(plane)
    if texts:
        return texts
    size = (plane.width, plane.height)
    image = Image.frombytes("L", size, bytes(plane.data))
    twice = image.resize((size[0] * 2, size[1] * 2), Image.Resampling.BICUBIC)
    return _read(twice) or _read(image.filter(ImageFilter.GaussianBlur(1.4)))


def _read(image: Image.Image) -> tuple[str, ...]:
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(image, formats=formats)
    return tuple(code.text for code in found)


def _table(read: dict[str, Counter[str]], each: int) -> str:
    lines = [f"{f'read, of {each}':22}" + "".join(f"{name:>20}" for name in read)]
    for trouble in Trouble:
        row = "".join(f"{counts[trouble]:>20}" for counts in read.values())
        lines.append(f"{trouble.value:22}{row}")
    whole = each * len(Trouble)
    sums = "".join(
        f"{counts.total():>12} {counts.total() / whole:6.1%}" for counts in read.values()
    )
    lines.append(f"{'all':22}{sums}")
    return "\n".join(lines)


def _times(took: dict[str, list[float]], empty: dict[str, list[float]]) -> str:
    lines = [f"{'CPU ms: p50 / p95 / max':30}{'hard picture':>24}{'nothing in sight':>24}"]
    for name, samples_of_codes in took.items():
        told = (
            " / ".join(f"{figure:.1f}" for figure in _figures(samples))
            for samples in (samples_of_codes, empty[name])
        )
        lines.append(f"{name:30}" + "".join(f"{each:>24}" for each in told))
    return "\n".join(lines)


def _figures(samples: list[float]) -> tuple[float, float, float]:
    return percentile(samples, 50), percentile(samples, 95), max(samples)


def _results(
    read: dict[str, Counter[str]],
    took: dict[str, list[float]],
    empty: dict[str, list[float]],
    each: int,
) -> list[Result]:
    rate = {name: 100 * counts.total() / (each * len(Trouble)) for name, counts in read.items()}
    ours = Result(
        name="camera: hard pictures read",
        unit="%",
        p50=rate[_OURS],
        p95=rate[_OURS],
        p99=rate[_OURS],
        floor_p50=rate[_RIVAL],
        goal=Goal(Figure.RATIO, 1.0, at_least=True),
    )
    return [
        ours,
        measured("camera: one picture, every look", took[_OURS], floor=took[_RIVAL]),
        measured("camera: one frame as the till reads it", took[_FRAME], floor=took[_RIVAL]),
        measured("camera: nothing in sight, every look", empty[_OURS], floor=empty[_RIVAL]),
    ]
