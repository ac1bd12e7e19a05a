"""What a till is told from outside: settings, folders, the clock, the log."""
