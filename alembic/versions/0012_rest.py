"""rest

Revision: 0012
Follows: 0011
"""

import sqlalchemy as sa
import sqlmodel

import coaching_app.db.column_types
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rest",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("area", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("is_weekly", sa.Boolean(), nullable=False),
        sa.Column("starts_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("from_weekday", sa.Integer(), nullable=True),
        sa.Column("from_time", sa.Time(), nullable=True),
        sa.Column("until_weekday", sa.Integer(), nullable=True),
        sa.Column("until_time", sa.Time(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("cuts", sa.JSON(), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("rest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rest_owner_id"), ["owner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rest_owner_id"))

    op.drop_table("rest")
