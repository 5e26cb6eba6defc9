"""audit

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import coaching_app.db.column_types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# An entry may leave only when the head's anchor, which only retention can sign, has passed it.
_SQLITE = (
    (
        "CREATE TRIGGER auditentry_unchanged BEFORE UPDATE ON auditentry "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    ),
    (
        "CREATE TRIGGER auditentry_kept BEFORE DELETE ON auditentry "
        "WHEN OLD.seq > coalesce((SELECT anchor_seq FROM audithead WHERE id = OLD.chain), 0) "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    ),
    (
        "CREATE TRIGGER audithead_kept BEFORE DELETE ON audithead "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    ),
    (
        "CREATE TRIGGER audithead_forward BEFORE UPDATE ON audithead "
        "WHEN NEW.seq < OLD.seq OR NEW.anchor_seq < OLD.anchor_seq OR NEW.anchor_seq > NEW.seq "
        "BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"
    ),
    (
        "CREATE TRIGGER auditentry_is_head AFTER INSERT ON auditentry "
        "BEGIN UPDATE audithead SET seq = NEW.seq, hash = NEW.hash WHERE id = NEW.chain; END"
    ),
)
_POSTGRES = (
    (
        "CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$"
    ),
    (
        "CREATE FUNCTION audit_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF OLD.seq > coalesce((SELECT anchor_seq FROM audithead WHERE id = OLD.chain), 0) THEN "
        "RAISE EXCEPTION 'the audit trail is append-only'; END IF; RETURN OLD; END $$"
    ),
    (
        "CREATE FUNCTION audit_forward() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "IF NEW.seq < OLD.seq OR NEW.anchor_seq < OLD.anchor_seq OR NEW.anchor_seq > NEW.seq THEN "
        "RAISE EXCEPTION 'the audit trail is append-only'; END IF; RETURN NEW; END $$"
    ),
    (
        "CREATE FUNCTION audit_head() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE audithead SET seq = NEW.seq, hash = NEW.hash WHERE id = NEW.chain; RETURN NULL; END $$"
    ),
    (
        "CREATE TRIGGER auditentry_unchanged BEFORE UPDATE ON auditentry "
        "FOR EACH ROW EXECUTE FUNCTION audit_refuse()"
    ),
    "CREATE TRIGGER auditentry_kept BEFORE DELETE ON auditentry FOR EACH ROW EXECUTE FUNCTION audit_keep()",
    "CREATE TRIGGER auditentry_whole BEFORE TRUNCATE ON auditentry EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audithead_kept BEFORE DELETE ON audithead FOR EACH ROW EXECUTE FUNCTION audit_refuse()",
    "CREATE TRIGGER audithead_whole BEFORE TRUNCATE ON audithead EXECUTE FUNCTION audit_refuse()",
    (
        "CREATE TRIGGER audithead_forward BEFORE UPDATE ON audithead "
        "FOR EACH ROW EXECUTE FUNCTION audit_forward()"
    ),
    "CREATE TRIGGER auditentry_is_head AFTER INSERT ON auditentry FOR EACH ROW EXECUTE FUNCTION audit_head()",
)


def _text(name: str, length: int | None = None, **options: object) -> sa.Column:
    kind = sqlmodel.sql.sqltypes.AutoString(length=length) if length else sa.Text()
    return sa.Column(name, kind, nullable=bool(options.get("nullable")))


def upgrade() -> None:
    moment = coaching_app.db.column_types.UtcDateTime(timezone=True)
    op.create_table(
        "auditentry",
        _text("chain", 26),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", moment, nullable=False),
        _text("actor_id", 26, nullable=True),
        _text("actor_role", 20),
        _text("login_id", 26),
        _text("action", 160),
        _text("address", 64),
        _text("correlation_id", 64),
        _text("subjects"),
        _text("changes"),
        _text("events"),
        _text("payload"),
        _text("hash", 64),
        sa.PrimaryKeyConstraint("chain", "seq"),
    )
    op.create_index("ix_auditentry_at", "auditentry", ["chain", "at"])
    op.create_index("ix_auditentry_actor", "auditentry", ["chain", "actor_id", "seq"])
    op.create_table(
        "audithead",
        _text("id", 26),
        sa.Column("key", coaching_app.db.column_types.SealedText(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        _text("hash", 64),
        sa.Column("anchor_seq", sa.BigInteger(), nullable=False),
        _text("anchor_hash", 64),
        _text("anchor_mac", 64),
        sa.Column("anchored_at", moment, nullable=True),
        sa.Column("created_at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("auditentry")
    op.drop_table("audithead")
    if op.get_bind().dialect.name != "sqlite":
        for function in ("refuse", "keep", "forward", "head"):
            op.execute(f"DROP FUNCTION audit_{function}()")
