"""Turns of duty: of several `run` processes on one database one serves, and the others wait for its end."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog

from storage.duty import Duty
from storage.faults import StorageFault

LOOK_EVERY = 2.0
"""Seconds between two looks: at whether the turn is free, and at whether it is still ours."""

log = structlog.get_logger()


async def turns(duty: Duty, stop: asyncio.Event, serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    """Serve whenever the turn is ours, until told to stop. `serve` ends soon after its event is set.

    A database that goes away ends the turn and not the process: it is taken again when the database is back.
    """
    waiting = False
    while not stop.is_set():
        if not await _taken(duty):
            if not waiting:
                log.info("run.standing_by")
            waiting = True
            await rest(stop, LOOK_EVERY)
            continue
        waiting = False
        try:
            await _turn(duty, stop, serve)
        except StorageFault as fault:
            log.warning("run.turn_ended", fault=str(fault))
            await rest(stop, LOOK_EVERY)


async def _turn(duty: Duty, stop: asyncio.Event, serve: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    over = asyncio.Event()
    watch = asyncio.create_task(_watch(duty, stop, over))
    try:
        await serve(over)
    finally:
        over.set()
        await watch
        await asyncio.to_thread(duty.let_go)


async def _watch(duty: Duty, stop: asyncio.Event, over: asyncio.Event) -> None:
    """End the turn when told to stop, or when it is not ours any more."""
    told = asyncio.create_task(stop.wait())
    while not over.is_set():
        await asyncio.wait({told}, timeout=LOOK_EVERY)
        if told.done():
            over.set()
        elif not await asyncio.to_thread(duty.holds):
            log.warning("run.turn_lost")
            over.set()
    told.cancel()


async def _taken(duty: Duty) -> bool:
    try:
        return await asyncio.to_thread(duty.take)
    except StorageFault as fault:
        log.warning("run.turn_not_asked", fault=str(fault))
        return False


async def rest(stop: asyncio.Event, seconds: float) -> None:
    """Wait so long, or until told to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
