"""Real servers, and scripted ones, as tests hold them."""
