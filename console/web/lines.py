"""Which lines nobody on the way can listen on: over TLS, or within this machine."""

from urllib.parse import urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


def is_private(address: object) -> bool:
    """Whether what goes to this address cannot be read or changed on the way; what is no address is none."""
    if not isinstance(address, str):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    host = parts.netloc.rsplit(":", 1)[0]
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK))
