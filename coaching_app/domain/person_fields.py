"""Checks the fields people type about themselves: addresses, names, time zones."""

import re
import unicodedata
from functools import cache
from zoneinfo import available_timezones

from coaching_app.core.errors import Invalid
from coaching_app.core.i18n import gettext as _

_ADDRESS = re.compile(r"^[^@\s\x00-\x1f<>()\[\],;:\"\\]+@[^@\s\x00-\x1f<>()\[\],;:\"\\]+\.[^@\s.]{2,}$")
LONGEST_ADDRESS = 254


@cache
def time_zones() -> tuple[str, ...]:
    """The IANA names a person can choose from."""
    skipped = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    return tuple(
        sorted(
            name
            for name in available_timezones()
            if name == "UTC" or ("/" in name and not name.startswith(skipped))
        )
    )


def clean_email(text: str) -> str:
    """The address in the form it is stored and compared in; raises Invalid."""
    address = unicodedata.normalize("NFC", text).strip().lower()
    if len(address) > LONGEST_ADDRESS or not _ADDRESS.match(address):
        raise Invalid(_("This does not look like an e-mail address."), detail={"field": "email"})
    return address


def clean_name(text: str, field: str, longest: int = 120) -> str:
    """A name without control characters and doubled spaces; raises Invalid when nothing is left."""
    visible = "".join(" " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} else char for char in text)
    name = " ".join(visible.split())
    if not name:
        raise Invalid(_("Please fill this in."), detail={"field": field})
    if len(name) > longest:
        raise Invalid(_("This is too long."), detail={"field": field})
    return name


def clean_time_zone(text: str) -> str:
    """A known IANA name; raises Invalid."""
    if text not in available_timezones():
        raise Invalid(_("This time zone is not known."), detail={"field": "time_zone"})
    return text
