"""Try on my sales: the shop's own history under other rules."""
