"""The words people read, and how their numbers, money and dates are written."""
