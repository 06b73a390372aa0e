"""Every sentence the bot can say, by key, with the placeholders it takes. Each language has exactly these."""

from collections.abc import Mapping

_NONE: frozenset[str] = frozenset()


def _takes(*names: str) -> frozenset[str]:
    return frozenset(names)


SENTENCES: Mapping[str, frozenset[str]] = {
    # What everybody is told, again and again
    "safety": _takes("emergency", "team_phone", "team_hours"),
    "automatic": _NONE,
    # Invitations: may show on a locked telephone
    "invitation": _takes("minutes"),
    "reminder": _takes("last_day"),
    "again": _NONE,
    "resume": _NONE,
    # A question
    "progress": _takes("position", "total"),
    "scale": _takes("low_number", "low", "high_number", "high"),
    "answer-so-far": _takes("answer"),
    "tick-all": _NONE,
    "ticked": _takes("answers"),
    "type-text": _NONE,
    "type-number": _takes("low", "high"),
    "type-any-number": _NONE,
    "or-more": _takes("label", "number", "high"),
    "declined": _NONE,
    "skipped": _NONE,
    "text-stored": _NONE,
    "typed-stored": _takes("answer"),
    "typed-removed": _NONE,
    "why": _takes("reason"),
    # Review and end
    "review": _NONE,
    "review-part": _takes("part", "parts"),
    "review-line": _takes("number", "question", "answer"),
    "which-change": _takes("page", "pages"),
    "next-part": _NONE,
    "thanks": _NONE,
    # Changing an answer after it was sent
    "amending": _NONE,
    "amended": _takes("question", "answer"),
    "amended-more": _NONE,
    # Buttons
    "button-start": _NONE,
    "button-go-on": _NONE,
    "button-yes": _NONE,
    "button-no": _NONE,
    "button-back": _NONE,
    "button-decline": _NONE,
    "button-skip": _NONE,
    "button-done": _NONE,
    "button-send": _NONE,
    "button-change": _NONE,
    "button-more": _NONE,
    "button-earlier": _NONE,
    "button-to-review": _NONE,
    "button-keep-answer": _NONE,
    "button-part": _takes("number"),
    "button-why": _NONE,
    "button-agree": _NONE,
    "button-not-now": _NONE,
    "button-delete-digit": _NONE,
    "button-ok": _NONE,
    "button-stop-messages": _NONE,
    "button-stop-follow-up": _NONE,
    "button-keep": _NONE,
    "button-pause": _takes("days"),
    "button-resume": _NONE,
    "button-large": _NONE,
    "button-usual": _NONE,
    "button-acknowledge": _NONE,
    # Honest replies to a tap that does not count
    "tap-repeated": _NONE,
    "tap-stale": _NONE,
    "tap-old-card": _NONE,
    "tap-foreign": _NONE,
    "tap-required": _NONE,
    "tap-not-an-answer": _NONE,
    "typed-early": _NONE,
    "typed-unclear": _NONE,
    "tap-out-of-range": _NONE,
    "closed-sent": _NONE,
    "closed-over": _NONE,
    "closed-withdrawn": _NONE,
    "closed-stopped": _NONE,
    "nothing-waiting": _NONE,
    # Words the bot did not ask for
    "unasked": _NONE,
    "unasked-go-on": _NONE,
    "unlinked": _NONE,
    "unknown-command": _NONE,
    # Linking
    "ask-pin": _NONE,
    "pin-digits": _takes("count"),
    "pin-wrong": _NONE,
    "link-unknown": _NONE,
    "link-expired": _takes("team_phone"),
    "link-locked": _takes("team_phone"),
    "link-taken": _takes("team_phone"),
    "link-left": _takes("team_phone"),
    "link-later": _NONE,
    "consent": _takes("version", "team_phone"),
    "linked": _NONE,
    "linked-already": _NONE,
    "linked-staff": _takes("code"),
    # Commands of patients
    "help": _NONE,
    "stop-ask": _NONE,
    "stopped-messages": _takes("team_phone"),
    "stopped-follow-up": _takes("team_phone"),
    "stop-kept": _NONE,
    "stop-already": _takes("team_phone"),
    "stopped-card": _NONE,
    "pause-ask": _NONE,
    "pause-now": _takes("last_day"),
    "paused-until": _takes("last_day"),
    "resumed": _NONE,
    "language-ask": _NONE,
    "language-set": _takes("language"),
    "size-ask": _NONE,
    "size-large": _NONE,
    "size-usual": _NONE,
    # Staff
    "help-staff": _takes("code"),
    "staff-unasked": _NONE,
    "notice": _takes("code", "severity", "rule", "title", "when"),
    "notice-inputs": _takes("inputs"),
    "notice-step": _NONE,
    "maybe-repeat": _NONE,
    "notice-acknowledged": _takes("by", "when"),
    "ack-done": _NONE,
    "ack-already": _takes("by", "when"),
    "ack-over": _NONE,
    "ack-not-yours": _NONE,
    "cases-none": _NONE,
    "cases-head": _takes("count"),
    "case-line": _takes("code", "severity", "rule", "title", "when", "state"),
    "case-open": _NONE,
    "case-acknowledged": _takes("by"),
    "severity-red": _NONE,
    "severity-amber": _NONE,
    "call": _takes("code", "time_point", "last_day"),
    "blocked": _takes("code"),
    "patient-stopped-messages": _takes("code"),
    "patient-withdrew": _takes("code"),
    "operations": _takes("what"),
    # Who sees what a patient reports, and when
    "seen-now": _NONE,
    "seen-at-opening": _takes("when"),
    "seen-nobody": _NONE,
}

NATION_SENTENCES: Mapping[str, frozenset[str]] = {"emergency": _NONE, "urgent": _NONE, "crisis": _NONE}
"""What differs by nation: whom to call in an emergency, for urgent help, and in a mental health crisis."""

COMMANDS: tuple[str, ...] = ("help", "pause", "stop", "language", "buttons")
"""The patients' menu, in order; each language has a line for each."""

STAFF_COMMANDS: tuple[str, ...] = ("cases", "help")
