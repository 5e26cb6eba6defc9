"""People for the journeys of a day: signed in without the form, and what they would otherwise do by hand over REST."""

from typing import Any

import httpx2

from tests.support.live_server import Browser

PASSWORD = "Correct-horse-7-battery"


class Client(Browser):
    """Somebody's browser without its pages."""

    name = ""

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """One request that has to succeed; its answer."""
        answer = httpx2.request(
            method, f"{self.url}/api/v1{path}", json=body, timeout=20,
            headers={"Origin": self.url, "Cookie": self.cookie},
        )  # fmt: skip
        assert answer.status_code < 300, (path, answer.status_code, answer.text)
        return answer.json() if answer.content else None


def join(admin: Client, role: str, name: str) -> Client:
    """Somebody accepts an invitation."""
    made = admin.call("POST", "/invitations", {"role": role})
    code = made["link"].rpartition("/")[2].rpartition("#")[2].rpartition("=")[2]
    joined = Client(admin.url)
    form = {
        "code": code,
        "display_name": name,
        "email": f"{name.lower().replace(' ', '.')}@example.org",
        "password": PASSWORD,
        "time_zone": "Europe/Berlin",
    }
    answer = joined.post("/api/v1/invitations/accept", form)
    assert answer.status_code == 200, answer.text
    joined.name = name
    return joined


def walk_together(admin: Client, coach: Client, mentee: Client) -> tuple[str, str]:
    """An active walk; the ids of the coach and of the mentee."""
    known = {member["name"]: member["person_id"] for member in admin.call("GET", "/members")["items"]}
    ids = [known[one.name] for one in (coach, mentee)]
    admin.call("POST", "/relationships/introduce", {"coach_id": ids[0], "mentee_id": ids[1]})
    for one in (coach, mentee):
        for tie in one.call("GET", "/relationships")["items"]:
            one.call("POST", f"/relationships/{tie['id']}/accept")
    return ids[0], ids[1]


async def enter(window: Any, who: Browser) -> Any:
    """Give a window the login of somebody."""
    name, _sep, value = who.cookie.partition("=")
    await window.page.context.add_cookies(
        [{"name": name, "value": value, "domain": "localhost", "path": "/", "secure": True, "httpOnly": True}]
    )
    return window


async def fits(page: Any) -> None:
    """Nothing makes the page scroll sideways."""
    width, room = await page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width <= room, f"{page.url} is {width} wide in {room}"
