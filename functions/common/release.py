"""The release of these functions, which certificates name; the same as in pyproject.toml."""

RELEASE = "0.3.0"
