"""From the bytes of a YAML file to strings with their positions."""
