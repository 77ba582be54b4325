"""Reports to the People's Committee, made of the records alone (directive A, clauses 6 and 8)."""
