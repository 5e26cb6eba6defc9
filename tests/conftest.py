"""Fixtures for every test: settings of its own, and the database on SQLite and on PostgreSQL."""

pytest_plugins = [
    "tests.support.ordering",
    "tests.support.environment",
    "tests.support.log_watch",
    "tests.support.databases",
    "tests.support.people",
    "tests.support.live_server",
    "tests.support.rest",
    "tests.support.smtp",
    "tests.support.bent_provider",
    "tests.support.oidc.provider",
    "tests.support.anthropic_fake",
    "tests.support.aimock.server",
]
