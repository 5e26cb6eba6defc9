"""The description says of every route how it refuses, and no route is built twice for it."""

import pytest
from fastapi.routing import APIRoute

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter
from coaching_app.api.problems import REFUSALS
from coaching_app.api.rest import build_api
from coaching_app.features.knowledge.schemas import Problem as SomebodyElsesProblem


@pytest.fixture
def router() -> ApiRouter:
    part = ApiRouter(prefix="/things", tags=["things"])

    @part.get("/{number}")
    @policy(Policy.SIGNED_IN)
    async def one(number: int) -> SomebodyElsesProblem:
        raise AssertionError(number)

    whole = ApiRouter()
    whole.take(part)
    return whole


def test_every_route_says_how_it_refuses(router: ApiRouter) -> None:
    document = build_api((router,)).openapi()
    answers = document["paths"]["/api/v1/things/{number}"]["get"]["responses"]
    assert set(answers) == {"200", *map(str, REFUSALS)}
    for status in map(str, REFUSALS):
        assert answers[status]["content"] == {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}
        }
    schemas = document["components"]["schemas"]
    assert "code" in schemas["ProblemDocument"]["properties"]
    # Neither shadowed by ours, nor the framework's own form of 422, which is never sent.
    assert "code" not in schemas["Problem"]["properties"]
    assert "HTTPValidationError" not in schemas


def test_the_description_is_made_once(router: ApiRouter) -> None:
    api = build_api((router,))
    assert api.openapi() is api.openapi()


def test_a_route_is_held_as_its_feature_built_it(router: ApiRouter) -> None:
    held = [route for route in build_api((router,)).router.routes if isinstance(route, APIRoute)]
    assert router.routes[0] in held
    assert all(route.response_fields == {} for route in held)
