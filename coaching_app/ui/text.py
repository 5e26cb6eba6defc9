"""The single door for words in the interface.

Pages are compiled once and serve every language, so `t` returns English at compile time and marks the message
for extraction (`pybabel extract -k t -k plural:1,2`). When catalogues arrive, `t` will return a Var that looks
the msgid up in the catalogue of the person's language, loaded by the browser as one cached file per language;
callers do not change because every component accepts `str | rx.Var[str]`. Values are named, never positional,
so that translators can reorder them.
"""

from typing import Any, overload

import reflex as rx

from coaching_app.ui.presence import Text


@overload
def t(message: str) -> str: ...
@overload
def t(message: str, **values: str | float) -> str: ...
@overload
def t(message: str, **values: Any) -> Text: ...
def t(message: str, **values: Any) -> Text:
    """Return `message` in the person's language, `{name}` filled in; Vars as values give a Var."""
    return message.format(**values) if values else message


def plural(one: str, many: str, count: int | rx.Var[int], **values: Any) -> Text:
    """Return the form for `count`; `{count}` is filled in. Accepts a Var: the browser then chooses the form."""
    if isinstance(count, rx.Var):
        return rx.cond(count == 1, t(one, count=count, **values), t(many, count=count, **values)).to(str)
    return t(one if count == 1 else many, count=count, **values)
