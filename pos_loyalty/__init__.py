"""The loyalty terminal beside a shop's till."""

__version__ = "0.1.0"
