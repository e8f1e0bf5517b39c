"""The states that webhooks are to be told of, and the number of the state that a job is in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, and the index of rows that have news; jobs of before have none."""
    op.add_column("jobs", sa.Column("sequence", sa.Integer, nullable=False, server_default="1"))
    op.add_column("jobs", sa.Column("news", sa.Text, nullable=False, server_default=""))
    op.add_column("jobs", sa.Column("news_at", sa.Double))
    op.create_index("jobs_by_news", "jobs", ["news_at"])


def downgrade() -> None:
    """Take the columns away, and what they held."""
    op.drop_index("jobs_by_news", "jobs")
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("news_at")
        jobs.drop_column("news")
        jobs.drop_column("sequence")
