"""The words of a story's lines, and of where a case stands."""

from collections.abc import Mapping
from datetime import datetime

from bot.late import beside_days, entered_later
from bot.story import Line, What
from bot.surroundings import Surroundings
from domain import Alert, AlertState
from storage.handling import Handling

_OF_CHANGE = ("pain", "value", "usual", "usual-from")
_RECHECK = "re-check"


def stands(around: Surroundings, alert: Alert, now: Handling, codes: Mapping[int, str]) -> str:
    """One sentence: who has the case, or for whom it waits."""
    if alert.closed_at is not None:
        return around.say("case-is-closed", when=around.moment(alert.closed_at))
    if now.holder_id is None:
        return around.say("case-is-open")
    holder = codes[now.holder_id]
    if alert.state is AlertState.OPEN:
        handed = "to" in now.returns[-1].detail and "staff" in now.returns[-1].detail
        return around.say("case-is-handed" if handed else "case-is-back", to=holder)
    if now.snooze is not None:
        return around.say("case-rests", by=holder, until=around.moment(now.snooze.until))
    return around.say("case-is-taken", by=holder)


def told(around: Surroundings, line: Line, *, answers: bool) -> str:
    """A line in words, in the site's local time; what was answered only if that may be shown."""
    said = [_sentence(around, line), entered_later(around.texts, line.inputs)]
    what = " ".join(filter(None, (*said, *(_answers(around, line) if answers else ()))))
    return around.say("story-line", when=around.moment(line.at), what=what)


def _sentence(around: Surroundings, line: Line) -> str:
    words = dict(line.words)
    key = f"story-{line.what}"
    match line.what:
        case What.FIRED:
            words["severity"] = around.say(f"severity-{words['severity']}")
            words["title"] = around.texts.rule(words["rule"])
        case What.JOINED:
            words["title"] = around.texts.rule(words["rule"])
        case What.CHANGED:
            key = "story-changed-still" if words["still"] == "yes" else key
        case What.SNOOZED:
            words["until"] = around.moment(datetime.fromisoformat(words["until"]))
        case What.CLOSED:
            words["code"] = around.say(f"code-{words['code']}")
            key = "story-closed-why" if "reason" in words else key
        case What.SENT | What.UNSURE | What.FAILED | What.DROPPED | What.WAITS:
            words["channel"] = around.say(f"channel-{words['channel']}")
            words.setdefault("reason", "?")
        case _:
            pass
    return around.say(key, **words)


def _answers(around: Surroundings, line: Line) -> list[str]:
    """R and its basis in a sentence of their own; the rest as it is stored."""
    inputs, said = beside_days(line.inputs), []
    if inputs.keys() >= set(_OF_CHANGE):
        pain, value, usual, basis = (str(inputs.pop(name)) for name in _OF_CHANGE)
        told_of, since = around.say(f"story-{pain}"), around.say(f"story-{basis}")
        said.append(around.say("story-usual", pain=told_of, value=value, usual=usual, basis=since))
    if _RECHECK in inputs:
        again = inputs.pop(_RECHECK)
        none = around.say("story-recheck-none")
        said.append(none if again is None else around.say("story-recheck", value=str(again)))
    if inputs:
        listed = ", ".join(f"{name} {_plain(value)}" for name, value in sorted(inputs.items()))
        said.append(around.say("story-inputs", inputs=listed))
    return said


def _plain(value: object) -> str:
    return " + ".join(map(str, value)) if isinstance(value, list) else str(value)
