"""The members' screen when a member uses it: own reader, own fingers."""
