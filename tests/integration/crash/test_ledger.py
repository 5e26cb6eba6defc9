"""The ledger notices what a crash must not do, or the crash test would prove nothing."""

import pytest

from tests.integration.crash.ledger import Ledger


def _ledger():
    ledger = Ledger()
    ledger.begin("a", "0")
    ledger.acknowledge("a", "0")
    return ledger


@pytest.mark.parametrize(
    ("found", "is_fine"),
    [
        ({"a": ["0"]}, True),
        ({}, False),
        ({"a": ["0", "0"]}, False),
        ({"a": ["1"]}, False),
        ({"a": ["0"], "b": ["0"]}, False),
    ],
)
def test_an_acknowledged_write_is_there_once(found, is_fine):
    ledger = _ledger()
    ledger.compare(found)
    assert (ledger.surprises == []) is is_fine


@pytest.mark.parametrize(("found", "is_fine"), [(["0"], True), (["1"], True), ([], False), (["2"], False)])
def test_a_write_under_way_may_have_happened_or_not(found, is_fine):
    ledger = _ledger()
    ledger.begin("a", "1")
    ledger.compare({"a": found} if found else {})
    assert (ledger.surprises == []) is is_fine


def test_what_was_found_holds_from_then_on():
    ledger = _ledger()
    ledger.begin("a", None)
    ledger.compare({})
    ledger.compare({"a": ["0"]})
    assert len(ledger.surprises) == 1


def test_a_refused_write_must_not_have_happened():
    ledger = _ledger()
    ledger.begin("a", "1")
    ledger.refuse("a")
    ledger.compare({"a": ["1"]})
    assert len(ledger.surprises) == 1
