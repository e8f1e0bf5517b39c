"""What a file's header may hold, counted before ffprobe reads it."""
