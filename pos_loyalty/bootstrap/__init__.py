"""Builds one application. The only place that wires."""
