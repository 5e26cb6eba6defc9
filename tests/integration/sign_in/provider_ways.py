"""The way to a provider and back, as a browser goes it."""

from urllib.parse import parse_qs, urlsplit

CALLBACK = "/auth/oauth/oidc/callback"


async def start(visitor, path: str = "/auth/browser/oauth/oidc", **body) -> str:
    """Where our page sends the browser."""
    answer = await visitor.post(path, body)
    assert answer.status_code == 200, answer.text
    return answer.json()["next"]


def asked(url: str) -> dict[str, str]:
    """What the browser takes along."""
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


async def back(visitor, url: str):
    """The browser comes back."""
    parts = urlsplit(url)
    return await visitor.client.get(f"{parts.path}?{parts.query}")


async def through(visitor, provider, who: str, **body):
    """The whole way, at the real provider."""
    return await back(visitor, await provider.sign_in(await start(visitor, **body), who))


async def bent_way(visitor, bent, **query):
    """The whole way at a provider that lies: it never shows a page, it just sends the browser back."""
    sent_along = asked(await start(visitor))
    bent.nonce = bent.nonce or sent_along["nonce"]
    sent = {"code": "a-code", "state": sent_along["state"]} | query
    sent = {name: value for name, value in sent.items() if value is not ...}
    return await visitor.get(CALLBACK, params=sent)


def why(answer) -> str:
    """The reason our page gives."""
    assert answer.status_code == 303, answer.text
    location = answer.headers["location"]
    assert location.startswith("/sign-in-trouble?why="), location
    return location.partition("=")[2]
