"""What tests stand on, by what it is for."""
