"""The second, deliberate step before somebody is paged at a live source."""
