"""A running stack, and who uses it."""
