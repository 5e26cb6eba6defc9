"""The compose file starts the product alone, and a mail server only for development, on this machine alone."""

from pathlib import Path

import yaml

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "compose.yaml").read_text())


def test_mail_is_for_development_and_for_this_machine() -> None:
    services = COMPOSE["services"]
    assert [name for name, service in services.items() if "profiles" not in service] == ["app"]
    mail = services["maildev"]
    assert mail["profiles"] == ["development"]
    assert all(port.startswith("127.0.0.1:") for port in mail["ports"])


def test_every_container_is_bounded() -> None:
    for service in COMPOSE["services"].values():
        assert service["read_only"]
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert {"mem_limit", "pids_limit"} <= service.keys()
