"""How practice keeps what it holds: SQLite, in memory or in a file."""
