"""docs/shop-api.yaml as tests use it: which operation a request is, and whether requests and answers fit it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import yaml
from openapi_core import OpenAPI
from openapi_core.testing import MockRequest, MockResponse

FILE = Path(__file__).resolve().parents[2] / "docs" / "shop-api.yaml"


@dataclass(frozen=True)
class Asked:
    """One request as it came over the wire; `path` with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Operation:
    """The operation that a request is, with what stands in its path and query."""

    id: str
    given: Mapping[str, str]


@dataclass(frozen=True)
class Document:
    content: Mapping[str, Any]
    api: OpenAPI

    @property
    def base(self) -> str:
        return str(self.content["servers"][0]["url"])

    @property
    def operations(self) -> Mapping[str, Mapping[str, Any]]:
        """By name; each with its `method` and `path` beside what the document says."""
        return {each["operationId"]: each for each in self._operations()}

    @property
    def schemas(self) -> Mapping[str, Mapping[str, Any]]:
        schemas: Mapping[str, Mapping[str, Any]] = self.content["components"]["schemas"]
        return schemas

    def operation_of(self, asked: Asked) -> Operation | None:
        parts = urlsplit(asked.path)
        prefix = urlsplit(self.base).path
        for each in self._operations():
            template = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", prefix + each["path"])
            match = re.fullmatch(template, parts.path)
            if match and each["method"] == asked.method.lower():
                in_path = {name: unquote(value) for name, value in match.groupdict().items()}
                return Operation(each["operationId"], {**dict(parse_qsl(parts.query)), **in_path})
        return None

    def faults_of_request(self, asked: Asked) -> list[str]:
        return [_said(error) for error in self.api.iter_request_errors(self._request(asked))]

    def faults_of_answer(self, asked: Asked, status: int, body: bytes) -> list[str]:
        answer = MockResponse(body, status)
        return [_said(error) for error in self.api.iter_response_errors(self._request(asked), answer)]

    def _request(self, asked: Asked) -> MockRequest:
        base, parts = urlsplit(self.base), urlsplit(asked.path)
        return MockRequest(
            host_url=f"{base.scheme}://{base.netloc}",
            method=asked.method,
            path=parts.path,
            args=dict(parse_qsl(parts.query)),
            headers=dict(asked.headers),
            data=asked.body,
        )

    def _operations(self) -> Iterator[Mapping[str, Any]]:
        for path, methods in self.content["paths"].items():
            for method, operation in methods.items():
                yield {**operation, "method": method, "path": path}


@cache
def the_document() -> Document:
    content = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return Document(content, OpenAPI.from_dict(content))


def _said(error: BaseException) -> str:
    """With what lies beneath, which is where openapi-core puts the field."""
    causes = getattr(error.__cause__, "schema_errors", ())
    return " / ".join([str(error), *(f"{cause.json_path}: {cause.message}" for cause in causes)])
