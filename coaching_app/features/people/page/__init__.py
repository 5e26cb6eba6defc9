"""The pages of people, one module each so that each is built into a file of its own."""

from coaching_app.features.people.page.invitation import PAGE as INVITATION
from coaching_app.features.people.page.pathways import PAGE as PATHWAYS
from coaching_app.features.people.page.people import PAGE as PEOPLE
from coaching_app.features.people.page.tree import PAGE as TREE

PAGES = (PEOPLE, PATHWAYS, TREE, INVITATION)
