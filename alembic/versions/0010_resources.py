"""resources, nudges and weekly reviews

Revision: 0010
Follows: 0009
"""

import sqlalchemy as sa

from alembic import op
from coaching_app.db.column_types import SealedText, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _string(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _day(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _owned() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def upgrade() -> None:
    op.create_table(
        "resource",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _string("kind", 10),
        _string("title", 500),
        _string("url", 2000),
        _string("url_key", 64),
        _string("target_id", 26),
        _string("notes", 5000),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        _number("progress"),
        sa.Column("goal_id", sa.String(), nullable=True),
        _day("due_on"),
        _string("origin", 20),
        _moment("finished_at"),
        _day("resurface_on"),
        _number("times_seen"),
        _day("seen_on"),
        _number("version"),
        _moment("created_at", nullable=False),
        _moment("updated_at", nullable=False),
        _moment("deleted_at"),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"]),
        *_owned(),
    )
    op.create_index("ix_resource_goal_id", "resource", ["goal_id"])
    op.create_index("ix_resource_owner", "resource", ["owner_id", "deleted_at", "finished_at", "due_on"])
    known = sa.text("url_key <> '' AND deleted_at IS NULL")
    op.create_index(
        "uq_resource_url", "resource", ["tenant_id", "owner_id", "url_key"], unique=True,
        sqlite_where=known, postgresql_where=known,
    )  # fmt: skip
    op.create_table(
        "nudge",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _string("coach_id"),
        sa.Column("words", SealedText(), nullable=False),
        _moment("created_at", nullable=False),
        _moment("seen_at"),
        _moment("taken_back_at"),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"]),
        *_owned(),
    )
    op.create_index("ix_nudge_owner", "nudge", ["owner_id", "seen_at", "created_at"])
    op.create_index("ix_nudge_coach", "nudge", ["coach_id", "owner_id", "created_at"])
    op.create_table(
        "weeklyreview",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _day("week", nullable=False),
        sa.Column("kept", SealedText(), nullable=True),
        sa.Column("moved", SealedText(), nullable=True),
        sa.Column("learned", SealedText(), nullable=True),
        sa.Column("ahead", SealedText(), nullable=True),
        _moment("finished_at"),
        _number("version"),
        _moment("created_at", nullable=False),
        _moment("updated_at", nullable=False),
        *_owned(),
        sa.UniqueConstraint("tenant_id", "owner_id", "week"),
    )


def downgrade() -> None:
    for table in ("weeklyreview", "nudge", "resource"):
        op.drop_table(table)
