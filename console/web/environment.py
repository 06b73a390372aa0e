"""How HTML templates are read: what is put in is escaped; a file is read once, for it never changes."""

from jinja2 import Environment, PackageLoader, Undefined


def environment(package: str, undefined: type[Undefined]) -> Environment:
    """For the templates of a package; `undefined`: what becomes of a name that nobody gave."""
    return Environment(
        loader=PackageLoader(package),
        autoescape=True,
        undefined=undefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
