"""Reports of achievements in Word, as the forms of the law on emulation ask for them, as the beginning of a story.

decoding        a process under limits: the document's lines, rows of tables and pictures, as somebody sees them
report          what it says: who, which unit, what was done, figures, awards; and what must not be copied
draft           a story of it, in which every value that was recognised waits until a person confirms it
"""
