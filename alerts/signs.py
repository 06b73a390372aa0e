"""Signs of danger in the answers, each as `link-id:code`, whichever bundled instrument asked for them.

Every function returns the signs that are there, sorted; empty when there is none or nothing was answered.
"""

from alerts.report import codes, said_yes
from domain import Answers


def bleeding(answers: Answers) -> tuple[str, ...]:
    """Bleeding that soaks the dressing or does not stop after 10 minutes of firm pressure."""
    core = "bleeding" in codes(answers, "safety") and said_yes(answers, "bleeding-heavy")
    return _present({"bleeding-heavy:true": core, "bleeding:heavy": "heavy" in codes(answers, "bleeding")})


def wound(answers: Answers) -> tuple[str, ...]:
    """Redness, heat, swelling, discharge or opening of the wound."""
    return tuple(sorted(_screen(answers, "wound-sign") + _listed(answers, "wound-signs")))


def systemic(answers: Answers) -> tuple[str, ...]:
    """Fever, shivers, confusion or feeling very unwell."""
    return tuple(sorted(_screen(answers, "very-unwell") + _listed(answers, "unwell-signs")))


def circulation(answers: Answers) -> tuple[str, ...]:
    """Chest pain, breathlessness or new calf swelling; limb cold, blue or white."""
    asked = {f"{link_id}:true": said_yes(answers, link_id) for link_id in ("chest-breath-calf", "limb-cold")}
    return tuple(sorted(_screen(answers, "chest-breath-calf", "limb-cold") + _present(asked)))


def not_safe(answers: Answers) -> tuple[str, ...]:
    """ "I do not feel safe"."""
    return _screen(answers, "not-safe")


def _screen(answers: Answers, *wanted: str) -> tuple[str, ...]:
    return tuple(f"safety:{code}" for code in sorted(codes(answers, "safety") & set(wanted)))


def _listed(answers: Answers, link_id: str) -> tuple[str, ...]:
    return tuple(f"{link_id}:{code}" for code in sorted(codes(answers, link_id) - {"none"}))


def _present(signs: dict[str, bool]) -> tuple[str, ...]:
    return tuple(sorted(sign for sign, there in signs.items() if there))
