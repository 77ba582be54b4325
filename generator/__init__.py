"""Điển hình: YAML records of commended people and collectives become a public site."""

__version__ = "0.2.0"
