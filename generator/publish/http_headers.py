"""What a browser may do with our pages, declared once and written for every kind of server.

Should a record's text ever get past the escaping, the browser still refuses it: CONTRIBUTING/promises.md#browser.
The policy stands in every page as a meta tag; `frame-ancestors` and the other headers only work from a server, so
they are written as files a server reads.
"""

from generator.publish.routes import EMBEDS

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


"""Cards for other sites stand here: these pages, and no others, may be shown in a frame."""
CARD_HEADERS = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors *",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def headers_file() -> str:
    """Return the headers as `_headers`, which Netlify and Cloudflare Pages read.

    They add up what several rules say, so a card first drops what holds for every page.
    """
    dropped = "".join(f"  ! {name}\n" for name, value in CARD_HEADERS.items() if HEADERS[name] != value)
    cards = "".join(f"  {name}: {value}\n" for name, value in CARD_HEADERS.items() if HEADERS[name] != value)
    every = "".join(f"  {name}: {value}\n" for name, value in HEADERS.items())
    return f"/*\n{every}{EMBEDS}*\n{dropped}{cards}"


def htaccess() -> str:
    """Return the headers as `.htaccess`; Apache needs mod_headers and AllowOverride FileInfo."""
    cards = f"%{{REQUEST_URI}} =~ m#^{EMBEDS}#"
    lines = "".join(
        f'  Header always set {name} "{value}"\n'
        if CARD_HEADERS[name] == value
        else f'  Header always set {name} "{value}" "expr=!({cards})"\n'
        f'  Header always set {name} "{CARD_HEADERS[name]}" "expr={cards}"\n'
        for name, value in HEADERS.items()
    )
    return f"ErrorDocument 404 /404.html\n<IfModule mod_headers.c>\n{lines}</IfModule>\n"


def nginx_snippet() -> str:
    """Return the headers for nginx, to be included in the `server` block of the site."""
    lines = "".join(f'add_header {name} "{value}" always;\n' for name, value in HEADERS.items())
    cards = "".join(f'  add_header {name} "{value}" always;\n' for name, value in CARD_HEADERS.items())
    return (
        f"error_page 404 /404.html;\nserver_tokens off;\n{lines}"
        f"location {EMBEDS} {{\n{cards}}}\n"
        "# in `http`: map $uri $moved { default ''; include …/current/redirects.map; }\n"
        "# in `server`: if ($moved) { return 301 $moved; }\n"
    )
