"""Responses and their logs. An entry is added and never changed; folding tells what is in force."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import RowMapping, bindparam, exists, func, or_, select, update

from domain import Act, Entry, Response, ResponseState
from storage import rows, values
from storage.columns import Instant
from storage.database import Tx
from storage.register_words import Via
from storage.schema import assessment, entry, episode, response, score
from storage.trail import record
from storage.waking import wake_by_response
from storage.words import AmendReason

# Every tap or look runs these, so they are built once.
_LOG = select(entry).where(entry.c.response_id == bindparam("response")).order_by(entry.c.seq)
_LOGS = (
    select(entry)
    .where(entry.c.response_id.in_(bindparam("responses", expanding=True)))
    .order_by(entry.c.response_id, entry.c.seq)
)
_OF_ASSESSMENTS = rows.chosen(Response, response).where(
    response.c.assessment_id.in_(bindparam("assessments", expanding=True))
)
_OF_EPISODE = rows.chosen(Response, response).where(
    response.c.assessment_id.in_(
        select(assessment.c.id).where(assessment.c.episode_id == bindparam("episode"))
    )
)

_MAY_BECOME = {
    ResponseState.COMPLETED: (ResponseState.IN_PROGRESS,),
    ResponseState.STOPPED: (ResponseState.IN_PROGRESS,),
    ResponseState.AMENDED: (ResponseState.COMPLETED, ResponseState.STOPPED, ResponseState.AMENDED),
    ResponseState.ENTERED_IN_ERROR: tuple(
        s for s in ResponseState if s is not ResponseState.ENTERED_IN_ERROR
    ),
}
_ENDED = {
    state: update(response)
    .where(response.c.id == bindparam("response"), response.c.state.in_(before))
    .values(state=state, ended_at=func.coalesce(response.c.ended_at, bindparam("at", type_=Instant)))
    for state, before in _MAY_BECOME.items()
}
_ENDED[ResponseState.AMENDED] = _ENDED[ResponseState.AMENDED].values(judged_at=None)


def start(
    tx: Tx,
    act: Act,
    *,
    assessment_id: int,
    instrument: str,
    version: str,
    checksum: str,
    language: str,
    context: Mapping[str, str],
) -> Response:
    """Begin to answer an instrument, pinned to this version; begun already, it goes on as it was."""
    told: dict[str, Any] = {
        "assessment_id": assessment_id,
        "instrument": instrument,
        "version": version,
        "checksum": checksum,
        "language": language,
        "context": dict(context),
        "state": ResponseState.IN_PROGRESS,
        "started_at": act.at,
        "ended_at": None,
        "judged_seq": 0,
        "judged_at": None,
    }
    response_id = rows.add_if_new(tx.conn, response, **told)
    if response_id is not None:
        detail = {"assessment": assessment_id, "instrument": instrument, "version": version}
        record(tx, act, "response.start", f"response:{response_id}", detail)
        return Response(response_id, **told)
    return rows.alike(tx.conn, Response, response, assessment_id=assessment_id, instrument=instrument)[0]


def get(tx: Tx, response_id: int) -> Response:
    return rows.known(tx.conn, Response, response, response_id)


def of_assessment(tx: Tx, assessment_id: int) -> tuple[Response, ...]:
    """The responses of one assessment, in the order they were begun."""
    return rows.alike(tx.conn, Response, response, assessment_id=assessment_id)


def of_assessments(tx: Tx, assessment_ids: Sequence[int]) -> tuple[Response, ...]:
    """The responses of several assessments, in the order they were begun."""
    return rows.read(tx.conn, Response, _OF_ASSESSMENTS, assessments=list(assessment_ids))


def of_episode(tx: Tx, episode_id: int) -> tuple[Response, ...]:
    """The responses of one episode, in the order they were begun."""
    return rows.read(tx.conn, Response, _OF_EPISODE, episode=episode_id)


def append(
    tx: Tx, act: Act, response_id: int, told: Entry, *, via: Via | None = None, proxy: bool | None = None
) -> bool:
    """Store one tap and wake the tick; false if its place in the log, or its source, is taken.

    `via` and `proxy` where staff entered it: how it reached them, and whether somebody spoke for the patient.
    """
    added = rows.add_if_new(
        tx.conn,
        entry,
        response_id=response_id,
        seq=told.seq,
        kind=told.kind,
        link_id=told.link_id,
        answers=values.to_json(told.values),
        at=told.at,
        by=act.by,
        source=told.source,
        layout=told.layout,
        via=via,
        proxy=proxy,
    )
    if added is None:
        return False
    wake_by_response(tx, act, response_id)
    detail = {"seq": told.seq, "kind": told.kind} | ({} if via is None else {"via": via, "proxy": proxy})
    record(tx, act, "entry.append", f"response:{response_id}", detail)
    return True


def given(tx: Tx, act: Act, response_id: int, on: date) -> None:
    """Note the local date on which the patient gave the answers that staff enter now."""
    rows.change(tx.conn, response, response.c.id == response_id, given_on=on, entered_at=act.at)
    record(tx, act, "response.given", f"response:{response_id}", {"on": str(on)})


def log(tx: Tx, response_id: int) -> tuple[Entry, ...]:
    """Every entry of a response, in order."""
    return tuple(as_entry(row) for row in tx.conn.execute(_LOG, {"response": response_id}).mappings())


def logs(tx: Tx, response_ids: Sequence[int]) -> dict[int, tuple[Entry, ...]]:
    """Every entry of several responses, in order; a response without entries is not in it."""
    found: dict[int, list[Entry]] = {}
    for row in tx.conn.execute(_LOGS, {"responses": list(response_ids)}).mappings():
        found.setdefault(row["response_id"], []).append(as_entry(row))
    return {response_id: tuple(entries) for response_id, entries in found.items()}


def as_entry(row: RowMapping) -> Entry:
    """The entry that a row of the log holds."""
    answers = values.from_json(row["answers"])
    return Entry(row["seq"], row["kind"], row["link_id"], answers, row["at"], row["source"], row["layout"])


def end(tx: Tx, act: Act, response_id: int, state: ResponseState, reason: AmendReason | None = None) -> bool:
    """Complete, stop, amend or strike a response; false if it may not go there from where it stands.

    Amending has the rules read it again, and the trail says why it was amended.
    """
    if not tx.conn.execute(_ENDED[state], {"response": response_id, "at": act.at}).rowcount:
        return False
    wake_by_response(tx, act, response_id)
    detail = {"state": state} if reason is None else {"state": state, "reason": reason}
    record(tx, act, "response.end", f"response:{response_id}", detail)
    return True


def judged_to(tx: Tx, act: Act, response_id: int, seq: int) -> None:
    """The RED rules have read the first `seq` entries."""
    rows.change_row(tx.conn, response, response_id, judged_seq=seq)
    record(tx, act, "response.judge-entries", f"response:{response_id}", {"to": seq})


def judged(tx: Tx, act: Act, response_id: int) -> None:
    """The other rules have read the ended response."""
    rows.change_row(tx.conn, response, response_id, judged_at=act.at)
    record(tx, act, "response.judge", f"response:{response_id}")


def put_scores(
    tx: Tx, act: Act, response_id: int, scores: Sequence[tuple[str, str, Decimal | None, str | None]]
) -> None:
    """Keep the scores of a response; scored again after an amendment, the new values stand."""
    for name, version, value, missing in scores:
        told = {"name": name, "version": version, "value": value, "missing": missing}
        rows.put(tx.conn, score, ("response_id", "name", "version"), response_id=response_id, **told)
    names = [name for name, *_ in scores]
    record(tx, act, "response.score", f"response:{response_id}", {"scores": names})


def waiting_to_be_judged(tx: Tx, before: datetime) -> int:
    """How many responses of active episodes hold something from `before` that no rule has read."""
    unread = exists().where(
        entry.c.response_id == response.c.id,
        entry.c.seq >= response.c.judged_seq,
        func.coalesce(response.c.entered_at, entry.c.at) <= before,
    )
    waiting = (
        select(func.count())
        .select_from(response)
        .join(assessment, assessment.c.id == response.c.assessment_id)
        .join(episode, episode.c.id == assessment.c.episode_id)
        .where(response.c.judged_at.is_(None), response.c.state != ResponseState.ENTERED_IN_ERROR)
        .where(episode.c.activated_at.is_not(None))
        .where(or_(response.c.ended_at <= before, unread))
    )
    return int(tx.conn.execute(waiting).scalar_one())


def ended_between(tx: Tx, begin: datetime, end: datetime, site_id: int | None = None) -> int:
    """How many responses, of one site or of all, were sent or closed as partial from `begin` on and before
    `end`."""
    states = (ResponseState.COMPLETED, ResponseState.AMENDED, ResponseState.STOPPED)
    where = [response.c.state.in_(states), response.c.ended_at >= begin, response.c.ended_at < end]
    if site_id is not None:
        of_site = select(assessment.c.id).join(episode, episode.c.id == assessment.c.episode_id)
        where.append(response.c.assessment_id.in_(of_site.where(episode.c.site_id == site_id)))
    return int(tx.conn.execute(select(func.count()).select_from(response).where(*where)).scalar_one())
