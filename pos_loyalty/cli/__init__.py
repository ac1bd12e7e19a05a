"""The same services without a window: for operators, scripts and other software."""
