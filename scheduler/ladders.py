"""Reads how silence is followed up, by kind or as a list of steps that name their channel. Pure.

    follow_up: {reminders: [P2D, P5D], call: P7D}

    follow_up:
      - {after: P2D, by: telegram}
      - {after: P7D, by: phone-list}

Both say the same things; reminders are sent by the bot, and the call is the coordinator's phone list.
"""

from scheduler.durations import Duration
from scheduler.fields import Fields
from scheduler.protocol_rules import ladder_faults
from scheduler.timepoints import Ladder, StepChannel

_KEY = "follow_up"


def ladder(fields: Fields) -> Ladder:
    """The ladder of a mapping that has one; with faults it is harmless."""
    return _listed(fields) if fields.holds_list(_KEY) else _by_kind(fields.part(_KEY, "reminders call"))


def _by_kind(fields: Fields) -> Ladder:
    reminders = fields.delays("reminders")
    call = fields.delay("call") if fields.has("call") else None
    names = [*(f"reminders[{n}]" for n in range(len(reminders))), "call"]
    found = ladder_faults([*reminders, *([call] if call else [])])
    fields.check((names[n], sentence) for n, sentence in found)
    return Ladder(reminders, call)


def _listed(fields: Fields) -> Ladder:
    steps = [(part, *_step(part)) for part in fields.parts(_KEY, "after by")]
    for part, _, channel in steps[:-1]:
        if channel is StepChannel.PHONE_LIST:
            part.fault("by", "The phone list is the last step, and comes once.")
    if all(part.sound for part, *_ in steps):
        for n, sentence in ladder_faults(after for _, after, _ in steps):
            steps[n][0].fault("after", sentence)
    reminders = tuple(after for _, after, channel in steps if channel is StepChannel.TELEGRAM)
    calls = (after for _, after, channel in steps if channel is StepChannel.PHONE_LIST)
    return Ladder(reminders, next(calls, None))


def _step(fields: Fields) -> tuple[Duration, StepChannel | None]:
    after, word = fields.delay("after"), fields.word("by", StepChannel)
    if word == StepChannel.EMAIL:
        fields.fault("by", "No patient can be reached by e-mail yet: say telegram or phone-list.")
    return after, StepChannel(word) if word else None
