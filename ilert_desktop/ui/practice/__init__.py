"""Practice in the window: its menu, its band, what it is made to do, and its drills."""
