"""companion

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
import sqlmodel

import coaching_app.db.column_types
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "personarchive",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=10), nullable=False),
        sa.Column("staged", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("finished_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("expires_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
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
    with op.batch_alter_table("personarchive", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_personarchive_owner_id"), ["owner_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("personarchive", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_personarchive_owner_id"))

    op.drop_table("personarchive")
