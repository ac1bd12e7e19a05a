"""The counter: scan, amount, Enter."""
