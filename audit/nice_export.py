"""Writes a file for NICE's audit tool, or any other, as a map of columns has it; and the map beside it."""

from collections.abc import Mapping
from pathlib import Path

from audit.csv_export import write_csv
from audit.folders import ExportFault
from audit.material import Material
from audit.nice.mapping import read_map
from audit.nice.sources import mapped

MAP = Path(__file__).with_name("nice_map.yaml")
MAP_FILE = "map.yaml"
NAMES = {MAP_FILE, "nice_*.csv"}


def write_nice(folder: Path, material: Material) -> Mapping[str, int]:
    """The file that the map names, and the map itself."""
    path = material.map_file or MAP
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ExportFault(f"The map {path} cannot be read: {getattr(error, 'strerror', error)}.") from None
    counts = write_csv(folder, [mapped(read_map(text), material.wide)])
    (folder / MAP_FILE).write_text(text, "utf-8")
    return counts
