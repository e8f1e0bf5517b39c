"""The job, the contract of the table that keeps it, and the documents beside it."""
