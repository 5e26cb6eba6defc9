"""Judges, hashes and verifies passwords, off the event loop because all of it is slow on purpose."""

import asyncio
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from coaching_app.core.i18n import gettext as _
from coaching_app.core.settings import get_settings

SHORTEST = 8
LONGEST = 200
# zxcvbn takes quadratic time; what stands beyond this adds strength that needs no estimate.
_JUDGED = 72
_TOO_EASY = 1
# What somebody who attacks this very product tries first; names and addresses come from the caller.
CONTEXT_WORDS = ("coaching", "coach", "mentor", "mentee", "pastor", "admin", "habits", "planner")
_hasher = PasswordHasher()
# A hash takes 64 MB: this many at once, the others wait.
_turns = asyncio.Semaphore(4)
# Verified when the address is unknown, so that the answer takes as long as for a known one.
# Written down, because making it takes a quarter of a second at every start.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$iNc589gr3EwJv+ZfhNonaA$S11hrlDoZn2QSp6DtG1rodKODjr+bJ7TTWf3gQ2vMYI"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How strong a password is, 0 to 4, and in one sentence why it is refused, if it is."""

    score: int
    problem: str


def _kinds(password: str) -> int:
    tests = (str.islower, str.isupper, str.isdigit)
    kinds = sum(any(test(char) for char in password) for test in tests)
    return kinds + any(not char.isalnum() for char in password)


def _rule_broken(password: str) -> str:
    if len(password) < SHORTEST:
        return _("Use at least 8 characters.")
    if len(password) > LONGEST:
        return _("Use at most 200 characters.")
    if get_settings().password_complexity and _kinds(password) < 3:
        return _("Mix at least three kinds: small letters, capitals, digits, signs.")
    return ""


def _judge(password: str, personal: tuple[str, ...]) -> Judgement:
    score = (
        int(zxcvbn(password[:_JUDGED], user_inputs=[*personal, *CONTEXT_WORDS])["score"]) if password else 0
    )
    problem = _rule_broken(password)
    if not problem and score <= _TOO_EASY:
        problem = _("This password is too easy to guess. Try a few unrelated words.")
    return Judgement(score, problem)


async def judge(password: str, *personal: str) -> Judgement:
    """Judge a password; `personal` are words an attacker would try first, such as the name."""
    words = tuple(word[:60] for word in personal if word)
    return await asyncio.to_thread(_judge, password[: LONGEST + 1], words)


async def hash_password(password: str) -> str:
    """The Argon2id hash to store."""
    async with _turns:
        return await asyncio.to_thread(_hasher.hash, password)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


async def verify_password(stored: str | None, password: str) -> bool:
    """Whether the password belongs to the hash; takes as long when there is none."""
    async with _turns:
        matches = await asyncio.to_thread(_verify, stored or _NOBODY, password[: LONGEST + 1])
    return matches and stored is not None


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(stored)
