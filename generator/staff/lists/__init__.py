"""Lists of those commended, as offices have them: read, understood row by row, written when told.

tables          a file becomes sheets of text cells
understanding   sheets become rows of a decision and a report of everything else
writing         rows go into the decision's record, and only what changed changes
"""
