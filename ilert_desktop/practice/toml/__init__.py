"""Files in TOML that a person writes: read with all their mistakes, each with its line."""
