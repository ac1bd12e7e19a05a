import json
from typing import Any

from pos_loyalty.hub.desk import ENROL_PATH, ERRANDS, HINTS_PATH
from pos_loyalty.hub.document import openapi_document


def _references(value: Any) -> set[str]:  # noqa: ANN401 - what JSON holds
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*(_references(each) for each in value.values()))
    if isinstance(value, list):
        return set().union(*(_references(each) for each in value))
    return set()


def test_every_route_is_in_it() -> None:
    """Whoever writes a till of their own finds each request that the hub answers."""
    paths = openapi_document()["paths"]
    assert {(errand.path, errand.method.lower()) for errand in ERRANDS} <= {
        (path, method) for path, methods in paths.items() for method in methods
    }
    assert {ENROL_PATH, HINTS_PATH, "/health", "/metrics"} <= paths.keys()


def test_it_refers_to_what_is_in_it() -> None:
    """No reference leads nowhere, and the whole is JSON."""
    document = json.loads(json.dumps(openapi_document()))
    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert _references(document["paths"]) <= schemas
    assert _references(document["components"]) <= schemas
