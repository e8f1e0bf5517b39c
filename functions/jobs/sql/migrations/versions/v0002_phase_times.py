"""When each phase of a job's latest attempt began."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; attempts of before know no times."""
    op.add_column("jobs", sa.Column("phases", sa.JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Take the column away."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.drop_column("phases")
