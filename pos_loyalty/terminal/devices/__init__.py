"""What is plugged into a till, as the window sees it."""
