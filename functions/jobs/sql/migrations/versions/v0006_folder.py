"""The folder that a film lay in."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; jobs of before have no folder."""
    op.add_column("jobs", sa.Column("folder", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("folder")
