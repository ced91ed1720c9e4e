"""docs/shop-api.yaml cannot drift: it is checked against the port, our values, the rules and its own examples."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import httpx
import pytest
from openapi_schema_validator import OAS31Validator, oas31_format_checker
from openapi_spec_validator import OpenAPIV31SpecValidator

from shop.after_sales import ReturnParcel, ServiceOrder, ServiceRequest
from shop.catalogue import Account, Product, RepairCenter, Stock, StockNotice
from shop.http_refusals import FACTS, facts_of
from shop.http_wire import wire_name
from shop.models import Address, Modification, Order
from shop.money import Coupon, Invoice, InvoiceRequest, PriceProtection, Promotion
from shop.port import Shop
from shop.rules import CODES
from shop.slots import Slot
from shop.verification import Finding, IdentityClaim, PersonClaim, Verification, VerificationResult
from tests.shop.bench import Bench
from tests.shop.document import FILE, the_document
from tests.shop.stand_in import TOKEN, StandIn
from tests.shop.stand_in_answers import ANSWERS

DOCUMENT = the_document()
GUIDE = FILE.with_name("SHOP_API.md")
METHODS = {name: method for name, method in vars(Shop).items() if not name.startswith("_") and callable(method)}


def test_the_document_is_a_valid_openapi_3_1_document() -> None:
    assert DOCUMENT.content["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(DOCUMENT.content).iter_errors()) == []


def test_every_method_of_the_port_is_one_operation_and_the_stand_in_has_it() -> None:
    assert set(DOCUMENT.operations) == set(METHODS)
    assert set(ANSWERS) == set(METHODS)


@pytest.mark.parametrize("name", sorted(METHODS))
def test_what_writes_is_a_post_with_its_key_and_what_reads_a_get_without(name: str) -> None:
    operation = DOCUMENT.operations[name]
    asked_with = {each.get("$ref", "").rpartition("/")[2] for each in operation.get("parameters", ())}
    takes = set(get_type_hints(METHODS[name]))
    # These two count tries: their key is made of the message that the claim names.
    is_write = "key" in takes or name in {"verify", "find_orders"}

    assert (operation["method"] == "post") == is_write
    assert ("IdempotencyKey" in asked_with) == is_write
    assert ("AskedAt" in asked_with) == ("at" in takes)
    assert "requestBody" in operation or not is_write
    assert {"200", "400", "401", "503"} <= set(operation["responses"])


@pytest.mark.parametrize("name", sorted(METHODS))
def test_the_answer_of_an_operation_is_what_the_method_gives(name: str) -> None:
    schema = DOCUMENT.operations[name]["responses"]["200"]["content"]["application/json"]["schema"]
    gives = get_type_hints(METHODS[name])["return"]

    if name == "is_locked":
        assert schema == {"$ref": "#/components/schemas/Lock"}
    elif get_args(gives):
        assert schema == {"type": "array", "items": {"$ref": f"#/components/schemas/{get_args(gives)[0].__name__}"}}
    else:
        assert schema == {"$ref": f"#/components/schemas/{gives.__name__}"}


VALUES = [
    *(Account, Address, Coupon, Finding, IdentityClaim, Invoice, InvoiceRequest, Modification, Order, PersonClaim),
    *(PriceProtection, Product, Promotion, RepairCenter, ReturnParcel, ServiceOrder, ServiceRequest, Slot, Stock),
    *(StockNotice, Verification),
]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: kind.__name__)
def test_a_schema_says_what_our_value_is_name_by_name(kind: Any) -> None:
    assert list(_differences(kind, {"$ref": f"#/components/schemas/{kind.__name__}"}, kind.__name__)) == []


def test_the_facts_of_refusals_are_all_there_with_their_kinds() -> None:
    properties = DOCUMENT.schemas["Facts"]["properties"]

    assert set(properties) == {wire_name(name) for name in FACTS}
    for name, kind in FACTS.items():
        assert list(_differences(kind, properties[wire_name(name)], name)) == []


def test_every_example_fits_its_schema() -> None:
    examples = list(_examples(DOCUMENT.content))

    assert len(examples) > 40
    for where, schema, example in examples:
        whole = {"components": DOCUMENT.content["components"], "allOf": [schema]}
        validator = OAS31Validator(whole, format_checker=oas31_format_checker)
        faults = [error.message for error in validator.iter_errors(example)]
        assert (where, faults) == (where, [])


def test_the_guide_lists_every_refusal_with_its_facts() -> None:
    _, _, refusals = GUIDE.read_text(encoding="utf-8").partition("## Refusals")
    rows = re.findall(r"^\| `(\w+)` \| `(\w+)` \| (.*?) \|$", refusals, re.MULTILINE)
    listed = {(task, code): set(re.findall(r"`(\w+)`", facts)) for task, code, facts in rows}

    assert listed == {
        (task, code): {wire_name(name) for name in facts_of(task, code)}
        for task, codes in CODES.items()
        for code in codes
    }


# --- the stand-in keeps the document, and notices who does not --------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({}, 422),
        ({"headers": {"Idempotency-Key": None}}, 400),
        ({"headers": {"Asked-At": "yesterday"}}, 400),
        ({"headers": {"Authorization": "Bearer other"}}, 401),
        ({"headers": {"Authorization": None}}, 401),
        ({"json": {}}, 400),
        ({"json": {"reason": 7}}, 400),
    ],
)
def test_a_request_that_does_not_fit_is_not_done(made: Bench, change: dict[str, Any], status: int) -> None:
    order = made.order("in_transit")
    headers = {"Authorization": f"Bearer {TOKEN}", "Idempotency-Key": "m:a", "Asked-At": "2026-11-21T02:00:00Z"}
    headers = {name: value for name, value in {**headers, **change.get("headers", {})}.items() if value is not None}

    with StandIn(made.shop) as stand_in:
        answer = httpx.post(
            f"{stand_in.url}/orders/{order.number}/cancellation",
            json=change.get("json", {"reason": "other"}),
            headers=headers,
            trust_env=False,
        )

    assert answer.status_code == status
    assert bool(stand_in.misfits) == (status == 400)


def test_an_answer_that_does_not_fit_is_noticed(made: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    order = made.order("signed")
    with StandIn(made.shop) as stand_in:
        monkeypatch.setattr("tests.shop.stand_in.to_wire", lambda value: {"number": value.number, "total": 1})
        answer = httpx.get(
            f"{stand_in.url}/orders/{order.number}", headers={"Authorization": f"Bearer {TOKEN}"}, trust_env=False
        )

    assert answer.status_code == 200
    assert any("total_fen" in misfit for misfit in stand_in.misfits)


# --- how values and schemas are compared ------------------------------------------------------------------------------

_SCALARS: Mapping[Any, Mapping[str, str]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
    time: {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"},
}
# Locked has an answer of its own.
_NOT_IN_AN_ANSWER = {VerificationResult: {"locked"}}


def _differences(kind: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    schema = _resolved(schema)
    if NoneType in get_args(kind):
        yield from _optional(kind, schema, where)
    elif get_origin(kind) is tuple:
        if schema.get("type") != "array":
            yield f"{where}: no array"
        yield from _differences(get_args(kind)[0], schema.get("items", {}), f"{where}[]")
    elif is_dataclass(kind):
        yield from _object(kind, schema, where)
    elif issubclass(kind, Enum):
        values = {each.value for each in kind} - _NOT_IN_AN_ANSWER.get(kind, set())
        if set(schema.get("enum", ())) != values:
            yield f"{where}: not the same values"
    elif any(schema.get(name) != value for name, value in _SCALARS[kind].items()):
        yield f"{where}: {schema} is no {kind.__name__}"
    elif kind is int and schema.get("minimum") not in {0, 1}:
        yield f"{where}: may be negative"


def _object(kind: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    types = get_type_hints(kind)
    properties = schema.get("properties", {})
    if set(properties) != {wire_name(field.name) for field in fields(kind)}:
        yield f"{where}: {sorted(set(properties) ^ {wire_name(field.name) for field in fields(kind)})}"
        return
    needed = {
        wire_name(field.name)
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING and NoneType not in get_args(types[field.name])
    }
    if set(schema.get("required", ())) != needed:
        yield f"{where}: required {sorted(set(schema.get('required', ())) ^ needed)}"
    for field in fields(kind):
        name = wire_name(field.name)
        yield from _differences(types[field.name], properties[name], f"{where}.{name}")


def _optional(kind: Any, schema: Mapping[str, Any], where: str) -> Iterator[str]:
    (inner,) = (each for each in get_args(kind) if each is not NoneType)
    if "oneOf" in schema:
        some, nothing = schema["oneOf"]
        if nothing != {"type": "null"}:
            yield f"{where}: cannot be null"
        yield from _differences(inner, some, where)
    elif schema.get("type", [])[1:] != ["null"]:
        yield f"{where}: cannot be null"
    else:
        yield from _differences(inner, {**schema, "type": schema["type"][0]}, where)


def _resolved(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" not in schema:
        return schema
    return {**_resolved(DOCUMENT.schemas[schema["$ref"].rpartition("/")[2]]), **schema}


def _examples(node: Any, where: str = "#") -> Iterator[tuple[str, Mapping[str, Any], Any]]:
    """Every example with the schema beside it, or the schema that it stands in."""
    if isinstance(node, list):
        for place, each in enumerate(node):
            yield from _examples(each, f"{where}/{place}")
    if not isinstance(node, dict):
        return
    schema = node.get("schema", node if "type" in node else None)
    if schema is not None:
        if "example" in node:
            yield where, schema, node["example"]
        if isinstance(node.get("examples"), dict):
            yield from ((f"{where}/{name}", schema, each["value"]) for name, each in node["examples"].items())
    for name, each in node.items():
        if name not in {"example", "examples"}:
            yield from _examples(each, f"{where}/{name}")
