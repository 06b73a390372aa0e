"""A small demo from end to end: clean, repeatable, and different for another seed."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.demo.command import run_demo


def lived(capsys: pytest.CaptureFixture[str], out: Path, seed: int) -> dict[str, Any]:
    """What the demo says in JSON, without what may differ."""
    run_demo(patients=6, months=2, seed=seed, out=out, as_json=True, no_serve=True)
    told = json.loads(capsys.readouterr().out)
    assert isinstance(told, dict)
    assert told.pop("out") == str(out)
    assert told.pop("elapsed_seconds") > 0
    return told


def files(out: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()
    }


def test_the_same_seed_gives_the_same_object_and_files_and_every_check_is_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = lived(capsys, tmp_path / "first", 2)
    again = lived(capsys, tmp_path / "again", 2)
    assert first == again
    assert files(tmp_path / "first") == files(tmp_path / "again")
    assert first["checks"]["clean"] is True
    assert first["checks"]["responses_ended"] > 20
    assert first["report"]["files"] == ["report.html", "report.json"]
    told = json.loads((tmp_path / "first" / "report" / "report.json").read_text("utf-8"))
    operated = sum(each["flow"]["operated"]["value"] for each in told["cohorts"].values())
    assert (
        operated + told["rpni_only"]["not_yet"]["30"]["of"] == told["everyone"]["technique"]["total"]["value"]
    )
    assert first["checks"]["windows_ended"] > 20
    assert first["prompts"]["invitations"] > 20


def test_another_seed_gives_another_story(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_demo(patients=2, months=1, seed=1, out=tmp_path / "one", as_json=True, no_serve=True)
    one = capsys.readouterr().out
    run_demo(patients=2, months=1, seed=2, out=tmp_path / "two", as_json=False, no_serve=True)
    printed = capsys.readouterr().out
    assert files(tmp_path / "one") != files(tmp_path / "two")
    assert "Diary of" in printed
    assert '"clean": true' in one
