"""One row of a rows editor, its cells and its buttons."""
