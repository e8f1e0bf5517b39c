"""Starts ffmpeg and ffprobe, in a sandbox, and reads their logs. Nothing else starts processes."""
