"""reminders

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa

from alembic import op
from coaching_app.db.column_types import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def _string(name: str, length: int | None = None) -> sa.Column:
    return sa.Column(name, sa.String(length), nullable=False)


def _moment(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _owned() -> tuple[sa.Constraint, ...]:
    return (
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("id"),
    )


def upgrade() -> None:
    op.create_table(
        "reminder",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _string("kind", 20),
        _string("item_id", 26),
        _string("title", 200),
        _number("minute"),
        _number("weekdays"),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        _moment("next_at"),
        _string("planned_zone", 64),
        _number("version"),
        _moment("created_at", nullable=False),
        _moment("updated_at", nullable=False),
        _moment("deleted_at"),
        *_owned(),
    )
    op.create_index("ix_reminder_owner_id", "reminder", ["owner_id"])
    op.create_index("ix_reminder_next", "reminder", ["deleted_at", "next_at"])
    op.create_table(
        "inboxitem",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _string("key", 160),
        _string("kind", 30),
        _string("item_id", 26),
        _string("title", 300),
        _string("body", 1000),
        _string("href", 500),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        _moment("due_at"),
        _moment("expires_at"),
        _moment("delivered_at"),
        _moment("dropped_at"),
        _moment("read_at"),
        _moment("mailed_at"),
        _moment("created_at", nullable=False),
        *_owned(),
        sa.UniqueConstraint("tenant_id", "owner_id", "key"),
    )
    op.create_index("ix_inboxitem_waiting", "inboxitem", ["delivered_at", "dropped_at", "due_at"])
    op.create_index("ix_inboxitem_owner", "inboxitem", ["owner_id", "read_at", "delivered_at"])
    op.create_table(
        "reminderpreference",
        _string("tenant_id"),
        _string("id", 26),
        _string("owner_id"),
        _number("quiet_from"),
        _number("quiet_until"),
        _number("digest_minute"),
        _moment("next_digest_at"),
        _string("planned_zone", 64),
        *_owned(),
        sa.UniqueConstraint("tenant_id", "owner_id"),
    )
    op.create_index("ix_reminderpreference_next_digest_at", "reminderpreference", ["next_digest_at"])


def downgrade() -> None:
    for table in ("reminderpreference", "inboxitem", "reminder"):
        op.drop_table(table)
