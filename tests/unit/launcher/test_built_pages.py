"""The stylesheet inside the built pages."""

from pathlib import Path

import pytest

import rxconfig
from coaching_app.api.static_site import Site, source_hash
from coaching_app.launcher.built_pages import NotMovable, put_styles_inside

SHEET = "a{color:red}\n"
PAGE = (
    '<head><link as="style" href="/assets/look-12345678.css" rel="preload"/>'
    '<link rel="modulepreload" href="/assets/app-12345678.js"/><link href="/favicon.svg" rel="icon"/>'
    '<link href="/assets/look-12345678.css" rel="stylesheet" type="text/css"/></head>'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/look-12345678.css").write_text(SHEET)
    (tmp_path / "deep").mkdir()
    for name in ("index.html", "deep/page.html"):
        (tmp_path / name).write_text(PAGE)
    return tmp_path


@pytest.mark.parametrize("name", ["index.html", "deep/page.html"])
def test_a_page_holds_its_styles_and_its_links_ask_for_nothing(folder, name):
    put_styles_inside(folder)
    html = (folder / name).read_text()
    assert "<style>a{color:red}</style>" in html
    # React looks for both elements by rel and href.
    assert '<link href="/assets/look-12345678.css" rel="stylesheet" type="text/css" disabled/>' in html
    assert '<link as="style" href="/assets/look-12345678.css" rel="preload" media="not all"/>' in html
    assert (
        '<link rel="modulepreload" href="/assets/app-12345678.js"/><link href="/favicon.svg" rel="icon"/>'
        in html
    )


def test_the_policy_allows_exactly_the_styles_inside(folder):
    put_styles_inside(folder)
    policy = Site.read(folder).policy_for("/index.html").decode()
    assert source_hash("a{color:red}") in policy
    assert "unsafe-inline" not in policy


@pytest.mark.parametrize(
    "sheet", ["a{background:url(x.png)}", "@import '/b.css';", "a::after{content:'</style>'}"]
)
def test_what_only_a_file_may_say_stops_the_build(folder, sheet):
    (folder / "assets/look-12345678.css").write_text(sheet)
    with pytest.raises(NotMovable, match="look-12345678"):
        put_styles_inside(folder)


@pytest.mark.parametrize(
    "sheet", ["a{background:url(/x.png)}", 'a{background:url("data:image/png;base64,AA")}']
)
def test_addresses_from_the_root_may_move(folder, sheet):
    (folder / "assets/look-12345678.css").write_text(sheet)
    put_styles_inside(folder)
    assert sheet in (folder / "index.html").read_text()


def test_shared_parts_get_a_file_and_the_addresses_keep_theirs():
    config = (
        f"codeSplitting: {{\n          groups: [\n            {{ {rxconfig.ADDRESSES} name: 'reflex-env' }}]"
    )
    changed = rxconfig.with_shared_file(config)
    assert 'name: "shared"' in changed
    assert "env.json/, priority: 1," in changed


def test_another_vite_configuration_stops_the_build():
    with pytest.raises(RuntimeError, match="no groups any more"):
        rxconfig.with_shared_file("export default {}")
