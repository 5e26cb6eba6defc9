"""people

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
import sqlmodel

import coaching_app.db.column_types
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "circle",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("leader_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.Column("purpose", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["leader_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("circle", schema=None) as batch_op:
        batch_op.create_index("ix_circle_leader", ["leader_id", "closed_at"], unique=False)

    op.create_table(
        "invitation",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("inviter_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("role", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(length=254), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("secret_digest", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("sent_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("times_sent", sa.Integer(), nullable=False),
        sa.Column("expires_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("accepted_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["accepted_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["inviter_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("secret_digest"),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_inviter", ["inviter_id", "created_at"], unique=False)

    op.create_table(
        "pathway",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("author_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("updated_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("archived_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "relationship",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("coach_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mentee_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("proposed_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "coach_accepted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column(
            "mentee_accepted_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True
        ),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("started_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_by", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.CheckConstraint("coach_id <> mentee_id", name="two_people"),
        sa.ForeignKeyConstraint(
            ["coach_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("relationship", schema=None) as batch_op:
        batch_op.create_index("ix_relationship_coach", ["coach_id", "status", "mentee_id"], unique=False)
        batch_op.create_index("ix_relationship_mentee", ["mentee_id", "status", "coach_id"], unique=False)
        batch_op.create_index(
            "uq_relationship_living",
            ["tenant_id", "coach_id", "mentee_id", "kind"],
            unique=True,
            sqlite_where=sa.text("status IN ('proposed', 'active')"),
            postgresql_where=sa.text("status IN ('proposed', 'active')"),
        )

    op.create_table(
        "circlemember",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("circle_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("invited_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("joined_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("left_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["circle_id"],
            ["circle.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("circlemember", schema=None) as batch_op:
        batch_op.create_index("ix_circlemember_circle", ["circle_id", "status"], unique=False)
        batch_op.create_index("ix_circlemember_person", ["person_id", "status"], unique=False)
        batch_op.create_index(
            "uq_circlemember_living",
            ["circle_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('invited', 'active')"),
            postgresql_where=sa.text("status IN ('invited', 'active')"),
        )

    op.create_table(
        "handover",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("relationship_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("mentee_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("from_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("to_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("started_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("status", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("created_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("offered_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("expires_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("closed_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("new_relationship_id", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["from_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["mentee_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["new_relationship_id"],
            ["relationship.id"],
        ),
        sa.ForeignKeyConstraint(
            ["relationship_id"],
            ["relationship.id"],
        ),
        sa.ForeignKeyConstraint(
            ["started_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.ForeignKeyConstraint(
            ["to_id"],
            ["person.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index("ix_handover_mentee", ["mentee_id", "status"], unique=False)
        batch_op.create_index("ix_handover_to", ["to_id", "status"], unique=False)
        batch_op.create_index(
            "uq_handover_under_way",
            ["relationship_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('choosing', 'offered')"),
            postgresql_where=sa.text("status IN ('choosing', 'offered')"),
        )

    op.create_table(
        "pathwaystep",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("pathway_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(length=4000), nullable=False),
        sa.Column("evidence", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("removed_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["pathway_id"],
            ["pathway.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("pathwaystep", schema=None) as batch_op:
        batch_op.create_index("ix_pathwaystep_pathway", ["pathway_id", "position"], unique=False)

    op.create_table(
        "pathwaywalk",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("pathway_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("person_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("started_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("started_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.Column("completed_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.Column("ended_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["pathway_id"],
            ["pathway.id"],
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["started_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("pathwaywalk", schema=None) as batch_op:
        batch_op.create_index("ix_pathwaywalk_person", ["person_id", "ended_at"], unique=False)
        batch_op.create_index(
            "uq_pathwaywalk_walking",
            ["pathway_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "handoveritem",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("handover_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("category", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("item_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover_id"],
            ["handover.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("handover_id", "category", "item_id"),
    )
    op.create_table(
        "stepdone",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("walk_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("step_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("evidence", coaching_app.db.column_types.SealedText(), nullable=False),
        sa.Column("done_by", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("done_at", coaching_app.db.column_types.UtcDateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["done_by"],
            ["person.id"],
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["pathwaystep.id"],
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id"],
            ["tenant.id"],
        ),
        sa.ForeignKeyConstraint(
            ["walk_id"],
            ["pathwaywalk.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("walk_id", "step_id"),
    )
    op.create_table(
        "tenantlogo",
        sa.Column("tenant_id", sqlmodel.sql.sqltypes.AutoString(length=26), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"]),
        sa.PrimaryKeyConstraint("tenant_id"),
    )
    # Without a batch: it would copy the tables that all others point to.
    op.add_column("membership", sa.Column("ended_how", sa.String(20), nullable=False, server_default=""))
    op.add_column("tenant", sa.Column("accent", sa.String(20), nullable=False, server_default="green"))
    op.add_column("tenant", sa.Column("logo_sha256", sa.String(64), nullable=False, server_default=""))
    op.add_column("tenant", sa.Column("logo_type", sa.String(40), nullable=False, server_default=""))
    op.add_column("tenant", sa.Column("people_quota", sa.Integer(), nullable=True))
    op.add_column("tenant", sa.Column("storage_quota", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_table("tenantlogo")
    for name in ("storage_quota", "people_quota", "logo_type", "logo_sha256", "accent"):
        op.drop_column("tenant", name)
    op.drop_column("membership", "ended_how")
    op.drop_table("stepdone")
    op.drop_table("handoveritem")
    with op.batch_alter_table("pathwaywalk", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_pathwaywalk_walking",
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )
        batch_op.drop_index("ix_pathwaywalk_person")

    op.drop_table("pathwaywalk")
    with op.batch_alter_table("pathwaystep", schema=None) as batch_op:
        batch_op.drop_index("ix_pathwaystep_pathway")

    op.drop_table("pathwaystep")
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_handover_under_way",
            sqlite_where=sa.text("status IN ('choosing', 'offered')"),
            postgresql_where=sa.text("status IN ('choosing', 'offered')"),
        )
        batch_op.drop_index("ix_handover_to")
        batch_op.drop_index("ix_handover_mentee")

    op.drop_table("handover")
    with op.batch_alter_table("circlemember", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_circlemember_living",
            sqlite_where=sa.text("status IN ('invited', 'active')"),
            postgresql_where=sa.text("status IN ('invited', 'active')"),
        )
        batch_op.drop_index("ix_circlemember_person")
        batch_op.drop_index("ix_circlemember_circle")

    op.drop_table("circlemember")
    with op.batch_alter_table("relationship", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_relationship_living",
            sqlite_where=sa.text("status IN ('proposed', 'active')"),
            postgresql_where=sa.text("status IN ('proposed', 'active')"),
        )
        batch_op.drop_index("ix_relationship_mentee")
        batch_op.drop_index("ix_relationship_coach")

    op.drop_table("relationship")
    op.drop_table("pathway")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index("ix_invitation_inviter")

    op.drop_table("invitation")
    with op.batch_alter_table("circle", schema=None) as batch_op:
        batch_op.drop_index("ix_circle_leader")

    op.drop_table("circle")
