"""What loyalty is: money, points, lots, tiers, rewards and the rules between them."""
