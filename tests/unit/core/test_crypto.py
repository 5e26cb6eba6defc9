"""Keys: named, rotated, bound to a place; whatever is wrong is noticed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coaching_app.core.crypto import DecryptionError, Keyring

OLD, NEW = ("old", b"o" * 32), ("new", b"n" * 32)


@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_was_sealed_opens_in_its_place_only(plain, place) -> None:
    ring = Keyring((NEW,))
    token = ring.encrypt(plain, place)
    assert ring.decrypt(token, place) == plain
    with pytest.raises(DecryptionError):
        ring.decrypt(token, place + b"x")


def test_every_sealing_differs() -> None:
    ring = Keyring((NEW,))
    assert ring.encrypt(b"same", b"place") != ring.encrypt(b"same", b"place")


def test_an_old_key_opens_and_asks_for_rotation() -> None:
    token = Keyring((OLD,)).encrypt(b"text", b"place")
    ring = Keyring((NEW, OLD))
    assert ring.decrypt(token, b"place") == b"text"
    assert ring.needs_rotation(token)
    assert not ring.needs_rotation(ring.encrypt(b"text", b"place"))
    with pytest.raises(DecryptionError):
        Keyring((NEW,)).decrypt(token, b"place")


def test_one_changed_letter_is_noticed() -> None:
    ring = Keyring((NEW,))
    token = ring.encrypt(b"text", b"place")
    for at in range(len(token)):
        changed = token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]
        try:
            assert ring.decrypt(changed, b"place") == b"text", "base64 may spell the same bytes twice"
        except DecryptionError:
            continue


@pytest.mark.parametrize("keys", [(), (("a", b"short"),), (OLD, ("old", b"x" * 32)), (("a.b", b"k" * 32),)])
def test_unusable_keys_are_refused(keys) -> None:
    with pytest.raises(ValueError, match="key"):
        Keyring(keys)
