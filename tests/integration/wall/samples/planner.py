"""Requests for the planner's routes beyond plain tasks and goals."""

from datetime import date

from coaching_app.db.unit_of_work import unit_of_work
from coaching_app.domain.actor import Actor
from coaching_app.features.calendar import service as calendar
from coaching_app.features.planner import service as planner
from coaching_app.features.planner.schemas import EvidenceDraft, GoalDraft, TemplateDraft, TemplateItem
from coaching_app.models import Goal, GoalAssignment
from tests.integration.wall.samples.sample import Sample, canary

NOTE = {"kind": "note", "text": "CANARY-evidence"}
FORM = {"Content-Type": "multipart/form-data; boundary=cut"}
FILE = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
    b"Content-Type: text/plain\r\n\r\nbytes\r\n--cut--\r\n"
)
ICS = (
    b'--cut\r\nContent-Disposition: form-data; name="file"; filename="a.ics"\r\n'
    b"Content-Type: text/calendar\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1\r\n"
    b"DTSTART;VALUE=DATE:20300101\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n\r\n--cut--\r\n"
)
PUBLIC = {
    # Nobody has this address.
    "GET /api/v1/calendar.ics": Sample(404, query="?token=CANARY"),
}
TEMPLATE = {"title": "12 weeks", "items": [{"title": "Read", "day": 0}]}

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
    "GET /api/v1/calendar": Sample(query="?first=2026-11-01&last=2026-12-01"),
    "GET /api/v1/calendar/export": Sample(),
    "POST /api/v1/calendar/import": Sample(content=ICS, headers=FORM),
    "GET /api/v1/calendar/feeds": Sample(),
    "POST /api/v1/calendar/feeds": Sample(201),
    "DELETE /api/v1/calendar/feeds/{feed_id}": Sample(204),
    "GET /api/v1/goals/{goal_id}/milestones": Sample(),
    "POST /api/v1/goals/{goal_id}/milestones": Sample(201, {"title": "A step"}),
    "PUT /api/v1/milestones/{milestone_id}": Sample(200, {"title": "Another step"}),
    "POST /api/v1/milestones/{milestone_id}/complete": Sample(),
    "POST /api/v1/milestones/{milestone_id}/reopen": Sample(),
    "DELETE /api/v1/milestones/{milestone_id}": Sample(204),
    "POST /api/v1/milestones/{milestone_id}/restore": Sample(),
    "GET /api/v1/goals/{goal_id}/evidence": Sample(),
    "POST /api/v1/goals/{goal_id}/evidence": Sample(201, NOTE),
    "POST /api/v1/goals/{goal_id}/evidence/file": Sample(201, content=FILE, headers=FORM),
    # It is a note: there is no file.
    "GET /api/v1/evidence/{evidence_id}/file": Sample(404),
    "DELETE /api/v1/evidence/{evidence_id}": Sample(204),
    "POST /api/v1/evidence/{evidence_id}/restore": Sample(),
    "GET /api/v1/rested": Sample(),
    "POST /api/v1/rested": Sample(200, {"day": None}),
    "POST /api/v1/rested/put-back": Sample(204, {"items": []}),
    "GET /api/v1/goal-assignments": Sample(),
    "GET /api/v1/goal-assignments/{assignment_id}": Sample(),
    "PUT /api/v1/goal-assignments/{assignment_id}": Sample(200, {"items": [{"title": "Mine"}]}),
    "POST /api/v1/goal-assignments/{assignment_id}/request": Sample(),
    # It was not asked for.
    "POST /api/v1/goal-assignments/{assignment_id}/take-back": Sample(409),
    "GET /api/v1/goal-assignments/{assignment_id}/changes": Sample(),
    "POST /api/v1/goal-assignments/{assignment_id}/accept": Sample(204, {"version": 1}),
    "POST /api/v1/goal-assignments/{assignment_id}/decline": Sample(204, {"version": 1}),
}
COACHES = {
    "GET /api/v1/goal-templates": Sample(),
    "POST /api/v1/goal-templates": Sample(201, TEMPLATE),
    "GET /api/v1/goal-templates/{template_id}": Sample(),
    "PUT /api/v1/goal-templates/{template_id}": Sample(200, TEMPLATE | {"version": 1}),
    "DELETE /api/v1/goal-templates/{template_id}": Sample(204),
    "POST /api/v1/goal-templates/{template_id}/restore": Sample(),
    "POST /api/v1/goal-templates/{template_id}/give": Sample(422, {"start_on": "2026-11-23"}),
    # Nobody reviews their own.
    "POST /api/v1/goal-assignments/{assignment_id}/approve": Sample(404, {"words": "Go"}),
    "POST /api/v1/goal-assignments/{assignment_id}/send-back": Sample(404, {"words": "Wait"}),
    "POST /api/v1/evidence/{evidence_id}/review": Sample(404, {"verdict": "accepted"}),
}


async def belongings(actor: Actor) -> dict[str, str]:
    """A step, a piece of evidence, a template, and a template in one's hands."""
    words = canary(actor)
    async with unit_of_work(actor.tenant_id) as db:
        goal = await planner.add_goal(db, actor, GoalDraft(f"Proved {words}"))
        step = await planner.add_milestone(db, actor, goal.id, f"Step {words}")
        piece = await planner.add_evidence(db, actor, goal.id, EvidenceDraft("note", words))
        draft = TemplateDraft(f"Template {words}", items=(TemplateItem(title=f"Item {words}"),))
        template = await planner.add_template(db, actor, draft)
        given = GoalAssignment(
            template_id=template.id, person_id=actor.user_id, coach_id=actor.user_id, goal_id=goal.id,
            start_on=date(2026, 11, 23), base_version=1, content={"items": []},
        )  # fmt: skip
        db.add(given)
        await db.flush()
        (await db.get_one(Goal, goal.id)).status = "draft"
        feed = await calendar.new_feed(db, actor)
    return {
        "milestone_id": step.id, "evidence_id": piece.id, "template_id": template.id, "assignment_id": given.id,
        "feed_id": feed.id,
    }  # fmt: skip
