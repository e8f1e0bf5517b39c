"""What a job is estimated to cost, and what it has cost."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; nothing is known of jobs of before."""
    op.add_column("jobs", sa.Column("estimate", sa.JSON))
    op.add_column("jobs", sa.Column("cost", sa.JSON))


def downgrade() -> None:
    """Take the columns away."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("estimate")
        jobs.drop_column("cost")
