"""How letters to members are written and handed to a mail server."""
