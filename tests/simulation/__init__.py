"""Histories of several tills and a hub, made of chance alone, and the same for the same seed."""
