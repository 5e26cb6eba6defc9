"""The application of the REST API, which describes once for all routes how they refuse.

Told to the framework, seven refusals would cost every route seven models of its own at each start.
"""

from http import HTTPMethod
from typing import Any

from fastapi import FastAPI

from coaching_app.access.rest import PREFIX
from coaching_app.api.problems import MEDIA_TYPE, REFUSALS, Problem

_METHODS = frozenset(method.lower() for method in HTTPMethod)
# The framework's own words for 422, which we never send.
_NEVER_SENT = ("HTTPValidationError", "ValidationError")
# A feature may call something of its own a problem.
_NAME = "ProblemDocument"
_REFERENCE = {"schema": {"$ref": f"#/components/schemas/{_NAME}"}}


class Api(FastAPI):
    """The framework's application with our refusals in its description."""

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, made at the first call."""
        document = super().openapi()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if _NAME not in schemas:
            _describe_refusals(document, schemas)
        return document


def _describe_refusals(document: dict[str, Any], schemas: dict[str, Any]) -> None:
    schemas[_NAME] = Problem.model_json_schema(mode="serialization")
    for name in _NEVER_SENT:
        schemas.pop(name, None)
    for path, operations in document.get("paths", {}).items():
        if not path.startswith(PREFIX):
            continue
        for method in _METHODS & operations.keys():
            operations[method]["responses"].update(
                {str(status): _refusal(said) for status, said in REFUSALS.items()}
            )


def _refusal(said: str) -> dict[str, Any]:
    return {"description": said, "content": {MEDIA_TYPE: _REFERENCE}}
