"""Lists of those commended, as offices have them: read, understood row by row, written when told.

decoding        a process under limits, in which `spreadsheet`, `open_document`, `word`, `text_table` read files
readers         what came back: sheets of text cells, as people see them
headings        what each column holds
interpret       sheets become rows of a decision and a report of everything else (`interpretation`)
choices         what somebody put right: columns, rows, awards, namesakes
merge           how that differs from the decision's record, in which only what changed changes
importer        all of it in turn: what was understood, the questions that are open, the file to write
"""
