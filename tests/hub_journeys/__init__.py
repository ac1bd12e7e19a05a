"""Tills as processes, hubs as processes, a real PostgreSQL, and lines that break between them."""
