"""The hub as a server: where the tills of a shop meet, and its operator looks in."""
