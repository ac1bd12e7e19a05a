"""The second screen, which the member sees."""
