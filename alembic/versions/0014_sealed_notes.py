"""sealed notes

Revision: 0014
Follows: 0013
"""

import json
from types import SimpleNamespace

import sqlalchemy as sa

import coaching_app.db.column_types
from alembic import op
from coaching_app.db.sealed import unseal


revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WHERE = sa.text("sealed_head IS NOT NULL")
_PLAIN = ("title", "path", "path_key", "properties", "words", "sha256", "imported_sha256")


def upgrade() -> None:
    # Plain ALTER statements: a copied table would drop the one its tags and links hang on.
    op.add_column("note", sa.Column("sealed_head", coaching_app.db.column_types.SealedText(), nullable=True))
    op.add_column("note", sa.Column("sealed_text", coaching_app.db.column_types.SealedText(), nullable=True))
    op.create_index(
        "ix_note_sealed", "note", ["owner_id", "deleted_at"], sqlite_where=_WHERE, postgresql_where=_WHERE
    )


def downgrade() -> None:
    """Before the columns go, what is in them is opened: nobody loses a note by going back."""
    connection = op.get_bind()
    columns = [sa.column(name) for name in ("id", "tenant_id", "sealed_head", "sealed_text", "text", *_PLAIN)]
    columns = [sa.column("properties", sa.JSON()) if one.name == "properties" else one for one in columns]
    note = sa.table("note", *columns)
    rows = connection.execute(sa.select(note).where(note.c.sealed_head.is_not(None))).all()
    for row in rows:
        place = SimpleNamespace(id=row.id, tenant_id=row.tenant_id, __tablename__="note")
        head = json.loads(unseal(place, "sealed_head", row.sealed_head))
        values = {name: head[name] for name in _PLAIN}
        values["text"] = unseal(place, "sealed_text", row.sealed_text)
        connection.execute(sa.update(note).where(note.c.id == row.id).values(values))
    op.drop_index("ix_note_sealed", "note")
    op.drop_column("note", "sealed_text")
    op.drop_column("note", "sealed_head")
