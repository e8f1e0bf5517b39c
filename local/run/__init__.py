"""The programs that call the functions: worker and clock, and the events between them."""
