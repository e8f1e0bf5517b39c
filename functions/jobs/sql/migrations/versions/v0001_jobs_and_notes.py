"""Jobs and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables jobs and notes, with the indexes their lists are read by."""
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("folded_filename", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("phase", sa.Text),
        sa.Column("progress", sa.Double, nullable=False),
        sa.Column("frames_done", sa.BigInteger, nullable=False),
        sa.Column("frames_total", sa.BigInteger),
        sa.Column("eta_seconds", sa.Double),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("strikes", sa.Integer, nullable=False),
        sa.Column("profile", sa.Text, nullable=False),
        sa.Column("profile_digest", sa.Text, nullable=False),
        sa.Column("recipe", sa.JSON, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("source", sa.JSON, nullable=False),
        sa.Column("source_key", sa.Text, nullable=False),
        sa.Column("upload", sa.JSON),
        sa.Column("proxy", sa.JSON),
        sa.Column("log_key", sa.Text),
        sa.Column("error", sa.JSON),
        sa.Column("worker", sa.Text),
        sa.Column("lease_until", sa.Double),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("queued_at", sa.Double),
        sa.Column("started_at", sa.Double),
        sa.Column("finished_at", sa.Double),
        sa.Column("due_at", sa.Double),
        sa.Column("keeps_source", sa.Boolean, nullable=False),
        sa.Column("keeps_outputs", sa.Boolean, nullable=False),
    )
    op.create_index("jobs_by_age", "jobs", ["created_at", "job_id", "folded_filename"])
    op.create_index("jobs_by_status", "jobs", ["status", "created_at", "job_id", "folded_filename"])
    op.create_index("jobs_by_source", "jobs", ["source_key", "created_at", "job_id", "folded_filename"])
    op.create_index("jobs_by_due", "jobs", ["due_at"])
    op.create_index("jobs_by_end", "jobs", ["finished_at"])
    op.create_index("jobs_by_source_end", "jobs", ["keeps_source", "finished_at"])
    op.create_index("jobs_by_outputs_end", "jobs", ["keeps_outputs", "finished_at"])
    op.create_table(
        "notes",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("body", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("written_at", sa.Double, nullable=False),
    )
    op.create_index("notes_by_age", "notes", ["kind", "written_at"])


def downgrade() -> None:
    """Take both tables away, and what is in them."""
    op.drop_table("notes")
    op.drop_table("jobs")
