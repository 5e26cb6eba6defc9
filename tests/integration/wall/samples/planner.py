"""Requests for the planner's routes beyond plain tasks and goals."""

from tests.integration.wall.samples.sample import Sample

SIGNED_IN = {
    "POST /api/v1/tasks/parse": Sample(200, {"text": "Call Ruth @fri 25m"}),
    "POST /api/v1/tasks/line": Sample(201, {"text": "Call Ruth @fri 25m"}),
    "POST /api/v1/tasks/bulk": Sample(200, {"ids": ["{task_id}"], "action": "tag", "tag": "study"}),
    "GET /api/v1/tasks/running": Sample(),
    "GET /api/v1/tasks/{task_id}/parts": Sample(),
    "GET /api/v1/tasks/{task_id}/days": Sample(),
    "POST /api/v1/tasks/{task_id}/move": Sample(200, {"due_on": "2026-12-01", "due_time": "09:00"}),
    # It does not come back, so there is nothing to skip.
    "POST /api/v1/tasks/{task_id}/skip": Sample(409),
    "POST /api/v1/tasks/{task_id}/unskip": Sample(409, {"day": "2026-11-20"}),
    "POST /api/v1/tasks/{task_id}/start": Sample(),
    "POST /api/v1/tasks/{task_id}/stop": Sample(),
}
