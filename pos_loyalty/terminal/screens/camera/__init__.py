"""What a camera sees, for whoever holds a card before it."""
