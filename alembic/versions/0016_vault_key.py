"""by which name a vault knows a note that was renamed here

Revision: 0016
Follows: 0015
"""

import sqlalchemy as sa

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("note", sa.Column("vault_key", sa.String(length=2000), nullable=True))


def downgrade() -> None:
    op.drop_column("note", "vault_key")
