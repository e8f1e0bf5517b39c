"""The hosts that work: how loaded each is, and whether it can do a job."""
