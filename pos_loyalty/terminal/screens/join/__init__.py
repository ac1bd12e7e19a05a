"""A new machine joins a shop that has tills already."""
