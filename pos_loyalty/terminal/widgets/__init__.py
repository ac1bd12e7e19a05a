"""The parts every screen is made of. They draw, and emit what a person did."""
