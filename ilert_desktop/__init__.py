"""ilert Desktop: raise an ilert alert by hand, be sure what became of it, accept and resolve it later."""

__version__ = "0.1.0"
