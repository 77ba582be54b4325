"""What a browser may do with our pages, declared once and written for every kind of server.

Should a record's text ever get past the escaping, the browser still refuses to run it (promise 5
of the design). The policy stands in every page as a meta tag; `frame-ancestors` and the other
headers only work from a server, so they are written as files a server reads.
"""

from collections.abc import Iterator

from generator.publish.output import Output
from generator.publish.site import Site

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": f"{CONTENT_SECURITY_POLICY}; frame-ancestors 'none'",
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def header_files(site: Site) -> Iterator[Output]:
    """Yield the headers for the servers that read them from the site itself."""
    del site  # the policy depends on no record
    yield Output("_headers", static_host, "")
    yield Output(".htaccess", apache, "")


def static_host() -> str:
    """Return the headers as `_headers`, which Netlify and Cloudflare Pages read."""
    return "/*\n" + "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())


def apache() -> str:
    """Return the headers as `.htaccess`; Apache needs mod_headers and AllowOverride FileInfo."""
    lines = "".join(f'  Header always set {name} "{value}"\n' for name, value in HEADERS.items())
    return f"ErrorDocument 404 /404.html\n<IfModule mod_headers.c>\n{lines}</IfModule>\n"


def nginx() -> str:
    """Return the headers for nginx, to be included in the `server` block of the site."""
    lines = "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS.items())
    return f"error_page 404 /404.html;\nserver_tokens off;\n{lines}"
