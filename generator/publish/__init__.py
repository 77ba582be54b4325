"""What is published: pure functions `(site) -> Iterator[Artifact]` of records, templates, settings."""
