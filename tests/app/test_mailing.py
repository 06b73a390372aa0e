"""Addresses of staff, the test mail and the digest at the command line."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from domain import Act, Cadence, WhenEmpty
from settings import Settings
from storage import digest_wishes, mailboxes, staff, trail
from storage.database import Database
from tests import cast
from tests.bot.desk import Morning
from tests.bot.postroom import SENDER, PostRoom
from tests.terminal import Terminal

ADDRESS = "dr1@canary-mail.example"


@pytest.fixture
def at(database: Database, key: str, as_of: datetime) -> Terminal:
    with database.write() as tx:
        cast.team(tx, as_of)
    return terminal(database, key)


def terminal(database: Database, key: str, **more: str) -> Terminal:
    return Terminal({"TMR_DATABASE_URL": database.url, "TMR_KEY": key, **more})


def _owner(database: Database) -> int:
    with database.read() as tx:
        found = staff.by_code(tx, "OWNER")
    assert found is not None
    return found.id


class Listening:
    """A mail server in a thread of its own, for commands that run their own loop."""

    def __init__(self) -> None:
        self.room, self.port, self._ready = PostRoom(), 0, Event()
        self._stop: Callable[[], object] = lambda: None
        self._thread = Thread(target=lambda: asyncio.run(self._listen()))

    async def _listen(self) -> None:
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        self._stop = lambda: loop.call_soon_threadsafe(over.set)
        async with self.room.open() as self.port:
            self._ready.set()
            await over.wait()

    def __enter__(self) -> "Listening":
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        self._thread.join()


def test_an_address_is_kept_sealed_and_its_value_is_nowhere_else(at: Terminal, database: Database) -> None:
    assert "The address of OWNER is kept." in at.done("staff", "set-email", "OWNER", ADDRESS)
    owner = _owner(database)
    with database.read() as tx:
        assert mailboxes.address(tx, owner) == ADDRESS
        told = [str(row) for row in trail.read(tx, f"staff:{owner}")]
    assert any("contact.email" in row for row in told)
    assert not [row for row in told if "canary-mail" in row]
    assert "OWNER" in at.done("staff", "set-email", "OWNER", typed=f"{ADDRESS}\n")
    assert "no e-mail address any more" in at.done("staff", "set-email", "OWNER", "--none")
    with database.read() as tx:
        assert mailboxes.address(tx, owner) is None


def test_what_is_no_address_is_refused_without_repeating_it(at: Terminal) -> None:
    assert at.refused("staff", "set-email", "OWNER", "canary words") == (
        "That is not an e-mail address. Nothing was changed."
    )
    assert "no staff 'NOBODY'" in at.refused("staff", "set-email", "NOBODY", ADDRESS)


def test_a_test_mail_arrives_and_makes_a_refused_address_count_again(
    at: Terminal, database: Database, key: str, as_of: datetime
) -> None:
    at.done("staff", "set-email", "OWNER", ADDRESS)
    owner = _owner(database)
    with database.write() as tx:
        assert mailboxes.refuse(tx, Act("system:courier", as_of), owner)
        assert not mailboxes.refuse(tx, Act("system:courier", as_of), owner)
    with Listening() as post:
        mail = {"TMR_SMTP_URL": f"smtp://127.0.0.1:{post.port}?starttls=no", "TMR_MAIL_FROM": SENDER}
        sends = terminal(database, key, **mail)
        assert "took a test mail for OWNER" in sends.done("staff", "test-mail", "OWNER")
        assert [to for to, _ in post.room.taken] == [ADDRESS]
        for answer, said in (
            ("550 5.1.1 No", "takes no mail for the address of OWNER"),
            ("550 5.7.1 No", "does not take this mail (refused: 550)"),
            ("450 4.2.0 No", "puts us off"),
        ):
            post.room.rcpt.append(answer)
            assert said in sends.refused("staff", "test-mail", "OWNER")
        assert "has no e-mail address" in sends.refused("staff", "test-mail", "DEPUTY")
    assert "cannot be reached" in sends.refused("staff", "test-mail", "OWNER")
    with database.read() as tx:
        assert mailboxes.refused_at(tx, owner) is None


def test_without_a_mail_server_no_test_mail_is_sent(at: Terminal) -> None:
    assert "TMR_SMTP_URL is not set" in at.refused("staff", "test-mail", "OWNER")


def test_the_mail_server_never_shows_in_a_representation_of_the_settings(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TMR_SMTP_URL", "smtp://canary:canary@mail.example")
    assert "canary" not in repr(Settings())


def test_a_digest_is_wished_for_a_day_and_an_hour(at: Terminal, database: Database) -> None:
    assert "weekly" in at.done("staff", "digest", "OWNER", "--weekly", "Mon", "--at", "07:30")
    with database.read() as tx:
        wish = digest_wishes.get(tx, _owner(database))
    assert wish is not None
    assert (wish.cadence, wish.weekday, f"{wish.at:%H:%M}") == (Cadence.WEEKLY, 0, "07:30")
    at.done("staff", "digest", "OWNER", "--daily", "--when-empty", "nothing")
    with database.read() as tx:
        wish = digest_wishes.get(tx, _owner(database))
    assert wish is not None
    assert (wish.cadence, wish.weekday, wish.when_empty) == (Cadence.DAILY, None, WhenEmpty.NOTHING)
    assert "gets no digest any more" in at.done("staff", "digest", "OWNER", "--off")
    assert "got no digest" in at.done("staff", "digest", "OWNER", "--off")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "either --daily or --weekly"),
        (("--daily", "--weekly", "Mon"), "either --daily or --weekly"),
        (("--weekly", "someday"), "not a day of the week"),
        (("--weekly", "t"), "not a day of the week"),
        (("--daily", "--at", "8"), "not a time of day"),
        (("--daily", "--when-empty", "maybe"), "use one-line or nothing"),
    ],
)
def test_a_wish_that_is_none_is_refused(at: Terminal, words: tuple[str, ...], said: str) -> None:
    assert said in at.refused("staff", "digest", "OWNER", *words)


def test_whoever_has_left_is_wished_no_digest(at: Terminal) -> None:
    at.done("staff", "remove", "COORD")
    assert "has left the hospital" in at.refused("staff", "digest", "COORD", "--daily")


def test_a_digest_is_shown_as_text_or_as_one_page(
    database: Database, key: str, as_of: datetime, tmp_path: Path
) -> None:
    morning = Morning(database, as_of)
    morning.busy()
    morning.allow_answers()
    at, page = terminal(database, key), tmp_path / "digest.html"
    assert "Open cases, oldest first (2)" in at.done("digest", "OWNER")
    assert "It holds patients' codes." in at.done("digest", "OWNER", "--html", str(page))
    shown = page.read_text("utf-8")
    assert 'src="data:image/png;base64,' in shown
    assert "Canary" not in shown
    assert "cannot be written" in at.refused("digest", "OWNER", "--html", str(tmp_path))
