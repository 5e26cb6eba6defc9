"""sign in

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from sqlmodel.sql.sqltypes import AutoString

from alembic import op
from coaching_app.db.column_types import SealedText, UtcDateTime


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, UtcDateTime(timezone=True), nullable=nullable)


def _person(*, nullable: bool = False) -> tuple[sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("user_id", AutoString(), nullable=nullable),
        sa.ForeignKeyConstraint(["user_id"], ["person.id"], ondelete="CASCADE"),
    )


def _id() -> tuple[sa.Column, sa.PrimaryKeyConstraint]:
    return sa.Column("id", AutoString(length=26), nullable=False), sa.PrimaryKeyConstraint("id")


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, AutoString(length=length), nullable=nullable)


def upgrade() -> None:
    op.add_column("person", _moment("email_verified_at", nullable=True))
    with op.batch_alter_table("login") as table:
        table.add_column(sa.Column("method", AutoString(length=40), nullable=False, server_default=""))
        table.add_column(_moment("fresh_at", nullable=True))
        table.add_column(_moment("second_step_at", nullable=True))
    op.add_column(
        "tenant",
        sa.Column("second_step", AutoString(length=20), nullable=False, server_default="nobody"),
    )
    with op.batch_alter_table("apitokenfamily") as table:
        table.add_column(sa.Column("name", AutoString(length=120), nullable=False, server_default=""))
        table.add_column(sa.Column("kind", AutoString(length=10), nullable=False, server_default="device"))
        table.add_column(
            sa.Column("scopes", AutoString(length=120), nullable=False, server_default="read write")
        )
        table.add_column(_text("secret_digest", 64, nullable=True))
        table.add_column(_moment("expires_at", nullable=True))
        table.add_column(_moment("fresh_at", nullable=True))
        table.add_column(_moment("second_step_at", nullable=True))
        table.create_unique_constraint("uq_apitokenfamily_secret_digest", ["secret_digest"])
    op.create_table(
        "ticket",
        *_id(),
        _text("purpose", 30),
        _text("secret_digest", 64),
        *_person(nullable=True),
        sa.Column("data", SealedText(), nullable=False),
        _text("code_digest", 64, nullable=True),
        sa.Column("misses", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("secret_digest"),
    )
    op.create_index(op.f("ix_ticket_user_id"), "ticket", ["user_id"])
    op.create_table(
        "emailchange",
        *_id(),
        *_person(),
        sa.Column("new_email", SealedText(), nullable=False),
        _text("old_digest", 64),
        _text("new_digest", 64),
        _moment("old_confirmed_at", nullable=True),
        _moment("new_confirmed_at", nullable=True),
        _moment("created_at"),
        _moment("expires_at"),
        _moment("ended_at", nullable=True),
        sa.UniqueConstraint("old_digest"),
        sa.UniqueConstraint("new_digest"),
    )
    op.create_index(op.f("ix_emailchange_user_id"), "emailchange", ["user_id"])
    op.create_table(
        "authenticator",
        *_id(),
        *_person(),
        sa.Column("secret", SealedText(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        _moment("created_at"),
        _moment("confirmed_at", nullable=True),
        sa.UniqueConstraint("user_id"),
    )
    op.create_table(
        "recoverycode",
        *_id(),
        *_person(),
        _text("secret_digest", 64),
        _moment("created_at"),
        _moment("used_at", nullable=True),
    )
    op.create_index(op.f("ix_recoverycode_user_id"), "recoverycode", ["user_id"])
    op.create_table(
        "passkey",
        *_id(),
        *_person(),
        _text("credential_id", 1400),
        _text("public_key", 2000),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        _text("name", 120),
        sa.Column("is_backed_up", sa.Boolean(), nullable=False),
        _moment("created_at"),
        _moment("last_used_at", nullable=True),
        sa.UniqueConstraint("credential_id"),
    )
    op.create_index(op.f("ix_passkey_user_id"), "passkey", ["user_id"])
    op.create_table(
        "linkedaccount",
        *_id(),
        *_person(),
        _text("provider", 20),
        _text("issuer", 300),
        _text("subject", 300),
        _text("label", 254),
        _moment("created_at"),
        _moment("last_used_at", nullable=True),
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("user_id", "provider"),
    )
    op.create_index(op.f("ix_linkedaccount_user_id"), "linkedaccount", ["user_id"])
    op.create_table(
        "outboxmail",
        *_id(),
        sa.Column("tenant_id", AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], ondelete="CASCADE"),
        _text("recipient", 254),
        _text("subject", 300),
        sa.Column("body", SealedText(), nullable=True),
        _text("kind", 40),
        _text("status", 10),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _text("problem", 300),
        _moment("created_at"),
        _moment("expires_at", nullable=True),
        _moment("sent_at", nullable=True),
    )
    op.create_index("ix_outboxmail_tenant", "outboxmail", ["tenant_id", "created_at"])


def downgrade() -> None:
    with op.batch_alter_table("person") as batch:
        batch.drop_column("email_verified_at")
    for table in (
        "outboxmail", "linkedaccount", "passkey", "recoverycode", "authenticator", "emailchange", "ticket",
    ):  # fmt: skip
        op.drop_table(table)
    with op.batch_alter_table("apitokenfamily") as batch:
        batch.drop_constraint("uq_apitokenfamily_secret_digest", type_="unique")
        for name in ("name", "kind", "scopes", "secret_digest", "expires_at", "fresh_at", "second_step_at"):
            batch.drop_column(name)
    with op.batch_alter_table("login") as batch:
        for name in ("method", "fresh_at", "second_step_at"):
            batch.drop_column(name)
    with op.batch_alter_table("tenant") as batch:
        batch.drop_column("second_step")
