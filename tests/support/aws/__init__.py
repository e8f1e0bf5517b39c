"""AWS as tests have it: an emulator, its events, and the template."""
