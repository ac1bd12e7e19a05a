import hashlib
import io
import json
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from PIL import Image

from pos_loyalty.cards.pass_signer import read_signer
from pos_loyalty.cards.wallet_pass import PassContent, PassWords, wallet_pass
from tests.support.builders import at
from tests.support.cards import PAYLOAD, card_face
from tests.support.pass_certificates import PASS_TYPE, PASSWORD, TEAM, certificates

NOW = at("2026-05-04 12:00")
WORDS = PassWords("Mitglied", "Nummer", "Ihre Karte", "Bitte nicht weitergeben.")
SIZES = {"": 1, "@2x": 2, "@3x": 3}


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """What is inside Anna's pass."""
    given = certificates(NOW)
    signer = read_signer(given.bundle, PASSWORD, given.intermediate, NOW)
    archive = wallet_pass(PassContent(card_face(), "K48217P2M9-2", WORDS), signer)
    with ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def test_the_manifest_names_every_file_with_its_hash(files: dict[str, bytes]) -> None:
    """All but itself and the signature, by SHA-1 as the format asks."""
    manifest = json.loads(files["manifest.json"])
    hashed = {
        name: hashlib.sha1(data, usedforsecurity=False).hexdigest()
        for name, data in files.items()
        if name not in {"manifest.json", "signature"}
    }
    assert manifest == hashed


def test_the_signature_is_detached_and_good(files: dict[str, bytes], tmp_path: Path) -> None:
    """Somebody else's tool verifies it against the certificate above; a changed manifest fails."""
    given = certificates(NOW)
    for name in ("manifest.json", "signature"):
        (tmp_path / name).write_bytes(files[name])
    (tmp_path / "issuer.der").write_bytes(given.intermediate)
    (tmp_path / "changed.json").write_bytes(files["manifest.json"] + b" ")

    def verified(content: str) -> bool:
        words = "openssl cms -verify -binary -inform DER -in signature -noverify -out out"
        done = subprocess.run(
            [*words.split(), "-content", content], cwd=tmp_path, capture_output=True, check=False
        )
        return done.returncode == 0

    assert verified("manifest.json")
    assert not verified("changed.json")


def test_the_signers_go_along(files: dict[str, bytes], tmp_path: Path) -> None:
    """A phone finds both certificates inside: ours, and the one that vouches for it."""
    (tmp_path / "signature").write_bytes(files["signature"])
    words = "openssl pkcs7 -inform DER -in signature -print_certs -noout"
    done = subprocess.run(words.split(), cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.count("subject=") == 2
    assert PASS_TYPE in done.stdout


def test_the_document_has_what_the_format_asks_for(files: dict[str, bytes]) -> None:
    """Identifiers from the certificate, the code as a QR code, and what people read."""
    document = json.loads(files["pass.json"])
    assert document["formatVersion"] == 1
    assert (document["passTypeIdentifier"], document["teamIdentifier"]) == (PASS_TYPE, TEAM)
    assert document["serialNumber"] == "K48217P2M9-2"
    assert document["organizationName"] == document["logoText"] == "Sonnenblume Naturkost"
    assert document["description"] == "Mitgliedskarte"
    assert document["barcodes"] == [document["barcode"]]
    assert document["barcode"] == {
        "format": "PKBarcodeFormatQR",
        "message": PAYLOAD,
        "messageEncoding": "iso-8859-1",
        "altText": "K4821-7P2M9-R",
    }
    fields = document["storeCard"]["secondaryFields"]
    assert [field["value"] for field in fields] == ["Anna Berger", "K4821-7P2M9-R"]
    assert document["backgroundColor"] == "rgb(15, 102, 86)"
    assert document["sharingProhibited"] is True


@pytest.mark.parametrize(("name", "size"), [("icon", 29), ("logo", 50)])
def test_pictures_come_in_three_sizes(files: dict[str, bytes], name: str, size: int) -> None:
    """For screens of every fineness; without an icon a phone refuses the pass."""
    for suffix, scale in SIZES.items():
        image = Image.open(io.BytesIO(files[f"{name}{suffix}.png"]))
        assert image.size == (size * scale, size * scale)
        assert len(image.getcolors(10_000) or []) > 2


def test_a_member_without_a_name_has_a_number() -> None:
    """Nothing is shown empty."""
    given = certificates(NOW)
    signer = read_signer(given.bundle, PASSWORD, given.intermediate, NOW)
    content = PassContent(card_face(shop_name=" ", member_name=None), "1", WORDS)
    with ZipFile(io.BytesIO(wallet_pass(content, signer))) as opened:
        document = json.loads(opened.read("pass.json"))
    assert [field["key"] for field in document["storeCard"]["secondaryFields"]] == ["number"]
