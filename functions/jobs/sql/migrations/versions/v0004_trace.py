"""The span that made a job, for those that trace its way."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; jobs of before begin a trace of their own."""
    op.add_column("jobs", sa.Column("trace", sa.Text))


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("trace")
