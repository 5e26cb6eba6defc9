"""Reflex's configuration: one origin, state in memory, nothing of this machine in the build."""

import os
import re
from typing import Any

import reflex as rx
from reflex.plugins.sitemap import SitemapPlugin

from coaching_app.launcher.built_pages import put_styles_inside

# Node comes with a wheel; without this Reflex would try to download bun.
os.environ.setdefault("REFLEX_USE_NPM", "1")
# A Redis in Reflex's own configuration becomes mandatory and starts several workers.
os.environ.pop("REFLEX_REDIS_URL", None)

BAKED_HTTP = re.compile(r"([`\"'])https?://[^/`\"']+([^`\"']*)\1")
GROUPS = "codeSplitting: {\n          groups: ["
SHARED = """
            {
              test: /\\.web\\/(utils|components|public|app_components|app\\/(root|_document))/,
              name: "shared",
              minShareCount: 3,
            },"""
ADDRESSES = "test: /env.json/,"
FIRST = " priority: 1,"
BAKED_SOCKET = re.compile(r"([`\"'])wss?://[^/`\"']+([^`\"']*)\1")


def same_origin(script: str) -> str:
    """The built addresses of a script, made relative to wherever the page was loaded from."""
    script = BAKED_HTTP.sub(r"`${location.origin}\2`", script)
    return BAKED_SOCKET.sub(r"`${location.origin.replace(/^http/,'ws')}\2`", script)


def with_shared_file(vite_config: str) -> str:
    """Vite's configuration with our parts that three or more pages use in a file of their own."""
    if SHARED in vite_config:
        return vite_config
    changed = vite_config.replace(GROUPS, GROUPS + SHARED, 1).replace(ADDRESSES, ADDRESSES + FIRST, 1)
    if SHARED not in changed or FIRST not in changed:
        raise RuntimeError(
            "Reflex's Vite configuration has no groups any more: shared parts need another way."
        )
    return changed


class SameOriginEnv(rx.plugins.Plugin):
    """Takes the builder's host and port out of the build, so that one build runs anywhere."""

    def post_build(self, **context: Any) -> None:
        """Rewrite the one built file that holds addresses; runs before the compressed copies are made."""
        scripts = list((context["static_dir"] / "assets").glob("reflex-env*.js"))
        if not scripts:
            raise RuntimeError("The build holds no reflex-env script: Reflex changed where addresses go.")
        for script in scripts:
            script.write_text(same_origin(script.read_text()))


class FewerFiles(rx.plugins.Plugin):
    """Keeps what most pages share in one file: on a slow line every further file costs a turn of its own."""

    def pre_compile(self, **context: Any) -> None:
        """Add to how Vite divides the scripts."""
        context["add_modify_task"]("vite.config.js", with_shared_file)


class StylesInside(rx.plugins.Plugin):
    """Lets a page be painted before any other file has come."""

    def post_build(self, **context: Any) -> None:
        """Put the stylesheet into the pages; runs before the compressed copies are made."""
        put_styles_inside(context["static_dir"])


config = rx.Config(
    app_name="coaching_app",
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode=rx.constants.StateManagerMode.MEMORY,
    redis_token_expiration=900,
    cors_allowed_origins=[],
    frontend_compression_formats=["brotli", "gzip"],
    plugins=[SameOriginEnv(), FewerFiles(), StylesInside()],
    disable_plugins=[SitemapPlugin],
)
