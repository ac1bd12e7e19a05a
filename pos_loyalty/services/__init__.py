"""What can be done: one module per use case."""
