"""What tests run in a copy of the tree that an example of docs/extending.md was applied to."""
