"""The office's own server: a bare repository that takes no faulty push, and the public site made of what it took."""
