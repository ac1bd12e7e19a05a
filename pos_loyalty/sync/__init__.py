"""How tills and the hub agree: one protocol, both ends of it, and nothing of the wire."""
