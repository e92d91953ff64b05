"""Drills: scripts that make practice misbehave and ask for actions, and the report on what was done."""
