"""The job table in SQLite and PostgreSQL."""
