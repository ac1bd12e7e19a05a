"""The window around the screens: top bar, stack, menu, and what happens when nothing else helps."""
