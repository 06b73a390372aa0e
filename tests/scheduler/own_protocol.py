"""Small protocol files of a site's own, for the tests."""


def point(code: str, series: str, target: str, opens: str, closes: str, **more: str) -> str:
    """One time point, as a line of the file."""
    told = {"code": code, "series": series, "target": target, "opens": opens, "closes": closes}
    fields = {"instruments": "[core]", **told, **more}
    return "  - {" + ", ".join(f"{key}: {value}" for key, value in fields.items()) + "}"


def own(*points: str, version: str = '"1.0"', **more: str) -> str:
    """A file with these time points; `more` are fields of the file."""
    told = {
        "name": "own",
        "version": version,
        "quiet_hours": "{from: 21:00, to: 08:00}",
        "follow_up": "{reminders: []}",
        "re_check": "{after: PT48H, until: PT72H, instruments: [re-check], follow_up: {reminders: []}}",
        **more,
    }
    return "\n".join([*(f"{key}: {value}" for key, value in told.items()), "time_points:", *points]) + "\n"
