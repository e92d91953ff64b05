"""The outbox worker: sends what the ledger holds, and writes down what became of it."""
