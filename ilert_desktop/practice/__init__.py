"""A local stand-in for ilert."""
