"""The planner's pages: tasks, one goal, and the templates that coaches prepare."""

from coaching_app.features.planner.page import goal, planner, template, templates

PAGES = (planner.PAGE, goal.PAGE, templates.PAGE, template.PAGE)
