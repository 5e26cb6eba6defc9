"""Lets a component accept a plain value or a state Var in the same argument."""

from collections.abc import Callable
from typing import Any, TypeAlias

import reflex as rx

Text: TypeAlias = str | rx.Var[str]
Flag: TypeAlias = bool | rx.Var[bool]
Number: TypeAlias = int | float | rx.Var[int] | rx.Var[float]
Child: TypeAlias = rx.Component | rx.Var[Any] | str


def when(condition: Any, shown: Any, otherwise: Any = None) -> rx.Component:
    """Draw `shown` when `condition` is true, deciding now for plain values and in the browser for Vars."""
    fallback = rx.fragment() if otherwise is None else otherwise
    if isinstance(condition, rx.Var):
        return rx.cond(condition, shown, fallback)
    return rx.fragment(shown) if condition else rx.fragment(fallback)


def is_given(value: Any) -> bool:
    """Whether an argument was given: a Var always was, whatever it will hold."""
    return isinstance(value, rx.Var) or bool(value)


def drawn(value: Any, draw: Callable[[], rx.Component]) -> rx.Component:
    """What `draw` makes, if `value` was given and, for a Var, while it holds something."""
    return when(value, draw()) if is_given(value) else rx.fragment()


def attribute(condition: Any, yes: str = "true", no: str | None = None) -> Any:
    """An attribute value that follows `condition`; None leaves the attribute out."""
    if isinstance(condition, rx.Var):
        return rx.cond(condition, yes, rx.Var("undefined") if no is None else no)
    return yes if condition else no


def attributes(**values: Any) -> dict[str, Any]:
    """Keep only the attributes that were given (None means: leave it out)."""
    return {name: value for name, value in values.items() if value is not None}
