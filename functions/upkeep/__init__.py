"""What the clock does: mends what was lost, deletes what is past its time, and says how it went."""
