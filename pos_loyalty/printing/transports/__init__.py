"""The ways to a printer. Each only sends and reports; none retries, and none waits for long."""
