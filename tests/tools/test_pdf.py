from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from agent_tui.core.errors import ToolFailed
from agent_tui.tools.page import PAGE_BYTES
from agent_tui.tools.workspace import WHOLE
from tests.tools.bench import Bench

WITHOUT = """
import asyncio, sys
from pathlib import Path

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pypdf":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from tests.tools.bench import Bench
asyncio.run(Bench(Path(sys.argv[1])).call("read_file", path="a.pdf"))
"""


QUIET = """
import asyncio, contextlib, sys
from pathlib import Path
from agent_tui.core.errors import ToolFailed
from tests.tools.bench import Bench

with contextlib.suppress(ToolFailed):
    asyncio.run(Bench(Path(sys.argv[1])).call("read_file", path="a.pdf"))
"""
HOME = Path(__file__).parents[2]


def child(code: str, bench: Bench) -> subprocess.CompletedProcess[str]:
    words = (sys.executable, "-c", code, str(bench.root.parent))
    return subprocess.run(words, cwd=HOME, capture_output=True, text=True, check=False)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def pdf(*pages: str, password: str = "", owner: str = "", attached: bytes = b"") -> bytes:
    """A PDF with a line of text on each page."""
    writer = PdfWriter()
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        }
    )
    for text in pages:
        page = writer.add_blank_page(300, 300)
        content = DecodedStreamObject()
        content.set_data(f"BT /F1 12 Tf 20 200 Td ({text}) Tj ET".encode())
        page[NameObject("/Contents")] = content
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
    if attached:
        writer.add_attachment("data", attached)
    if password or owner:
        writer.encrypt(password, owner or None, algorithm="RC4-128")
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


async def test_a_pdf_comes_by_pages(bench: Bench) -> None:
    bench.put("a.pdf", pdf("one", "two", "three"))
    result = await bench.call("read_file", path="a.pdf")
    assert result.text == "# page 1\none\n\n# page 2\ntwo\n\n# page 3\nthree\n[pages 1-3 of 3]"
    assert result.summary == "3 of 3 pages"
    second = await bench.call("read_file", path="a.pdf", offset=2, limit=1)
    assert second.text == "# page 2\ntwo\n[pages 2-2 of 3; next offset 3]"
    with pytest.raises(ToolFailed, match=r"a.pdf has 3 pages; page 4 is past its end"):
        await bench.call("read_file", path="a.pdf", offset=4)


async def test_pages_that_do_not_fit_are_left_for_the_next_call(bench: Bench) -> None:
    bench.put("a.pdf", pdf("x" * (PAGE_BYTES - 10), "y" * 20, "z" * (PAGE_BYTES + 1)))
    assert (await bench.call("read_file", path="a.pdf")).text.endswith("[pages 1-1 of 3; next offset 2]")
    assert (await bench.call("read_file", path="a.pdf", offset=2)).text.endswith("[pages 2-2 of 3; next offset 3]")
    cut = (await bench.call("read_file", path="a.pdf", offset=3)).text
    assert cut.endswith("[pages 3-3 of 3; page 3 is cut]")
    assert cut.count("z") == PAGE_BYTES


async def test_a_large_pdf_is_read_as_a_small_one(bench: Bench) -> None:
    path = bench.put("a.pdf", pdf("one", attached=bytes(WHOLE)))
    assert path.stat().st_size > WHOLE
    assert (await bench.call("read_file", path="a.pdf")).text == "# page 1\none\n[pages 1-1 of 1]"


async def test_a_locked_pdf_is_said_to_be_locked(bench: Bench) -> None:
    bench.put("a.pdf", pdf("one", password="secret"))
    with pytest.raises(ToolFailed, match=r"a.pdf is a PDF that is locked by a password"):
        await bench.call("read_file", path="a.pdf")


async def test_a_pdf_with_an_empty_password_is_read(bench: Bench) -> None:
    bench.put("a.pdf", pdf("one", password="", owner="secret"))
    assert (await bench.call("read_file", path="a.pdf")).text == "# page 1\none\n[pages 1-1 of 1]"


async def outcome(bench: Bench, data: bytes) -> str:
    bench.put("a.pdf", data)
    try:
        return (await bench.call("read_file", path="a.pdf")).text
    except ToolFailed as failure:
        return str(failure)


async def test_a_torn_pdf_gets_its_pages_or_a_sentence(bench: Bench) -> None:
    whole = pdf("one", "two")
    outcomes = [await outcome(bench, whole[:end]) for end in range(5, len(whole), 61)]
    assert {text.partition(" ")[0] for text in outcomes} <= {"#", "a.pdf"}
    assert "a.pdf is a PDF that is broken" in outcomes[0]


async def test_a_pdf_with_wrong_bytes_gets_its_pages_or_a_sentence(bench: Bench) -> None:
    whole = pdf("one", "two")
    outcomes = [await outcome(bench, whole[:at] + b"]9(" + whole[at + 3 :]) for at in range(5, len(whole), 23)]
    assert {text.partition(" ")[0] for text in outcomes} <= {"#", "a.pdf", "[a.pdf"}


def test_a_broken_pdf_prints_nothing(bench: Bench) -> None:
    bench.put("a.pdf", pdf("one")[:-40])
    done = child(QUIET, bench)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_without_the_extra_the_sentence_names_the_command(bench: Bench) -> None:
    bench.put("a.pdf", pdf("one"))
    printed = child(WITHOUT, bench).stderr
    assert f"ToolFailed: a.pdf is a PDF; to read its text install the extra first: {sys.executable}" in printed
    assert printed.rstrip().endswith("-m pip install pypdf")


def test_reading_files_does_not_import_the_extra() -> None:
    code = "import sys, agent_tui.tools.read_file; sys.exit('pypdf' in sys.modules)"
    assert subprocess.run((sys.executable, "-c", code), cwd=HOME, check=False).returncode == 0
