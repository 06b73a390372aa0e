"""The right to serve a database: one has it at a time, and it ends with whoever has it."""

import os
import signal
import sys
from subprocess import PIPE, Popen

import psycopg
from sqlalchemy import make_url

from storage.database import Database
from storage.duty import duty
from tests import postgres

_TAKES_IT_AND_WAITS = """
import sys
from storage.duty import duty
ours = duty(sys.argv[1])
print(ours.take(), flush=True)
sys.stdin.read()
"""


def test_only_one_has_it_and_the_next_takes_it_when_it_is_given_up(database: Database) -> None:
    first, second = duty(database.url), duty(database.url)
    assert first.take()
    assert first.holds()
    assert not second.take()
    assert not second.holds()
    first.let_go()
    assert not first.holds()
    assert second.take()
    second.let_go()


def test_it_ends_with_a_process_that_is_killed(database: Database) -> None:
    ours = duty(database.url)
    command = [sys.executable, "-c", _TAKES_IT_AND_WAITS, database.url]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        assert not ours.take()
        os.kill(other.pid, signal.SIGKILL)
        other.wait()
    while not ours.take():  # PostgreSQL hears of it a moment later
        assert make_url(database.url).get_backend_name() == "postgresql"
    ours.let_go()


def test_whoever_loses_its_connection_learns_that_it_lost_the_turn(postgres_server: str) -> None:
    with postgres.fresh(postgres_server) as url, psycopg.connect(postgres_server, autocommit=True) as conn:
        first, second = duty(url), duty(url)
        assert first.take()
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON oid = database "
            "WHERE locktype = 'advisory' AND granted AND datname = %s",
            (make_url(url).database,),
        )
        assert not first.holds()
        while not second.take():  # the server ends the old session a moment later
            assert not first.holds()
        second.let_go()
