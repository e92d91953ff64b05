"""The composer: a field for everything an event can carry."""
