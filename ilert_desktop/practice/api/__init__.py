"""ilert's API over HTTP: events, alerts, and the description of both."""
