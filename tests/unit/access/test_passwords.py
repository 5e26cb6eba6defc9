"""Passwords are taken exactly as typed, whole, and stored in a way that costs whoever steals them."""

import pytest

from coaching_app.access import passwords

LONG = "Ä correct  horse \u00a0 battery " * 9


@pytest.mark.parametrize(
    "password", ["  spaces around  ", "CaSe", LONG[:128], LONG[:200], "пароль из слов", "🐎" * 20]
)
async def test_a_password_counts_exactly_as_typed_and_to_its_last_letter(password: str) -> None:
    stored = await passwords.hash_password(password)
    assert await passwords.verify_password(stored, password)
    for other in (password[:-1], password + " ", password.swapcase() + "x", password.strip() + "x"):
        assert not await passwords.verify_password(stored, other)


async def test_it_is_stored_with_argon2id_and_enough_memory(monkeypatch, dear_hasher) -> None:
    monkeypatch.setattr(passwords, "_hasher", dear_hasher)
    stored = await passwords.hash_password("four quiet unrelated words")
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert stored != await passwords.hash_password("four quiet unrelated words")


async def test_64_letters_and_more_may_be_used() -> None:
    assert (await passwords.judge(LONG[:64])).problem == ""
    assert (await passwords.judge(LONG[:200])).problem == ""
    assert (await passwords.judge(LONG[:200] + "x")).problem


@pytest.mark.parametrize("password", ["password", "12345678", "qwertyuiop", "iloveyou", "princess1", "dragon123", "letmein1",
                                      "mentor123", "coaching1", "Password1!"])  # fmt: skip
async def test_what_is_tried_first_is_refused(password: str) -> None:
    assert (await passwords.judge(password)).problem
