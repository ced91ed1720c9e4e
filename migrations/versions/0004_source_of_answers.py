"""Lines that answer from the knowledge name their entry."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("messages", sa.Column("source", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("messages", "source")
