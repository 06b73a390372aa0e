"""A hospital's own sign-in for the tests: a real OpenID provider in a process of its own, and how somebody
signs in there. nanoidp shares no line with the library by which the console speaks to it, and demands PKCE.
"""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx2
import pyotp
from joserfc.jwk import RSAKey
from ruamel.yaml import YAML

from console.access.id_token import SecondFactor
from console.access.provider import Provider
from tests.end_to_end.service import free_port

CLIENT, SECRET, PASSWORD = "tmr-follow-up", "a secret between the two", "their password there"
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_START = 60.0


@dataclass(frozen=True, slots=True)
class Hospital:
    """The provider. `key`: the one it signs with."""

    port: int
    folder: Path

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def key(self) -> RSAKey:
        return RSAKey.import_key((self.folder / "rsa_private.pem").read_text("utf-8"))


@contextmanager
def running(folder: Path) -> Iterator[Hospital]:
    """The provider, with people called `owner`, `coord` and `admin`; `coord` has no second factor there."""
    port = free_port()
    settings = {
        "config_version": 1,
        "server": {"host": "127.0.0.1", "port": port},
        "login": {"totp": True},
        "jwt": {"keys_dir": str(folder)},
        "oauth": {
            "issuer": f"http://127.0.0.1:{port}",
            "issuer_from_request": True,  # so that it can stand behind Crooked
            "require_pkce": True,
            "clients": [{"client_id": CLIENT, "client_secret": SECRET}],
        },
    }
    people: dict[str, dict[str, str]] = {name: {"password": PASSWORD} for name in ("owner", "coord", "admin")}
    for name in ("owner", "admin"):
        people[name]["totp_secret"] = TOTP
    for name, told in (("settings", settings), ("users", {"config_version": 1, "users": people})):
        with (folder / f"{name}.yaml").open("w", encoding="utf-8") as file:
            YAML().dump(told, file)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "nanoidp", "--config", str(folder)], cwd=folder, stdout=log, stderr=log
        )
        try:
            _wait(port, process)
            yield Hospital(port, folder)
        finally:
            process.terminate()
            process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until it answers."""
    end = time.perf_counter() + _START
    while time.perf_counter() < end and process.poll() is None:
        try:
            httpx2.get(f"http://127.0.0.1:{port}/.well-known/openid-configuration")
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("The provider did not start; its folder holds a log.")


def known_to(issuer: str, origin: str, second: SecondFactor | None = None) -> Provider:
    """The provider as the console is told of it; without a second factor asked for unless one is given."""
    return Provider(issuer, CLIENT, SECRET, second or SecondFactor(), origin)


GONE = known_to("http://127.0.0.1:1", "https://console.test")
"""One that nobody reaches."""


async def signed_in_there(address: str, name: str) -> str:
    """Sign in at the provider, opened by this address; the address that it sends the browser back to."""
    async with httpx2.AsyncClient() as web:
        page = await web.get(address)
        done = await web.post(address, data=_answered(page, username=name, password=PASSWORD))
        if done.status_code == 200 and "totp_code" in done.text:
            code = pyotp.TOTP(TOTP).now()
            done = await web.post(address, data=_answered(done, totp_code=code))
    assert done.status_code == 302, done.text
    return str(done.headers["location"])


def _answered(page: httpx2.Response, **fields: str) -> dict[str, str]:
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
    return {**dict(hidden), **fields}


def asked_for(address: str) -> dict[str, str]:
    """What an address asks, by name."""
    return {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
