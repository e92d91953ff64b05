"""Where events go: ilert's alert sources as this computer knows them, and their keys."""
