"""Member numbers and the codes on cards: made, checked and drawn without any network."""
