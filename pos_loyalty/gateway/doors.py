"""What the command line may start of this room; each door loads what lies behind it."""
