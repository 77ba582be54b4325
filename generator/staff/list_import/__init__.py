"""Lists of those commended, as offices have them: read, understood row by row, written when told.

decoding        a process under limits, in which `spreadsheet`, `open_document`, `word`, `text_table` read files
tables          what came back: sheets of text cells, as people see them
headings        what each column holds
understanding   sheets become rows of a decision and a report of everything else
importing       the command: what was understood, the questions that are open
writing         rows go into the decision's record, and only what changed changes
"""
