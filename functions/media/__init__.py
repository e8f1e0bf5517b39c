"""What is in a film: facts, containers, times, packets, and the certificate. Pure."""
