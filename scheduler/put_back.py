"""Episodes that a bug keeps from being looked at: put back an hour, told to staff, and remembered.

They are remembered as a heartbeat, episode number -> kind of error, until a look at them goes well. So the
health page is red for as long as somebody's follow-up stands still, whether or not a site has staff to tell.
"""

from collections.abc import Collection
from datetime import datetime, timedelta

from domain import Act
from scheduler.operations import tell_site
from storage import episodes, heartbeats, sites
from storage.database import Tx

PUT_BACK = timedelta(hours=1)
_NAME = "put-back"


def put_back(tx: Tx, act: Act, episode_id: int, kind: str) -> None:
    """Try again in an hour, and tell the site once a day. `kind` names the error, never its text."""
    episodes.look_at(tx, episode_id, act.at + PUT_BACK)
    heartbeats.beat(tx, _NAME, act.at, {**_held(tx), str(episode_id): kind})
    episode = episodes.get(tx, episode_id)
    detail = {"what": "tick", "episode": episode.code, "kind": kind}
    matter = f"tick-{episode_id}:{act.at:%Y%m%d}"
    tell_site(tx, act, sites.get(tx, episode.site_id), matter, detail, episode_id)


def looked_well(tx: Tx, as_of: datetime, episode_ids: Collection[int]) -> None:
    """Forget those that a look went well at."""
    held = _held(tx) if episode_ids else {}
    still = {key: kind for key, kind in held.items() if int(key) not in set(episode_ids)}
    if still != held:
        heartbeats.beat(tx, _NAME, as_of, still)


def standing(tx: Tx) -> int:
    """How many episodes a bug holds up."""
    return len(_held(tx))


def _held(tx: Tx) -> dict[str, str]:
    beat = heartbeats.last(tx, _NAME)
    return {} if beat is None else dict(beat.detail)
