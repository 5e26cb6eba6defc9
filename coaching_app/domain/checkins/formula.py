"""Works out a field from other fields by a formula a person wrote; nothing but arithmetic can be said in it."""

import ast
import math
import operator
from collections.abc import Mapping
from statistics import fmean
from typing import Any, Final, cast

from simpleeval import InvalidExpression, SimpleEval  # pyright: ignore[reportMissingTypeStubs]: it has none

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _

LONGEST: Final = 200
_LARGEST = 1e12
# No power and no strings: with those a short formula makes an endless number.
_OPERATORS: dict[type[ast.AST], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,  # pyright: ignore[reportUnknownMemberType]: typed for anything
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
}


def _mean(*values: float) -> float:
    return fmean(values)


def _total(*values: float) -> float:
    return math.fsum(values)


_FUNCTIONS: dict[str, Any] = {
    "mean": _mean, "sum": _total, "min": min, "max": max, "abs": abs, "round": round
}  # fmt: skip


def _evaluator(names: Mapping[str, float]) -> SimpleEval:
    return SimpleEval(operators=_OPERATORS, functions=_FUNCTIONS, names=dict(names))


def names_in(formula: str) -> frozenset[str]:
    """The fields a formula asks for; raises Invalid, naming the field `formula`, when it cannot be read."""
    text = formula.strip()
    if not text or len(text) > LONGEST:
        raise _refused(_("A formula has 1 to {limit} characters.").format(limit=LONGEST))
    try:
        tree = ast.parse(text, mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise _refused(_("This formula cannot be read. Try for example mean(mood, energy) * 2.")) from None
    for node in ast.walk(tree):
        _check(node)
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name)) - called


def _check(node: ast.AST) -> None:
    allowed = (ast.Expression, ast.BinOp, ast.UnaryOp, ast.Name, ast.Load, *_OPERATORS)
    if isinstance(node, allowed):
        return
    if isinstance(node, ast.Constant) and _is_number(node.value):
        return
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and node.args and not node.keywords:
            return
        raise _refused(_("A formula knows {names}.").format(names=", ".join(_FUNCTIONS)))
    raise _refused(_("A formula may add, subtract, multiply, divide and use fields by their names."))


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _LARGEST


def check_formula(formula: str, known: frozenset[str]) -> None:
    """Raise Invalid unless the formula can be read and asks only for known fields."""
    unknown = names_in(formula) - known
    if unknown:
        raise _refused(_("There is no field called “{name}”.").format(name=min(unknown)))
    # A formula that fails on ordinary values would never tell anything.
    evaluate(formula, dict.fromkeys(known, 1.0))


def evaluate(formula: str, values: Mapping[str, float]) -> float | None:
    """The value, or None where an answer it needs is missing, or there is no such number."""
    if not names_in(formula) <= values.keys():
        return None
    try:
        found = cast("object", _evaluator(values).eval(formula.strip()))  # pyright: ignore[reportUnknownMemberType]: the package has no types
    except ZeroDivisionError:
        return None
    except (InvalidExpression, ArithmeticError, TypeError, ValueError):
        raise _refused(_("This formula cannot be worked out.")) from None
    if not isinstance(found, (int, float)) or not math.isfinite(found) or abs(found) > _LARGEST:
        return None
    return float(found)


def _refused(message: str) -> Invalid:
    return Invalid(message, detail={"field": "formula"})
