"""The OpenAPI document, made from the messages themselves."""

from typing import Any, Final

import msgspec

from pos_loyalty import __version__
from pos_loyalty.hub.desk import ENROL_PATH, ERRANDS, HINTS_PATH, Errand
from pos_loyalty.hub.wire import JSON
from pos_loyalty.sync.protocol import NEWEST, Enrol, Enrolled, Problem

_ABOUT: Final = """
How tills and the hub of a shop speak to each other. A till signs each request with the key it was
let in with: `X-Signature` is the base64 of an Ed25519 signature over the lines `pos-loyalty 1`,
the method, path and query, the till's id and the SHA-256 of the body as it was sent, in hex.
Every request may be repeated. Bodies may be packed (`Content-Encoding: deflate`).
"""
_PARAMETERS: Final = {
    "feeds": (
        ("feed", "path", {"type": "string", "enum": ["shop", "events"]}),
        ("from", "query", {"type": "integer", "minimum": 0}),
        ("limit", "query", {"type": "integer", "minimum": 1, "maximum": 2000}),
        ("own", "query", {"type": "integer", "enum": [0, 1]}),
    ),
    "history": (("member", "path", {"type": "string"}),),
    "whose": (("id", "query", {"type": "string", "minLength": 1}),),
    "members": (("after", "query", {"type": "string"}),),
}
_REF: Final = "#/components/schemas/{name}"


def openapi_document() -> dict[str, Any]:
    """The document; it is the same for every hub of this release."""
    kinds = {Enrol, Enrolled, Problem}
    for errand in ERRANDS:
        kinds |= {errand.gives} | ({errand.takes} if errand.takes else set())
    ordered = sorted(kinds, key=lambda kind: kind.__name__)
    _schemas, components = msgspec.json.schema_components(ordered, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for errand in ERRANDS:
        paths.setdefault(errand.path, {})[errand.method.lower()] = _operation(errand)
    paths[ENROL_PATH] = {
        "post": {
            "operationId": "enrol",
            "summary": "Ask to be let in, with the code that the hub showed.",
            "requestBody": _body(Enrol),
            "responses": _responses(Enrolled),
        }
    }
    paths[HINTS_PATH] = {
        "get": {
            "operationId": "hints",
            "summary": "How far the feeds are, called out whenever they move on.",
            "responses": {
                "200": {"description": "A stream.", "content": {"text/event-stream": {}}},
                "default": _answered(Problem, "Why not."),
            },
        }
    }
    paths |= _plain()
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "pos_loyalty hub",
            "version": f"{__version__} (protocol {NEWEST})",
            "description": _ABOUT.strip(),
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": components,
            "securitySchemes": {
                "device": {"type": "apiKey", "in": "header", "name": "X-Device"},
                "signature": {"type": "apiKey", "in": "header", "name": "X-Signature"},
            },
        },
        "security": [{"device": [], "signature": []}],
    }


def _operation(errand: Errand) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": errand.name,
        "summary": errand.about,
        "responses": _responses(errand.gives, errand.media),
    }
    if errand.takes is not None:
        found["requestBody"] = _body(errand.takes)
    if errand.name in _PARAMETERS:
        found["parameters"] = [
            {"name": name, "in": place, "required": place == "path", "schema": schema}
            for name, place, schema in _PARAMETERS[errand.name]
        ]
    return found


def _plain() -> dict[str, Any]:
    said = {
        "/health": ("health", "Whether the database answers.", "application/json"),
        "/metrics": ("metrics", "What the hub counts.", "text/plain"),
    }
    return {
        path: {
            "get": {
                "operationId": name,
                "summary": about,
                "security": [],
                "responses": {"200": {"description": "As it is now.", "content": {kind: {}}}},
            }
        }
        for path, (name, about, kind) in said.items()
    }


def _body(kind: type[msgspec.Struct]) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": _reference(kind)}}}


def _responses(kind: type[msgspec.Struct], media: str = JSON) -> dict[str, Any]:
    return {"200": _answered(kind, "Done.", media), "default": _answered(Problem, "Why not.")}


def _answered(kind: type[msgspec.Struct], said: str, media: str = JSON) -> dict[str, Any]:
    return {"description": said, "content": {media: {"schema": _reference(kind)}}}


def _reference(kind: type[msgspec.Struct]) -> dict[str, str]:
    return {"$ref": _REF.format(name=kind.__name__)}
