"""Films that tests make, and the media path that they go through."""
