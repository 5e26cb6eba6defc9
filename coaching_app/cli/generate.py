"""`generate`: rewrite the tracked files that are made from the code."""

from collections.abc import Callable
from enum import Enum

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from coaching_app.access import asvs, matrix
from coaching_app.core.settings import Settings
from coaching_app.launcher import stamp
from coaching_app.launcher.narration import say


def default_of(field: FieldInfo) -> str:
    """A setting's default as it would be written in the environment."""
    value = field.default
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, Enum):
        return str(value.value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def env_example() -> str:
    """Every setting with its description and default, ready to copy to `.env`."""
    lines = ["# Every setting, with its default. Copy to .env and change what you need."]
    for name, field in Settings.model_fields.items():
        lines += ["", f"# {field.description}", f"#{name.upper()}={default_of(field)}"]
    return "\n".join(lines) + "\n"


def settings_page() -> str:
    """The same as a page of the documentation."""
    lines = ["# Settings", "", "From the environment or `.env`. Made by `make generate`.", ""]
    lines += ["| setting | default | what it does |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = default_of(field)
        described = (field.description or "").replace("|", "\\|")
        lines.append(f"| `{name.upper()}` | {f'`{default}`' if default else 'empty'} | {described} |")
    return "\n".join(lines) + "\n"


def access_entries() -> tuple[matrix.Entry, ...]:
    """Everything that can be called, from the registries."""
    from coaching_app.access.event_guard import product_handlers
    from coaching_app.api.rest import product_routes
    from coaching_app.coaching_app import PAGES, ROUTERS
    from coaching_app.features.planner.tools import TOOLS
    from coaching_app.jobs.registry import JOBS

    return (
        *matrix.route_entries(product_routes(ROUTERS)),
        *matrix.handler_entries(product_handlers()),
        *matrix.page_entries(PAGES),
        *matrix.job_entries(JOBS),
        *matrix.tool_entries(TOOLS),
    )


def access_page() -> str:
    """Who may do what, as a page of the documentation."""
    return matrix.render(access_entries())


GENERATED: dict[str, Callable[[], str]] = {
    ".env.example": env_example,
    "docs/settings.md": settings_page,
    "docs/security/access-matrix.md": access_page,
    "docs/security/asvs.md": asvs.render,
}


@click.command()
def command() -> None:
    """Rewrite the files that are made from the code."""
    for name, render in GENERATED.items():
        path = stamp.ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(render())
        say(f"wrote {name}")
