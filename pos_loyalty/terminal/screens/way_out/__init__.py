"""The way out of a screen that only members use: a manager's PIN."""
