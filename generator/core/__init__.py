"""What knows no word of the domain: text, dates, numbers, escaping, processes, locks, problems."""
