"""consent

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
import sqlmodel

import coaching_app.db.column_types
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# A receipt stays what it was; only its count grows, while the same minute repeats the same read.
_SQLITE_GUARD = """
CREATE TRIGGER readreceipt_unchanged BEFORE UPDATE ON readreceipt
WHEN NEW.count < OLD.count OR NEW.id <> OLD.id OR NEW.owner_id <> OLD.owner_id
  OR NEW.reader_id <> OLD.reader_id OR NEW.reader_role <> OLD.reader_role OR NEW.category <> OLD.category
  OR NEW.item_id <> OLD.item_id OR NEW.surface <> OLD.surface OR NEW.basis <> OLD.basis
  OR NEW.minute <> OLD.minute OR NEW.created_at <> OLD.created_at OR NEW.tenant_id <> OLD.tenant_id
BEGIN SELECT RAISE(ABORT, 'a receipt is never edited'); END
"""
_POSTGRES_FUNCTION = """
CREATE FUNCTION readreceipt_unchanged() RETURNS trigger AS $$
BEGIN
  IF NEW.count < OLD.count OR (NEW.id, NEW.owner_id, NEW.reader_id, NEW.reader_role, NEW.category, NEW.item_id,
    NEW.surface, NEW.basis, NEW.minute, NEW.created_at, NEW.tenant_id) IS DISTINCT FROM (OLD.id, OLD.owner_id,
    OLD.reader_id, OLD.reader_role, OLD.category, OLD.item_id, OLD.surface, OLD.basis, OLD.minute,
    OLD.created_at, OLD.tenant_id) THEN
    RAISE EXCEPTION 'a receipt is never edited';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql
"""
_POSTGRES_GUARD = """
CREATE TRIGGER readreceipt_unchanged BEFORE UPDATE ON readreceipt
FOR EACH ROW EXECUTE FUNCTION readreceipt_unchanged()
"""


def upgrade() -> None:
    op.create_table(
        "breakglass",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("asker_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("categories", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("reason", coaching_app.db.column_types.SealedText(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("asked_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("approver_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("approved_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("declined_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ends_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("seen_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approver_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"],
            ["person.id"],
        ),
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
    with op.batch_alter_table("breakglass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_breakglass_asker_id"), ["asker_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_breakglass_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "consentgrant",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("item_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("viewer_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("audience", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("is_denial", sa.Boolean(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("ends_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(viewer_id IS NOT NULL AND audience = '') OR (viewer_id IS NULL AND audience <> '')",
            name="one_audience",
        ),
        sa.CheckConstraint("is_denial OR audience <> 'everyone'", name="no_allow_for_everyone"),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.ForeignKeyConstraint(
            ["viewer_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("consentgrant", schema=None) as batch_op:
        batch_op.create_index("ix_consentgrant_owner", ["owner_id", "category", "item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consentgrant_viewer_id"), ["viewer_id"], unique=False)

    op.create_table(
        "readreceipt",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("owner_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("reader_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("reader_role", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("item_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("surface", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("basis", sqlmodel.sql.sqltypes.AutoString(length=300), nullable=False),
        sa.Column("minute", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_id", "reader_id", "category", "item_id", "surface", "minute", "basis"),
    )
    with op.batch_alter_table("readreceipt", schema=None) as batch_op:
        batch_op.create_index("ix_readreceipt_owner", ["owner_id", "minute", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_readreceipt_reader_id"), ["reader_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_SQLITE_GUARD)
    else:
        op.execute(_POSTGRES_FUNCTION)
        op.execute(_POSTGRES_GUARD)


def downgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER readreceipt_unchanged")
    else:
        op.execute("DROP TRIGGER readreceipt_unchanged ON readreceipt")
        op.execute("DROP FUNCTION readreceipt_unchanged()")
    with op.batch_alter_table("readreceipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readreceipt_reader_id"))
        batch_op.drop_index("ix_readreceipt_owner")

    op.drop_table("readreceipt")
    with op.batch_alter_table("consentgrant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consentgrant_viewer_id"))
        batch_op.drop_index("ix_consentgrant_owner")

    op.drop_table("consentgrant")
    with op.batch_alter_table("breakglass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_breakglass_owner_id"))
        batch_op.drop_index(batch_op.f("ix_breakglass_asker_id"))

    op.drop_table("breakglass")
