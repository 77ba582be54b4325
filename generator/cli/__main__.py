"""Runs the command as `python -m generator.cli`."""

from generator.cli.main import main

main()
