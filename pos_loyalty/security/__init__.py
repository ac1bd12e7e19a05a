"""Who may do what, PINs, the trail of what was done, and keys for personal data."""
