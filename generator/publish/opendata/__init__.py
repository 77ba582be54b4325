"""Open data: every record as JSON, CSV and SQLite, with what describes them."""
