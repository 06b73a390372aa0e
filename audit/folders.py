"""Puts a folder of files in place as a whole: what is read there is one export, never half of one."""

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from domain import Fault


class ExportFault(Fault):
    """The files cannot be written, or must not be."""


@contextmanager
def replacing(out: Path, ours: Collection[str]) -> Iterator[Path]:
    """A new folder to write into, which takes the place of `out` when the block ends well.

    An earlier export in `out` is replaced. A folder that holds anything but what `ours` names is refused; a
    name there is a path within the folder, and its last part may be a pattern.
    """
    try:
        _refuse_foreign(out, ours)
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as room:
            new = Path(room) / "new"
            new.mkdir()
            yield new
            if out.exists():
                out.rename(Path(room) / "old")
            new.rename(out)
    except OSError as error:
        raise ExportFault(f"The export cannot be written to {out}: {error.strerror or error}.") from error


def _refuse_foreign(out: Path, ours: Collection[str]) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise ExportFault(f"{out} is a file; name a folder.")
    if not all(_is_ours(each.relative_to(out), ours) for each in out.rglob("*")):
        raise ExportFault(f"{out} holds other files; name a new or an empty folder.")


def _is_ours(path: PurePath, ours: Collection[str]) -> bool:
    return any(path.match(name) and len(path.parts) == len(PurePath(name).parts) for name in ours)
