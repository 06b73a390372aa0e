"""The words of the report that are no numbers: caveats, methods, published figures, titles. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A published figure, with where and when it was published."""

    what: str
    figure: str
    source: str


TITLES = {
    "secondary": "Secondary TMR (for pain after an amputation)",
    "primary": "Primary TMR (at the amputation, in a study)",
}

BENCHMARKS = (
    Benchmark(
        "Change in phantom limb pain at one year, TMR against excision of the neuroma",
        "3.2 points less against 0.2 points more",
        "Dumanian GA and others, randomised trial of 28 patients, Ann Surg 2019",
    ),
    Benchmark(
        "Change in residual limb pain at one year, TMR against excision of the neuroma",
        "2.9 points less against 0.9 points less",
        "Dumanian GA and others, randomised trial of 28 patients, Ann Surg 2019",
    ),
    Benchmark(
        "What patients feel as a difference on a 0 to 10 scale",
        "2 points, or 30 %",
        "Farrar JT and others, Pain 2001",
    ),
    Benchmark("What patients feel as a substantial difference", "4 points, or 50 %", "IMMPACT, J Pain 2008"),
)

CAVEATS = (
    "There is no comparison group: what changed after the operation need not have changed because of it.",
    "A baseline that was given after the operation is from memory. It counts in the means; where there are "
    "any, the change at 12 months stands beside without them.",
    "People are operated on when pain is at its worst; some of it would have eased by itself (regression to "
    "the mean).",
    "Patients were selected, and those who answer may differ from those who do not: see the table of what is "
    "missing, and what it could hide.",
    "Medicines and other treatments went on beside it, and changed.",
    "An operation on a second limb, or a second operation on the same limb, counts as its own; its answers "
    "come from the same person.",
    "A safety event that nobody reported is not here; suspected ones are counted apart until a clinician has "
    "looked.",
    "Figures of one surgeon are for appraisal. They are small, and no order of surgeons follows from them.",
)

SIGNED = {
    None: "The hospital signed its own report; see there.",
    True: "Have changed since: read anew, and sign again.",
    False: "Are those that were signed.",
}
"""Whether the figures differ from those that a signature stands under; None: not compared."""

METHODS = (
    "Operations are chosen by their date. Everyone operated on is in the register, whoever follows them and "
    "however; who did not answer stays in the denominator where it says of all.",
    "Change is paired: an operation counts where both the baseline and the time point were answered. The "
    "last value is never carried forward.",
    "Means have Student's 95 % interval, with a bootstrap interval (bias-corrected and accelerated) beside "
    "it below 20 pairs. Medians have their quartiles. Shares have Wilson's interval.",
    "Responders: pain of 4 or more before, that fell by 30 % or 50 % of its own value, or by 2 points; of "
    "all, of those whose window is over (who did not answer did not respond), and of those who answered.",
    "Safety: operations with at least one confirmed event from the day of the operation (day 0) to day 30, "
    "90 or 365, of the operations that are that long ago. Who left follow-up early stays in that number; an "
    "event after that is known only if someone recorded it.",
    "Reoperation: a confirmed event, or another TMR operation on the same limb, whichever is earlier. Who "
    "withdrew or went elsewhere is cut off on that day.",
    "The mixed model (from 30 operations on): time point as a fixed effect, operation as a random intercept, "
    "REML. It needs no answer at every time point, if what is missing depends on what is known.",
)


def worded(key: str) -> str:
    """A key as a reader sees it."""
    known = {"any": "Any of these", "plp": "PLP", "rlp": "RLP", "bot": "the bot", "staff": "staff"}
    known |= {"nobody": "nobody so far"}
    return known.get(key, key.replace("-", " ").capitalize() if not key.startswith(("I", "V")) else key)
