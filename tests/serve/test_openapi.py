"""The endpoint keeps what its OpenAPI document promises."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

OPERATIONS = ["POST /", "POST /solid", "POST /solid/{format}", "GET /healthz", "GET /metrics"]
# A program is any text by its schema, and most texts are none: 422 is the right answer to them.
PROGRAMS = OPERATIONS[1:3]
EXAMPLES = 20


@pytest.fixture(scope="module")
def operations(client: httpx.Client) -> dict[str, Any]:
    document = client.get("/openapi.json").json()
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=str(client.base_url))
    found = [result.ok() for result in schema.get_all_operations()]
    return {operation.label: operation for operation in found}


def test_every_operation_is_known(operations: dict[str, Any]) -> None:
    assert sorted(operations) == sorted(OPERATIONS)


@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_what_is_promised_is_kept(
    operations: dict[str, Any], label: str, mode: GenerationMode
) -> None:
    if mode.is_negative and label.startswith("GET"):
        return  # these take nothing that could be wrong
    excluded = [positive_data_acceptance] if label in PROGRAMS else []
    asked = 0

    @given(operations[label].as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: Case) -> None:
        nonlocal asked
        asked += 1
        case.call_and_validate(excluded_checks=excluded)

    ask()
    assert asked >= (EXAMPLES if label.startswith("POST") else 1)


@pytest.mark.parametrize("prompt", ["box 10x10x10", "\u00f4\ud86a\udcb8"])
def test_each_event_of_a_stream_is_as_promised(operations: dict[str, Any], prompt: str) -> None:
    body = {"prompt": prompt, "stream": True, "solid": True, "n_best": 2, "temperature": 0.5}
    case = operations["POST /"].Case(body=body, media_type="application/json")
    assert "event: done" in case.call_and_validate().text


def test_every_example_of_the_document_is_answered(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    asked = 0
    for path, schema in bodies(document):
        for example in schema["examples"]:
            target = path.replace("{format}", "stl")
            assert client.post(target, json=example).status_code == 200
            asked += 1
    assert asked == 3


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Paths that are POSTed to, each with the schema of its body."""
    for path, operations in document["paths"].items():
        if "post" in operations:
            body = operations["post"]["requestBody"]["content"]["application/json"]
            name = body["schema"]["$ref"].rsplit("/", 1)[-1]
            yield path, document["components"]["schemas"][name]
