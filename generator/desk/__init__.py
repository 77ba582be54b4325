"""The desk: a page in the clerk's own browser in which records are written without a word of YAML."""
