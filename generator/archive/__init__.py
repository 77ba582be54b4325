"""All records of a project, linked and frozen: how they are read, kept and looked up; the ledger of addresses."""
