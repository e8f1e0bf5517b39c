"""What arrives: the row that it belongs to, the tasks that ask for work, and what it may cost."""
