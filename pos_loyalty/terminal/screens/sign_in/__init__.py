"""Who works at the till: signing in, changing over, and the lock."""
