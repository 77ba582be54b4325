"""The records: what staff may write, one declaration per field."""
