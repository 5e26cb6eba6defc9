"""planner

Revision: 0006
Follows: 0005
"""

import sqlalchemy as sa
import sqlmodel

import coaching_app.db.column_types
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def task_columns() -> list[sa.Column]:
    return [
        sa.Column("parent_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("spent_seconds", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("timer_started_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column(
            "tags",
            sqlmodel.sql.sqltypes.AutoString(length=1200),
            nullable=False,
            server_default=sa.text("''"),
        ),
        sa.Column("parts", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("parts_done", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column(
            "repeats",
            sqlmodel.sql.sqltypes.AutoString(length=500),
            nullable=False,
            server_default=sa.text("''"),
        ),
        sa.Column("is_after_completion", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("series_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=True),
        sa.Column("series_start", sa.Date(), nullable=True),
        sa.Column("series_day", sa.Date(), nullable=True),
        sa.Column("exceptions", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
        sa.Column(
            "item_id",
            sqlmodel.sql.sqltypes.AutoString(length=26),
            nullable=False,
            server_default=sa.text("''"),
        ),
    ]


def goal_columns() -> list[sa.Column]:
    return [
        sa.Column(
            "progress_by",
            sqlmodel.sql.sqltypes.AutoString(length=20),
            nullable=False,
            server_default=sa.text("'tasks'"),
        ),
        sa.Column("is_reviewed_only", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column(
            "unit", sqlmodel.sql.sqltypes.AutoString(length=40), nullable=False, server_default=sa.text("''")
        ),
        sa.Column("start_value", sa.Float(), nullable=True),
        sa.Column("target_value", sa.Float(), nullable=True),
        sa.Column("current_value", sa.Float(), nullable=True),
    ]


UNIQUE = (
    ("uq_task_timer", ["owner_id"], "timer_started_at IS NOT NULL"),
    ("uq_task_series_day", ["series_id", "series_day"], "series_id IS NOT NULL"),
)


def upgrade() -> None:
    for column in task_columns():
        op.add_column("task", column)
    for column in goal_columns():
        op.add_column("goal", column)
    op.create_index(op.f("ix_task_parent_id"), "task", ["parent_id"], unique=False)
    for name, columns, condition in UNIQUE:
        where = sa.text(condition)
        op.create_index(name, "task", columns, unique=True, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "milestone",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("goal_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("done_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_milestone_goal_id"), "milestone", ["goal_id"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("goal_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("milestone_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("text", sqlmodel.sql.sqltypes.AutoString(length=20000), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("file_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("amount", sa.Float(), nullable=True),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["milestone_id"], ["milestone.id"]),
        sa.ForeignKeyConstraint(["file_id"], ["resourcefile.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_evidence_goal_id"), "evidence", ["goal_id"], unique=False)
    op.create_table(
        "evidencereview",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("evidence_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reviewer_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("verdict", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("words", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["evidence_id"], ["evidence.id"]),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_evidencereview_evidence_id"), "evidencereview", ["evidence_id"], unique=False)
    op.create_table(
        "goaltemplate",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_goaltemplate_owner_id"), "goaltemplate", ["owner_id"], unique=False)
    op.create_table(
        "goaltemplateversion",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("template_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["template_id"], ["goaltemplate.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("template_id", "version"),
    )
    op.create_table(
        "goalassignment",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("template_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("coach_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("circle_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("goal_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("coach_words", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("requested_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("approved_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["template_id"], ["goaltemplate.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["coach_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["circle_id"], ["circle.id"]),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("template_id", "person_id"),
    )
    op.create_index(op.f("ix_goalassignment_person_id"), "goalassignment", ["person_id"], unique=False)
    op.create_index(op.f("ix_goalassignment_coach_id"), "goalassignment", ["coach_id"], unique=False)
    op.create_index(op.f("ix_goalassignment_goal_id"), "goalassignment", ["goal_id"], unique=False)
    op.create_table(
        "calendarfeed",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("secret_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("last_read_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_digest"),
    )
    op.create_index(op.f("ix_calendarfeed_owner_id"), "calendarfeed", ["owner_id"], unique=False)


def downgrade() -> None:
    for table in (
        "calendarfeed",
        "goalassignment",
        "goaltemplateversion",
        "goaltemplate",
        "evidencereview",
        "evidence",
        "milestone",
    ):
        op.drop_table(table)
    for name, _columns, _condition in UNIQUE:
        op.drop_index(name, table_name="task")
    op.drop_index(op.f("ix_task_parent_id"), table_name="task")
    for column in reversed(goal_columns()):
        op.drop_column("goal", column.name)
    for column in reversed(task_columns()):
        op.drop_column("task", column.name)
