"""What must hold, and the programs that show it."""
