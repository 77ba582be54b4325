"""Điển hình: YAML records of commended people and collectives become a public site."""

import os

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""No program's plugin has a say in what a record is; to look for some took every command ten milliseconds."""
__version__ = "0.2.0"
