"""What is published: pure functions `(site) -> Iterator[Output]` of records, templates, settings."""
