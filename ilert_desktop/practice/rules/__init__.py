"""What ilert does with an event, piece by piece; `engine.py` puts the pieces together."""
