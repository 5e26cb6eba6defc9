"""habits

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa

from alembic import op
from coaching_app.db.column_types import SealedText, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def _string(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _number(name: str, kind: type = sa.Integer, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, kind(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "habit",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _string("name", 200),
        _string("question", 500),
        _string("description", 5000),
        _string("kind", 20),
        _string("aim", 20),
        _number("target", sa.BigInteger),
        _string("unit", 30),
        _number("times"),
        _number("days"),
        _number("weekdays"),
        _number("color"),
        sa.Column("tags", sa.JSON(), nullable=False),
        _number("position"),
        _number("first_day", sa.Date, nullable=True),
        _number("checked_day", sa.Date, nullable=True),
        _number("checked_score", sa.Float, nullable=True),
        _string("checked_rest", 32),
        _number("read_from", sa.Date, nullable=True),
        _string("origin", 120),
        _number("version"),
        _moment("created_at", nullable=False),
        _moment("updated_at", nullable=False),
        _moment("archived_at"),
        _moment("deleted_at"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_habit_owner_position", "habit", ["owner_id", "deleted_at", "archived_at", "position"])
    op.create_index(
        "uq_habit_origin",
        "habit",
        ["tenant_id", "owner_id", "origin"],
        unique=True,
        sqlite_where=sa.text("origin <> ''"),
        postgresql_where=sa.text("origin <> ''"),
    )
    op.create_table(
        "habitentry",
        _string("tenant_id"),
        _string("id", 26),
        _string("habit_id"),
        _number("day", sa.Date),
        _number("mark", sa.BigInteger, nullable=True),
        _moment("marked_at"),
        _string("marked_by", nullable=True),
        sa.Column("note", SealedText(), nullable=True),
        _moment("noted_at"),
        _number("version"),
        _moment("created_at", nullable=False),
        _moment("updated_at", nullable=False),
        sa.ForeignKeyConstraint(["habit_id"], ["habit.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["marked_by"], ["person.id"]),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("habit_id", "day"),
    )
    op.create_table(
        "habitreplay",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _string("client_key", 64),
        _string("habit_id"),
        _number("day", sa.Date),
        _moment("created_at", nullable=False),
        sa.ForeignKeyConstraint(["habit_id"], ["habit.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant_id", "owner_id", "client_key"),
    )
    op.create_table(
        "habitpreference",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _number("day_start_hour"),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant_id", "owner_id"),
    )


def downgrade() -> None:
    for table in ("habitpreference", "habitreplay", "habitentry", "habit"):
        op.drop_table(table)
