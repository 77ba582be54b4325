"""What helps staff write records: templates of records and the schema for editors."""
