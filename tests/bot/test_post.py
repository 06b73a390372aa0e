"""The way to the mail server: secret lines, passwords, and what each kind of refusal means for a mail."""

import ssl
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.mail.outcome import TurnedAway
from bot.mail.post import Post
from bot.mail.server import MailFault, MailServer, is_address, server_of
from bot.outcome import Failure, Held, Rejected, Unreachable, Unreached, Unsure
from tests.bot.postroom import BREAKS, NAME, PASSWORD, SENDER, PostRoom, certified, plain

TO = "dr1@north.example"
TEXT = b"Subject: A case waits for you\r\n\r\n.A line that begins with a dot\r\n"
GOOD = ("smtp://mail.example", "smtps://mail.example:465/", "smtp://a:b@mail.example:2525")


@pytest.fixture(scope="module")
def contexts(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    return certified(tmp_path_factory.mktemp("certificate"))


async def test_a_mail_is_handed_over_as_it_is() -> None:
    room = PostRoom()
    async with room.open() as port:
        assert await Post(plain(port)).send(TO, TEXT) is None
    ((to, message),) = room.taken
    assert (to, message["Subject"]) == (TO, "A case waits for you")
    assert message.get_content().strip() == ".A line that begins with a dot"


@pytest.mark.parametrize("smtps", [False, True])
async def test_the_line_is_secret_before_name_and_password_are_told(
    contexts: tuple[ssl.SSLContext, ssl.SSLContext], smtps: bool
) -> None:
    room, (shows, trust) = PostRoom(), contexts
    async with room.open(tls=shows, smtps=smtps, sign_in=True) as port:
        server = MailServer("127.0.0.1", port, SENDER, smtps, False, NAME, PASSWORD, trust)
        assert await Post(server).send(TO, TEXT) is None
        assert await Post(replace(server, trust=None)).send(TO, TEXT) == Unreached()
        assert await Post(replace(server, password="wrong")).send(TO, TEXT) == TurnedAway()
        assert await Post(server).check() is None
    assert (len(room.taken), room.secret, room.signed_in) == (1, 1, 2)


async def test_a_server_without_starttls_gets_nothing() -> None:
    room = PostRoom()
    async with room.open() as port:
        assert await Post(replace(plain(port), plain=False)).send(TO, TEXT) == Unreached()
        assert await Post(replace(plain(port), plain=False)).check() == Unreached()
    assert room.taken == []


async def test_a_server_that_is_away_certainly_got_nothing() -> None:
    async with PostRoom().open() as port:
        pass
    assert await Post(plain(port)).send(TO, TEXT) == Unreached()


async def test_a_server_that_does_not_take_our_sender_takes_nothing() -> None:
    room = PostRoom()
    async with room.open() as port:
        other = Post(replace(plain(port), sender="else@south.example"))
        assert await other.send(TO, TEXT) == TurnedAway()
        assert await other.check() == TurnedAway()


@pytest.mark.parametrize(
    ("rcpt", "data", "failure"),
    [
        ("450 4.2.0 Try later", "", Held(timedelta(minutes=1))),
        ("550 5.1.1 No such mailbox", "", Unreachable("mailbox-refused")),
        ("530 5.7.0 Authentication required", "", TurnedAway()),
        ("550 5.7.1 Relaying denied", "", Rejected("refused: 550")),
        ("", "451 4.3.0 Try later", Held(timedelta(minutes=1))),
        ("", "554 5.6.0 Not this text", Rejected("refused: 554")),
        ("", BREAKS, Unsure("SMTPServerDisconnected")),
    ],
)
async def test_what_the_server_says_decides_what_becomes_of_the_mail(
    rcpt: str, data: str, failure: Failure
) -> None:
    room = PostRoom()
    room.rcpt, room.data = [rcpt] if rcpt else [], [data] if data else []
    async with room.open() as port:
        assert await Post(plain(port)).send(TO, TEXT) == failure


async def test_an_address_that_is_none_is_never_told_to_the_server() -> None:
    room = PostRoom()
    async with room.open() as port:
        assert await Post(plain(port)).send("dr1@n\u00f6rth.example", TEXT) == Unreachable(
            "address-malformed"
        )


def test_the_address_of_a_server_is_read() -> None:
    assert server_of("smtp://mail.example", SENDER) == MailServer("mail.example", 587, SENDER)
    read = server_of("smtps://me%40here:p%3Aw@mail.example", SENDER)
    assert read == MailServer("mail.example", 465, SENDER, smtps=True, name="me@here", password="p:w")
    own = server_of("smtp://me:pw@localhost:25?starttls=no", SENDER)
    assert (own.plain, own.port, own.domain) == (True, 25, "north.example")


def test_name_and_password_never_show() -> None:
    shown = repr(server_of("smtps://canary-name:canary-word@mail.example", SENDER))
    assert "canary" not in shown


@pytest.mark.parametrize(
    "url",
    [
        "http://canary:canary@mail.example",
        "smtp://canary@mail.example",
        "smtp://canary:canary@",
        "smtp://canary:canary@mail.example:99999",
        "smtp://canary:canary@mail.example/path",
        "smtp://canary:canary@mail.example?starttls=no",
        "smtps://mail.example?starttls=no",
        "smtp://mail.example?tls=canary",
        "smtp://[canary",
        "canary",
    ],
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(MailFault, match="TMR_SMTP_URL cannot be used") as refused:
        server_of(url, SENDER)
    assert "canary" not in str(refused.value)


@pytest.mark.parametrize("sender", [None, "", "nobody", "A Name <a@b.example>"])
def test_mail_needs_a_sender(sender: str | None) -> None:
    with pytest.raises(MailFault, match="TMR_MAIL_FROM"):
        server_of(GOOD[0], sender)


@pytest.mark.parametrize(
    "text", ["a b@c.example", "a@b@c", "@c.example", "a@", "a@b\r\nBcc: c@d", "a" * 65 + "@b.example"]
)
def test_what_is_no_address_is_told_from_one(text: str) -> None:
    assert is_address("dr.o'neill+on-call@north.nhs.example")
    assert not is_address(text)
