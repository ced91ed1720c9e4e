"""An inbox knows since when it has been its account's, which another one may take the place of."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("inboxes", sa.Column("account_since", sa.DateTime(timezone=True), nullable=True))
    op.execute("update inboxes set account_since = created_at")


def downgrade() -> None:
    op.drop_column("inboxes", "account_since")
