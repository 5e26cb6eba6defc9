"""Checks what a browser sent as a handler's arguments: exactly those, of exactly their types, of bounded size."""

import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from coaching_app.access.policy import largest_arguments
from coaching_app.core.errors import Invalid, TooLarge
from coaching_app.core.i18n import gettext as _

_PLAIN = (str, int, float, bool, type(None), date, datetime)


class UncheckableArgument(Exception):
    """A handler has an argument whose type nobody can check; it must not ship."""


def _is_checkable(annotation: Any) -> bool:
    if annotation in _PLAIN:
        return True
    origin = typing.get_origin(annotation)
    if origin is Literal:
        return True
    if origin in (list, tuple, dict, typing.Union, types.UnionType):
        return all(part is Ellipsis or _is_checkable(part) for part in typing.get_args(annotation))
    return inspect.isclass(annotation) and (issubclass(annotation, Enum) or is_dataclass(annotation))


@cache
def arguments_model(function: Callable[..., Any]) -> type[BaseModel]:
    """The strict model of a handler's arguments; raises UncheckableArgument at start-up, not at run time."""
    hints = typing.get_type_hints(function)
    fields: dict[str, Any] = {}
    parameters = list(inspect.signature(function).parameters.values())[1:]
    for parameter in parameters:
        annotation = hints.get(parameter.name)
        is_named = parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
        # The model would take a name with an underscore for a private attribute and refuse every call.
        if not is_named or parameter.name.startswith("_") or not _is_checkable(annotation):
            raise UncheckableArgument(f"{function.__qualname__}({parameter.name})")
        default = ... if parameter.default is parameter.empty else parameter.default
        fields[parameter.name] = (annotation, default)
    return create_model(
        f"{function.__qualname__}Arguments",
        __config__=ConfigDict(extra="forbid", strict=True, allow_inf_nan=False),
        **fields,
    )


def check_arguments(function: Callable[..., Any], payload: Mapping[str, Any]) -> None:
    """Raise Invalid or TooLarge unless the payload is what the handler asks for."""
    try:
        text = json.dumps(payload)
    except (TypeError, ValueError, RecursionError):
        raise Invalid(_("This could not be understood.")) from None
    if len(text) > largest_arguments(function):
        raise TooLarge(_("This is too long to be saved here."))
    try:
        arguments_model(function).model_validate_json(text)
    except (ValidationError, RecursionError):
        raise Invalid(_("This could not be understood.")) from None
