"""Where other software beside the till comes in: a local API, a watched folder, a relay."""
