"""Signing programs in and out: a pair of tokens, renewed with every refresh."""

from typing import Annotated

from fastapi import Request
from pydantic import Field

from coaching_app.access.policy import Policy, policy
from coaching_app.access.rest import ApiRouter
from coaching_app.access.scopes import DEVICE_SCOPES, Scope
from coaching_app.features.account.api.arriving import client_of
from coaching_app.features.account.api.bodies import LARGEST, Body, Password, Secret, Short, Tokens
from coaching_app.features.account.service import sessions, sign_in

router = ApiRouter(prefix="/auth", tags=["account"], largest=LARGEST)


class LoginBody(Body):
    """An address and a password; `code` where the person has a second factor, `scopes` to ask for less."""

    email: Short
    password: Password
    code: Annotated[str, Field(max_length=40)] = ""
    name: Annotated[str, Field(max_length=120)] = ""
    scopes: Annotated[tuple[Scope, ...], Field(max_length=len(Scope))] = ()


class RefreshBody(Body):
    """A refresh token."""

    refresh_token: Secret


@router.post("/login")
@policy(Policy.PUBLIC)
async def login(body: LoginBody, request: Request) -> Tokens:
    """Sign a program in."""
    client = client_of(request)
    credentials = await sign_in.check_credentials(body.email, body.password, client)
    second = await sign_in.prove_for_program(credentials, body.code, client)
    scopes = frozenset(scope.value for scope in body.scopes) or DEVICE_SCOPES
    pair = await sessions.start_api_login(
        credentials, client, name=body.name, scopes=scopes, second_step=second
    )
    return Tokens.model_validate(pair, from_attributes=True)


@router.post("/refresh")
@policy(Policy.PUBLIC)
async def refresh(body: RefreshBody) -> Tokens:
    """Trade a refresh token for a new pair; each works once."""
    return Tokens.model_validate(await sessions.refresh(body.refresh_token), from_attributes=True)


@router.post("/logout", status_code=204)
@policy(Policy.PUBLIC)
async def logout(body: RefreshBody) -> None:
    """Sign a program out and revoke its tokens."""
    await sessions.end_api_login(body.refresh_token)
