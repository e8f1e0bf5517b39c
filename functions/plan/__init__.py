"""What must come out of a source: profile, picture, plan, its argv, and what it is going to cost. Pure."""
