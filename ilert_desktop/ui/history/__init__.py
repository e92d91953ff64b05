"""The history panel: one row per alert, what became of each of its events, and what can be done about it."""
