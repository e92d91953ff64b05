"""The local database of every event, its attempts and each alert's state."""
