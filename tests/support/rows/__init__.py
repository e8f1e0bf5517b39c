"""Rows of the job table as tests need them."""
