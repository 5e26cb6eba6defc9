"""Names the device behind a request in words a person knows."""

from coaching_app.core.i18n import gettext as _

_BROWSERS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_name(agent: str) -> str:
    """What a person calls the browser behind a User-Agent."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), _("Browser"))
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return _("{browser} on {system}").format(browser=browser, system=system) if system else browser
