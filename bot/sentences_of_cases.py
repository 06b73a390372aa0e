"""The sentences about cases that only staff read, by key, with the placeholders they take."""

from collections.abc import Mapping

_NONE: frozenset[str] = frozenset()


def _takes(*names: str) -> frozenset[str]:
    return frozenset(names)


OF_CASES: Mapping[str, frozenset[str]] = {
    # One case, and what can be done with it
    "case-which": _NONE,
    "case-several": _takes("code", "count"),
    "case-unknown": _takes("code"),
    "case-head": _takes("code", "number"),
    "case-is-open": _NONE,
    "case-is-handed": _takes("to"),
    "case-is-back": _takes("to"),
    "case-is-taken": _takes("by"),
    "case-rests": _takes("by", "until"),
    "case-is-closed": _takes("when"),
    "case-moved-on": _NONE,
    "button-case": _takes("number", "rule"),
    "button-open-case": _NONE,
    "button-story": _NONE,
    "button-hand-over": _NONE,
    "button-snooze": _NONE,
    "button-close": _NONE,
    "button-back-to-case": _NONE,
    # Hand-over
    "hand-over-ask": _NONE,
    "hand-over-nobody": _NONE,
    "hand-over-done": _takes("to"),
    "hand-over-to-self": _NONE,
    "notice-handed": _takes("by"),
    "notice-back": _NONE,
    # Snooze
    "snooze-ask": _NONE,
    "snooze-none": _NONE,
    "snooze-reason": _takes("until"),
    "snooze-done": _takes("until"),
    # Close
    "close-ask": _NONE,
    "close-reason": _NONE,
    "close-done": _takes("code"),
    "code-called": _NONE,
    "code-advice": _NONE,
    "code-clinic": _NONE,
    "code-medicines": _NONE,
    "code-admitted": _NONE,
    "code-reoperation": _NONE,
    "code-no-action": _NONE,
    # What cannot be done
    "case-objection-closed": _NONE,
    "case-objection-has-it": _NONE,
    "case-objection-unreached": _NONE,
    "case-objection-red": _NONE,
    "case-objection-untaken": _NONE,
    "case-objection-not-holder": _NONE,
    "case-objection-too-long": _NONE,
    # The story
    "story-head": _takes("code", "number", "page", "pages"),
    "story-line": _takes("when", "what"),
    "story-fired": _takes("severity", "rule", "title", "version"),
    "story-joined": _takes("rule", "title"),
    "story-changed": _NONE,
    "story-changed-still": _NONE,
    "story-told-sent": _takes("to", "channel"),
    "story-told-unsure": _takes("to", "channel"),
    "story-told-failed": _takes("to", "channel", "reason"),
    "story-told-dropped": _takes("to", "reason"),
    "story-told-waits": _takes("to"),
    "channel-telegram": _NONE,
    "channel-e-mail": _NONE,
    "story-acknowledged": _takes("by"),
    "story-handed-over": _takes("by", "to"),
    "story-snoozed": _takes("by", "until", "reason"),
    "story-snooze-ended": _takes("to"),
    "story-superseded": _NONE,
    "story-closed": _takes("by", "code"),
    "story-closed-why": _takes("by", "code", "reason"),
    "story-answers-kept-back": _NONE,
    "story-inputs": _takes("inputs"),
    "story-usual": _takes("pain", "value", "usual", "basis"),
    "story-recheck": _takes("value"),
    "story-recheck-none": _NONE,
    "story-rlp": _NONE,
    "story-plp": _NONE,
    "story-median-of-last-reports": _NONE,
    "story-lowest-since-surgery": _NONE,
    "story-baseline": _NONE,
    # Who is on call
    "oncall-hours": _takes("hours"),
    "oncall-now": _takes("who", "until"),
    "oncall-next": _takes("who", "since", "until"),
    "oncall-rota": _takes("code"),
    "oncall-owner": _takes("code"),
    "oncall-out-of-hours": _takes("code"),
    "oncall-nobody": _NONE,
}
