"""Puts a folder of files into one file that a browser can fetch."""

from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo


def packed(folder: Path, name: str, into: Path) -> Path:
    """The only file of the folder as it is; several as `name`.zip, in order and without a date, so that the
    same files give the same bytes. It is under its own name as soon as it is whole."""
    files = sorted(each for each in folder.rglob("*") if each.is_file())
    if len(files) == 1:
        return files[0].rename(into / files[0].name)
    part = into / f".{name}.part"
    with ZipFile(part, "w") as archive:
        for each in files:
            archive.writestr(ZipInfo(each.relative_to(folder).as_posix()), each.read_bytes(), ZIP_DEFLATED)
    return part.rename(into / f"{name}.zip")
