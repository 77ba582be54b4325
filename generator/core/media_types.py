"""What a file served here is called to a browser, whatever the machine has to say about it."""

import mimetypes


def serve_scripts_as_scripts() -> None:
    """Let `.js` be JavaScript: other programs write something else into the registry of Windows, and a browser runs no
    module that comes as text."""
    mimetypes.add_type("text/javascript", ".js")
