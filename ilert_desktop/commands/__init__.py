"""The command line on the ledger that the window uses too: no Qt, no questions, an exit code for each result."""
