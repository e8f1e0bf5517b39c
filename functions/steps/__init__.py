"""The steps of a job, each once for one pass and for segments: probe, encode, measure, verify, publish."""
