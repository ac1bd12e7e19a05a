"""What the ledger says when it is asked by periods; it is told nothing and keeps nothing."""
