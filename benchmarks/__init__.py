"""Measured comparisons; their data are seeded, made up, and never published."""
