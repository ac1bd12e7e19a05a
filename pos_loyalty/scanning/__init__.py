"""Keys, bytes and pictures become scans. What a member is, nobody in here knows."""
