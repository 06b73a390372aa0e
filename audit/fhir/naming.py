"""How things are named in a Bundle: ids that every export makes anew the same, identifiers, references.

Ids are made from site, pseudonym and number, so that two hospitals that both have a P0001 never collide.
"""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from questionnaires.extensions import OWN

_NAMESPACE = uuid5(NAMESPACE_URL, f"{OWN}fhir")

Node = dict[str, Any]
"""A piece of FHIR as JSON has it."""


@dataclass(frozen=True, slots=True)
class Who:
    """The person a Bundle is about: code of their site, and pseudonym."""

    site: str
    patient: str

    def id_of(self, kind: str, *parts: object) -> str:
        """The id of one resource of this person: a UUID, the same in every export."""
        return str(uuid5(_NAMESPACE, "/".join((kind, self.site, self.patient, *map(str, parts)))))

    def identifier(self, kind: str, value: object) -> Node:
        """A business identifier in a system of this site."""
        return {"system": f"{OWN}site:{self.site}:{kind}", "value": str(value)}


def address(resource_id: str) -> str:
    """The fullUrl of a resource, by which references within the Bundle find it."""
    return f"urn:uuid:{resource_id}"


def reference(kind: str, resource_id: str) -> Node:
    return {"reference": address(resource_id), "type": kind}


def extension(name: str, key: str, value: object) -> Node:
    """An extension of our own."""
    return {"url": f"{OWN}{name}", key: value}
