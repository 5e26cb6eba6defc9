"""wellness

Revision: 0008
Follows: 0007
"""

import sqlalchemy as sa

from alembic import op
from coaching_app.db.column_types import SealedText, UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "checkinform",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("description", sa.String(1000), nullable=False),
        sa.Column("weekdays", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("archived_at", UtcDateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", UtcDateTime(timezone=True), nullable=True),
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
    op.create_index(
        "ix_checkinform_owner", "checkinform", ["owner_id", "deleted_at", "position"], unique=False
    )
    op.create_table(
        "insightverdict",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("done_key", sa.String(60), nullable=False),
        sa.Column("measured_key", sa.String(60), nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("reason", SealedText(), nullable=True),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("tenant_id", "owner_id", "done_key", "measured_key"),
    )
    op.create_index(op.f("ix_insightverdict_owner_id"), "insightverdict", ["owner_id"], unique=False)
    op.create_table(
        "checkin",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("client_key", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("answered_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("created_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("deleted_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["checkinform.id"], ondelete="CASCADE"),
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
    op.create_index("ix_checkin_form_day", "checkin", ["form_id", "deleted_at", "day"], unique=False)
    op.create_index("ix_checkin_owner_day", "checkin", ["owner_id", "deleted_at", "day"], unique=False)
    op.create_index(
        "uq_checkin_client_key",
        "checkin",
        ["tenant_id", "owner_id", "client_key"],
        unique=True,
        sqlite_where=sa.text("client_key <> ''"),
        postgresql_where=sa.text("client_key <> ''"),
    )
    op.create_table(
        "checkinfield",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=False),
        sa.Column("form_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("hint", sa.String(300), nullable=False),
        sa.Column("unit", sa.String(30), nullable=False),
        sa.Column("low", sa.Double(), nullable=True),
        sa.Column("high", sa.Double(), nullable=True),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("formula", sa.String(200), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["form_id"], ["checkinform.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("form_id", "key"),
    )
    op.create_index(op.f("ix_checkinfield_owner_id"), "checkinfield", ["owner_id"], unique=False)
    op.create_table(
        "checkinanswer",
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(26), nullable=False),
        sa.Column("checkin_id", sa.String(), nullable=False),
        sa.Column("field_id", sa.String(), nullable=False),
        sa.Column("number", sa.Double(), nullable=True),
        sa.Column("words", SealedText(), nullable=True),
        sa.ForeignKeyConstraint(["checkin_id"], ["checkin.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["field_id"], ["checkinfield.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("checkin_id", "field_id"),
    )
    op.create_index("ix_checkinanswer_field", "checkinanswer", ["field_id", "checkin_id"], unique=False)


def downgrade() -> None:

    op.drop_index("ix_checkinanswer_field", table_name="checkinanswer")
    op.drop_table("checkinanswer")
    op.drop_index(op.f("ix_checkinfield_owner_id"), table_name="checkinfield")
    op.drop_table("checkinfield")
    op.drop_index(
        "uq_checkin_client_key",
        table_name="checkin",
        sqlite_where=sa.text("client_key <> ''"),
        postgresql_where=sa.text("client_key <> ''"),
    )
    op.drop_index("ix_checkin_owner_day", table_name="checkin")
    op.drop_index("ix_checkin_form_day", table_name="checkin")
    op.drop_table("checkin")
    op.drop_index(op.f("ix_insightverdict_owner_id"), table_name="insightverdict")
    op.drop_table("insightverdict")
    op.drop_index("ix_checkinform_owner", table_name="checkinform")
    op.drop_table("checkinform")
