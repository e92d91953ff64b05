"""The self-test: the main job, done in the real window against practice, and a report of it."""
