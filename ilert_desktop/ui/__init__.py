"""The window. The only package, beside `app.py`, that knows Qt."""
