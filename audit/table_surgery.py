"""What was done at an operation: the last columns of `operations`, and the table `nerve_transfers`.

Why the patient was selected is free text and stays behind.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audit.columns import Column, Kind, Table, words
from storage.audit_words import OperationRow
from storage.register_words import Anaesthesia, ConsentSupport, Magnification, NerveTransfer

SURGERY: tuple[Column[OperationRow], ...] = (
    Column(
        "anaesthesia",
        Kind.CODE,
        "Anaesthesia of the operation.",
        lambda r: r.surgery.anaesthesia,
        "episode.anaesthesia; HTG750 2.6",
        allowed=words(Anaesthesia),
    ),
    Column(
        "coaptations",
        Kind.INTEGER,
        "How many nerves were joined to a motor target.",
        lambda r: r.surgery.coaptations,
        "episode.coaptations; HTG750 2.6",
    ),
    Column("suture", Kind.TEXT, "Suture used.", lambda r: r.surgery.suture, "episode.suture; HTG750 2.6"),
    Column(
        "magnification",
        Kind.CODE,
        "What magnified the view.",
        lambda r: r.surgery.magnification,
        "episode.magnification; HTG750 2.6",
        allowed=words(Magnification),
    ),
    Column(
        "earlier_neuroma_operations",
        Kind.INTEGER,
        "Operations for a neuroma of this limb before this one.",
        lambda r: r.surgery.earlier_neuroma_operations,
        "episode.earlier_neuroma_operations; HTG750 2.3",
    ),
    Column(
        "operating_surgeon",
        Kind.TEXT,
        "Code of the surgeon who operated.",
        lambda r: r.surgery.operating_surgeon,
        "episode.operating_surgeon; HTG750 3.7",
    ),
    Column(
        "supervising_surgeon",
        Kind.TEXT,
        "Code of the surgeon who supervised.",
        lambda r: r.surgery.supervising_surgeon,
        "episode.supervising_surgeon; HTG750 3.7",
    ),
    Column(
        "consent_support",
        Kind.CODE,
        "Who was with the person at the consent to the procedure.",
        lambda r: r.surgery.consent_support,
        "episode.consent_support; HTG750 1.2",
        allowed=words(ConsentSupport),
    ),
)


@dataclass(frozen=True, slots=True)
class Joined:
    """One nerve transfer of one operation. `number` counts from 1, in the order recorded."""

    operation: OperationRow
    number: int
    pair: NerveTransfer


def joined(operations: Iterable[OperationRow]) -> Iterator[Joined]:
    """The nerve transfers, by operation in the order given, and number."""
    for operation in operations:
        for number, pair in enumerate(operation.transfers, 1):
            yield Joined(operation, number, pair)


NERVE_TRANSFERS: Table[Joined] = Table(
    "nerve_transfers",
    "One row per nerve transfer recorded: a donor nerve, and the motor target it was joined to.",
    (
        Column(
            "patient", Kind.TEXT, "The person's pseudonym.", lambda j: j.operation.patient, "patient.code"
        ),
        Column("episode", Kind.TEXT, "The operation's code.", lambda j: j.operation.episode, "episode.code"),
        Column(
            "number",
            Kind.INTEGER,
            "Which transfer of the operation, from 1.",
            lambda j: j.number,
            "nerve_transfer.number",
        ),
        Column(
            "donor",
            Kind.TEXT,
            "The donor nerve, in the surgeon's words.",
            lambda j: j.pair.donor,
            "nerve_transfer.donor; HTG750 2.6",
        ),
        Column(
            "target",
            Kind.TEXT,
            "The motor target, in the surgeon's words.",
            lambda j: j.pair.target,
            "nerve_transfer.target; HTG750 2.6",
        ),
    ),
)
