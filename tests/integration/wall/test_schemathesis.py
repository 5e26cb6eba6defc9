"""What the API's description promises holds for whatever is sent, by a machine that tries to break it."""

import functools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import pytest
import requests
import schemathesis
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from coaching_app.access import limits, logins
from coaching_app.access.policy import Policy, policy_of
from coaching_app.api.rest import build_api, product_routes
from coaching_app.db.engine import open_database
from coaching_app.db.unit_of_work import use_database
from coaching_app.domain.actor import Actor, Role
from tests.integration.wall.belongings import belongings
from tests.integration.wall.owners import end_runs
from tests.support.databases import Bookmark
from tests.support.people import add_person, add_tenant
from tests.support.rest import ORIGIN, Rest, all_routers

TAGS = (
    "account", "planner", "coach", "knowledge", "administration", "break-glass", "calendar", "check-ins",
    "coaching", "habits", "leaving", "pathways", "people", "reminders", "resources", "rest", "review",
    "sharing", "today",
)  # fmt: skip
EXAMPLES = 15


@schemathesis.serializer("application/zip")
def _archive(_context: Any, value: Any) -> bytes:
    """A file is sent as it is."""
    return value if isinstance(value, bytes) else str(value).encode()


CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip


@functools.cache
def _described() -> tuple[Any, list[Any]]:
    """The application and every operation of its description; both are the same for all tests."""
    app = build_api(all_routers())
    schema = schemathesis.openapi.from_dict(app.openapi())
    schema.config.base_url = ORIGIN
    return app, [result.ok() for result in schema.get_all_operations()]


def _operations(tag: str) -> list[Any]:
    return [one for one in _described()[1] if tag in one.definition.raw["tags"]]


class Api:
    """The application in an event loop of its own, called from ordinary code."""

    def __init__(self, portal: BlockingPortal, url: str) -> None:
        self.portal = portal
        transport = httpx2.ASGITransport(app=_described()[0], raise_app_exceptions=False)
        self.client = httpx2.AsyncClient(transport=transport, base_url=ORIGIN)
        self.actor = portal.call(self._add_person)
        self.headers = portal.call(Rest(self.client).bearer, self.actor)
        self.ids = portal.call(belongings, self.actor)
        self.beginning = Bookmark(url)

    async def _add_person(self) -> Actor:
        return await add_person(await add_tenant("Grace House"), "mentee", Role.MENTEE)

    def begin_again(self) -> None:
        """The person has one of everything, and nothing has happened yet."""
        self.portal.call(end_runs)
        self.beginning.go_back()
        logins.forget()

    def call(self, case: Any, headers: dict[str, str]) -> httpx2.Response:
        """Send it as it stands."""
        made = case.as_transport_kwargs(base_url=ORIGIN, headers=headers)
        made.pop("timeout", None)
        return self.portal.call(self._send, requests.Request(**made).prepare())

    async def _send(self, made: requests.PreparedRequest) -> httpx2.Response:
        # A cookie that an answer set would make the next request somebody's.
        self.client.cookies.clear()
        request = self.client.build_request(
            made.method or "", made.url or "", headers=dict(made.headers), content=made.body
        )
        # The checks look at what was sent, forms too.
        await request.aread()
        return await self.client.send(request)


@pytest.fixture
def api(sqlite_url: str, tmp_path: Path, set_settings) -> Iterator[Api]:
    set_settings(RATE_LIMIT_PER_MINUTE="1000000", DATA_DIR=str(tmp_path / "data"))
    limits.reset()
    logins.forget()
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        database = open_database(sqlite_url)
        use_database(database)
        stack.callback(lambda: portal.call(_end, database))
        yield Api(portal, sqlite_url)
    use_database(None)
    limits.reset()


async def _end(database: Any) -> None:
    await end_runs()
    await database.dispose()


def test_every_operation_has_a_tag_that_is_tried() -> None:
    found = _described()[1]
    assert len(found) > 40
    assert {tag for operation in found for tag in operation.definition.raw["tags"]} == set(TAGS)
    assert sum(len(_operations(tag)) for tag in TAGS) == len(found)


def _attempts(api: Api, operation: Any) -> int:
    """Try an operation many times, on missing objects and on the person's own; how often."""
    own, tried = api.ids, 0
    api.begin_again()

    @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(), is_own=st.booleans())
    def attempt(case: Any, is_own: bool) -> None:
        nonlocal tried
        tried += 1
        checks = CHECKS
        if is_own and (names := set(case.path_parameters or ()) & set(own)):
            case.path_parameters.update({name: own[name] for name in names})
            checks = [check for check in CHECKS if check is not negative_data_rejection]
        limits.reset()
        case.validate_response(api.call(case, api.headers), checks=checks)

    attempt()
    return tried


@pytest.mark.parametrize("tag", TAGS)
def test_the_description_holds(api: Api, tag: str, record_property) -> None:
    tried, problems = 0, []
    for operation in _operations(tag):
        try:
            tried += _attempts(api, operation)
        except (Exception, BaseExceptionGroup) as problem:  # noqa: BLE001 - all of them are wanted, not the first
            problems.append(f"{operation.label}: {problem!r} {getattr(problem, '__notes__', '')}")
    record_property("examples", tried)
    if problems:
        pytest.fail("\n\n".join(problems), pytrace=False)


@functools.cache
def _public() -> frozenset[tuple[str, str]]:
    """Method and path of every route that asks for nobody."""
    routes = [route for route in product_routes(all_routers()) if policy_of(route.endpoint) is Policy.PUBLIC]
    return frozenset((method, str(route.path)) for route in routes for method in route.methods or ())


@pytest.mark.parametrize("tag", TAGS)
def test_no_operation_answers_without_a_token(api: Api, tag: str) -> None:
    for operation in _operations(tag):
        if (operation.method.upper(), operation.path) in _public():
            continue

        @settings(max_examples=3, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def attempt(case: Any) -> None:
            answer = api.call(case, {})
            assert answer.status_code == 401
            case.validate_response(answer, checks=[content_type_conformance, response_schema_conformance])

        attempt()
