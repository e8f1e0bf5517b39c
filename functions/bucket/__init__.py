"""Object storage: the client, the layout of keys, the source as ffmpeg reads it, and events."""
