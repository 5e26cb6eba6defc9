"""The routes of administration."""

from tests.integration.wall.samples.sample import Sample

ADMIN = {
    "GET /api/v1/audit": Sample(query="?search=task"),
    "GET /api/v1/audit/export": Sample(),
}
