"""Practice's page: what `GET /` shows, and what only the page asks for, under `/page/`."""
