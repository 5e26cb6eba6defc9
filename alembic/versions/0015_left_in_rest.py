"""what somebody left where it was when it fell into their rest

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TABLES = ("task", "goal")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(table, sa.Column("left_on", sa.Date(), nullable=True))


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "left_on")
