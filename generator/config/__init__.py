"""The settings of a project, and the language files."""
