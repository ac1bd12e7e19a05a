"""Screens: each a state, a presenter and a view, and none knows another."""
