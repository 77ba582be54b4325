"""Citing: what a record is cited as, in the styles of the press and of reference managers."""
