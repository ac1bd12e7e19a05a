"""Stories: a program and what happens under it, played through the services of the counter."""
