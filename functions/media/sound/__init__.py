"""What an audio track should give, by its packets, and what its decoder gave."""
