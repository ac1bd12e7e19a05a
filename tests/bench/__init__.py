"""What a queue waits for, measured: each claim beside the floor that the machine itself sets."""
