"""Writes maps with empty tables to start from: wide, rows of several kinds, a workbook of several sheets."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from domain import Fault

FOLDER = Path(__file__).with_name("templates")
BOOK = "workbook"


def write_templates(out: Path) -> tuple[str, ...]:
    """Write them all, and tell their names. What is there already is left as it is."""
    wanted = {file.name: file.read_bytes() for file in sorted(FOLDER.iterdir()) if file.is_file()}
    wanted[f"{BOOK}.xlsx"] = workbook(wanted[f"{BOOK}.yaml"].decode("utf-8"))
    there = [name for name in wanted if (out / name).exists()]
    if there:
        raise Fault(f"{out} holds {', '.join(there)} already: choose another folder.")
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, content in wanted.items():
            (out / name).write_bytes(content)
    except OSError as fault:
        raise Fault(f"{out} cannot be written: {fault.strerror}.") from None
    return tuple(sorted(wanted))


def workbook(mapped: str) -> bytes:
    """An empty workbook with the sheets and headers that a map names."""
    from openpyxl import Workbook

    book, content = Workbook(), io.BytesIO()
    book.remove(book.worksheets[0])
    for section in YAML(typ="safe", pure=True).load(mapped)["sections"]:
        sheet = book.create_sheet(section["sheet"])
        sheet.append(list(dict.fromkeys(_headers({k: v for k, v in section.items() if k != "sheet"}))))
        sheet.freeze_panes = "A2"
    book.save(content)
    return content.getvalue()


def _headers(given: Any) -> Iterator[str]:
    if isinstance(given, Mapping):
        for value in given.values():
            yield from _headers(value)
    elif isinstance(given, list):
        for value in given:
            yield from _headers(value)
    else:
        yield str(given)
