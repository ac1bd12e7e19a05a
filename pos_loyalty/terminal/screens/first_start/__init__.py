"""The first start: a shop, its program, and the person who runs it."""
