"""What reaches the log: our own words and numbers, never a secret or what somebody wrote."""

import json
import logging

import pytest

from coaching_app.core.logging import configure_logging, get_logger


@pytest.fixture
def lines(capsys):
    before = logging.getLogger().handlers[:], logging.getLogger().level
    configure_logging("INFO")
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    logging.getLogger().handlers[:], logging.getLogger().level = before


def test_a_line_is_json_with_its_values(lines) -> None:
    get_logger("coaching_app.test").info("vault_imported", notes=12)
    (line,) = lines()
    assert (line["event"], line["notes"], line["level"]) == ("vault_imported", 12, "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("key", ["password", "access_token", "cookie", "Authorization", "text", "payload"])
def test_secrets_and_words_are_blotted_out(lines, key) -> None:
    get_logger("coaching_app.test").info(
        "x", **{key: "CANARY", "nested": {key: "CANARY", "list": [{key: "CANARY"}]}}
    )
    assert "CANARY" not in json.dumps(lines())


def test_libraries_that_quote_lose_their_quotations(lines) -> None:
    logging.getLogger("reflex.app").error("Failed to deserialize event data: {'text': 'CANARY'}")
    try:
        {}["CANARY"]
    except KeyError:
        logging.getLogger("reflex_base").exception(
            "Error processing event queue entry for Event(token='CANARY')"
        )
    found = lines()
    assert "CANARY" not in json.dumps(found)
    assert found[0]["event"].startswith("Failed to deserialize event data")
    assert found[1]["event"].endswith("KeyError")
