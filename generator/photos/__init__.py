"""Photos of records: decoded where they can do no harm, stripped, resized, named by their content."""
