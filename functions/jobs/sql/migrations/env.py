"""Runs alembic's steps on the connection it is handed; alembic loads this file by its name."""

from alembic import context

from functions.jobs.sql import rows

# render_as_batch: SQLite alters a table by making it anew.
context.configure(
    connection=context.config.attributes["connection"], target_metadata=rows.metadata(), render_as_batch=True
)
with context.begin_transaction():
    context.run_migrations()
