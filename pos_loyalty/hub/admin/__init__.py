"""The hub in the browser, for whoever runs it."""
