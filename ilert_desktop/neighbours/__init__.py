"""Programs on the same data folder tell one another, over a local socket, what is new in it. No Qt, no network."""
