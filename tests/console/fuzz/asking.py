"""What the fuzzer asks: a request as a browser would send it from our own page, with a few things wrong.

A form filled in with nonsense throughout is refused at its first field. So all is as the page offers it but
for one to three fields, and now and then the body, the type or the headers are no browser's.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlencode, urlsplit

from hypothesis import strategies as st

from console.web.table import Route
from tests.console.fuzz.offered import Fields, Offered, query_of
from tests.floors import ROOT

NASTY = (
    "", " ", "0", "1", "-1", "+1", "1.5", "1e309", "NaN", "9" * 9, "9" * 19, "9" * 40, "9" * 5000, "1_0",
    "²", "٣", "１", "\x00", "a\x00b", "\x01\x1b", "\ud7ff\uffff", "ü\u202e", "e\u0301" * 300, "x" * 5000,
    "\r\nSet-Cookie: a=b", "'; DROP TABLE staff; --", "%", "{{7*7}}", "<script>alert(1)</script>", "\"'><b>",
    "..", "../../etc/passwd", "/dev/null", "//elsewhere.test", "https://elsewhere.test", "../zone",
    "Etc/GMT+99",
    "0001-01-01", "9999-12-31", "10000-01-01", "2025-02-30", "2025-W53-7", "20250603", "2025-06-03",
    "31/02/2025", "1 January 0001", "31 December 9999", "3 June 2025", "2025-Q5", "0000", "9999", "2025-06",
    "24:00", "25:61", "2025-06-03T25:00:00+99:99", "0001-01-01T00:00:00+23:59", "P9999999999D", "-P1D",
    "P0001", "p0001", "P0001-1", "OWNER", "NORTH", "alert:1", "true", "null", "on", "[" * 600, "{\"a\":",
)  # fmt: skip
"""What has broken pages elsewhere, beside what is right somewhere and wrong here."""

PARTS = (
    "[", "]", "{", "}", ": ", "- ", "\n", "\n  ", "&a ", "*a", "!!python/name:os.system ", "!!float ", "null",
       "1e309", "-1", "0", "P0D", "P9999999999D", "2025-02-30", "9999-12-31", "25:61", '"', "'", "|", "\t",
       "<<: ", "? ", "%YAML 9.9\n", "---\n", "9" * 5000, "[" * 600, "ü", "\x07",
)  # fmt: skip
"""What breaks the reader of a file that is pasted."""

ANY_TEXT = st.text(max_size=40) | st.integers().map(str) | st.dates().map(str) | st.floats().map(str)
WRONG = st.one_of(*[st.sampled_from(NASTY)] * 6, ANY_TEXT)
PART = re.compile(r"\{(\w+)[^}]*\}")
SAMPLES = {"code": "P0001", "number": "1", "name": "report.html"}
KINDS = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "multipart/form-data; boundary=x",
    "application/json",
    "",
)
HEADERS = (
    ("cookie", "__Host-tmr=ü"),
    ("cookie", '__Host-tmr="; a=b'),
    ("content-length", "-1"),
    ("content-length", "²"),
    ("accept-encoding", "gzip;q=nonsense"),
    ("x-forwarded-for", "1.2.3.4, '"),
    ("range", "bytes=9999999999-"),
    ("if-modified-since", "never"),
)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request; `token` stands where the browser's own belongs. Shown when it is what broke a page."""

    method: str
    address: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


TOKEN = "the-token-of-this-browser"


@cache
def known_names() -> tuple[str, ...]:
    """Every field that a page of the console reads by its name, in a form or in an address."""
    found = set[str]()
    for file in sorted((ROOT / "console").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            found |= _read_by(node)
    return tuple(sorted(found - {"token"}))


def _read_by(node: ast.AST) -> set[str]:
    """The name in `form.get("name")`, `query.get("name")` or `form["name"]`."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        holder, key = node.func.value, node.args[0]
    elif isinstance(node, ast.Subscript):
        holder, key = node.value, node.slice
    else:
        return set()
    is_asked = isinstance(holder, ast.Attribute) and holder.attr in ("form", "query")
    return {key.value} if is_asked and isinstance(key, ast.Constant) and isinstance(key.value, str) else set()


@st.composite
def asking(draw: st.DrawFn, route: Route, offered: Offered) -> Asking:
    """A request to this route, by somebody to whom the pages offer this."""
    links, forms = offered.links.get(route.path, ()), offered.forms.get(route.path, ())
    form = draw(st.sampled_from(forms)) if forms else None
    known = [form.action] if form else list(links)
    path = urlsplit(draw(st.sampled_from(known))).path if known else _sample(route)
    if "{" in route.path and draw(st.integers(0, 4)) == 0:
        path = PART.sub(lambda _: quote(draw(WRONG), safe="") or "-", route.path)
    fields = _wrong(draw, form.fields if form else {})
    if route.method == "GET":
        begun = dict(query_of(draw(st.sampled_from(links)))) if links else {}
        return Asking("GET", f"{path}?{urlencode(begun | fields)}", headers=_headers(draw))
    body, kind = _body(draw, fields)
    return Asking("POST", path, body, (("content-type", kind), *_headers(draw)))


def one_wrong(route: Route, offered: Offered) -> Iterator[Asking]:
    """Each form as the page has it but for one field, with everything that is nasty in each field in turn."""
    for form in offered.forms.get(route.path, ()) if route.method == "POST" else ():
        right = {name: values[-1] if values else "" for name, values in form.fields.items()} | {
            "token": TOKEN
        }
        for name in sorted(set(right) - {"token"}):
            for nasty in NASTY:
                body = urlencode(right | {name: nasty}).encode()
                yield Asking("POST", form.action, body, (("content-type", KINDS[0]),))


def _sample(route: Route) -> str:
    """An address where the pages offer none now."""
    return PART.sub(lambda part: SAMPLES.get(part[1], "1"), route.path)


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A text of many lines with something else in one or two places."""
    for _ in range(draw(st.integers(1, 2))):
        begin = draw(st.integers(0, len(text)))
        end = begin + draw(st.sampled_from((0, 1, 5, 40)))
        text = text[:begin] + draw(st.sampled_from(PARTS)) + text[end:]
    return text


def _wrong(draw: st.DrawFn, offered: Fields) -> dict[str, str]:
    """The fields of a form as the page has them, one to three of them wrong, missing or from elsewhere."""
    fields = {name: draw(st.sampled_from(values)) if values else "" for name, values in offered.items()}
    own = sorted(set(fields) - {"token"}) or list(known_names())
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3)))):
        name = draw(st.sampled_from(own) if draw(st.integers(0, 5)) else st.sampled_from(known_names()))
        now = fields.get(name, "")
        fields[name] = draw(spoilt(now) | WRONG) if "\n" in now else draw(WRONG)
    if draw(st.integers(0, 9)) == 0:
        fields.pop(draw(st.sampled_from(sorted(fields))))
    return fields


def _body(draw: st.DrawFn, fields: dict[str, str]) -> tuple[bytes, str]:
    """Nearly always as a browser sends a form."""
    pairs = [*fields.items()]
    way = draw(st.integers(0, 19))
    if way == 0:
        return draw(st.binary(max_size=60)), draw(st.sampled_from(KINDS))
    if way == 1:
        return f"token={TOKEN}&a=%ff%00&".encode() + urlencode(pairs).encode(), KINDS[0]
    if way == 2:  # a field that comes twice
        pairs += [(name, draw(WRONG)) for name in fields]
    if way == 3:
        parts = [f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in pairs]
        return "".join([*parts, "--x--\r\n"]).encode(errors="replace"), KINDS[2]
    pairs = [pair for pair in pairs if pair[0] != "token"]
    return urlencode([("token", TOKEN), *pairs]).encode(), KINDS[0]


def _headers(draw: st.DrawFn) -> tuple[tuple[str, str], ...]:
    return (draw(st.sampled_from(HEADERS)),) if draw(st.integers(0, 19)) == 0 else ()
