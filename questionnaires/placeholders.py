"""Words of the nation and the site that stand in an instrument's texts, filled in when they are shown."""

import re

from questionnaires.cursor import Place

PLACEHOLDERS = ("team_phone", "team_hours", "crisis", "urgent", "seen")
"""`crisis`, `urgent`: whom to call, per nation. `seen`: who sees an urgent answer, and when."""

_BRACED = re.compile(r"\{([^{}]*)\}")


def check_placeholders(place: Place, key: str, text: str) -> None:
    """Note every placeholder that nobody would fill in, and every stray brace."""
    for name in _BRACED.findall(text):
        if name not in PLACEHOLDERS:
            place.fault(
                f"The placeholder {{{name}}} is not known; use one of {', '.join(PLACEHOLDERS)}.", key
            )
    rest = _BRACED.sub("", text)
    if "{" in rest or "}" in rest:
        place.fault("There is a stray { or } in this text.", key)
