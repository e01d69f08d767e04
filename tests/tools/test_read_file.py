from __future__ import annotations

import base64
import codecs
import json
import os
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent_tui.core.effects import Reads
from agent_tui.core.errors import ToolFailed
from agent_tui.core.views import Listing
from agent_tui.tools.page import LONGEST_LINE, PAGE_BYTES, Page
from agent_tui.tools.workspace import WHOLE
from tests.tools.bench import Bench

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@given(
    st.lists(st.sampled_from(["a", "bc", "", "abc d", "d\r", "é" * 5, "x" * 2001, "y" * 2000 + "\r"]), max_size=12),
    st.booleans(),
    st.integers(1, 14),
    st.integers(1, 5),
    st.one_of(st.integers(1, 9), st.integers(10, 3000)),
)
@settings(max_examples=200, deadline=None)
def test_a_page_is_the_same_however_the_text_comes(
    lines: list[str], final: bool, offset: int, limit: int, size: int
) -> None:
    text = "\n".join(lines) + "\n" * final
    page = Page(offset, limit).feed(text[at : at + size] for at in range(0, len(text), size))
    whole = text.split("\n")
    whole = whole[:-1] if whole[-1] == "" else whole
    plain = [line.removesuffix("\r") for line in whole]
    cut = [index for index, line in enumerate(plain, 1) if len(line) > LONGEST_LINE]
    shown = range(offset, min(offset + limit, len(plain) + 1))
    assert page.total == len(plain)
    assert [line[:LONGEST_LINE] for line in page.lines] == [plain[index - 1][:LONGEST_LINE] for index in shown]
    assert page.shortened == [index for index in shown if index in cut]


async def test_a_page_says_what_it_is_and_where_to_go_on(bench: Bench) -> None:
    path = bench.put("d/f", "".join(f"line {number}\n" for number in range(1, 5001)))
    action = bench.bind("read_file", path="d/f")
    assert (action.effect, action.title) == (Reads((str(path),)), "d/f")
    first = await action.run(lambda _: None)
    assert first.text.startswith("1\tline 1\n2\tline 2\n")
    assert first.text.endswith("\n2000\tline 2000\n[lines 1-2000 of 5000; next offset 2001]")
    assert first.summary == "2000 of 5000 lines"
    last = await bench.call("read_file", path=str(path), offset=4999, limit=9)
    assert last.text == "4999\tline 4999\n5000\tline 5000\n[lines 4999-5000 of 5000]"
    assert last.view == Listing("d/f", "line 4999\nline 5000", 4999, 5000)


async def test_a_page_holds_50_kb_of_whole_lines_and_names_cut_ones(bench: Bench) -> None:
    bench.put("wide", "x" * 1000 + "\n" + ("y" * 1999 + "\n") * 40 + "z" * 3000)
    result = await bench.call("read_file", path="wide")
    shown = [line for line in result.text.split("\n") if "\t" in line]
    assert PAGE_BYTES - 2000 < sum(len(line.partition("\t")[2]) + 1 for line in shown) <= PAGE_BYTES
    end = await bench.call("read_file", path="wide", offset=42)
    assert end.text == f"42\t{'z' * 2000}… [3,000 characters]\n[lines 42-42 of 42; cut lines: 42]"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (codecs.BOM_UTF8 + b"a\r\nb", "1\ta\n2\tb\n[lines 1-2 of 2]"),
        ("é\n".encode("utf-16"), "1\té\n[lines 1-1 of 1]"),
        (codecs.BOM_UTF16_BE + "é\n".encode("utf-16-be"), "1\té\n[lines 1-1 of 1]"),
        ("é\n".encode("utf-32"), "1\té\n[lines 1-1 of 1]"),
        ("a\u2028b\x0cc\rd\n".encode(), "1\ta\u2028b\x0cc\rd\n[lines 1-1 of 1]"),
    ],
)
async def test_encodings_are_read_and_only_newlines_end_lines(bench: Bench, data: bytes, shown: str) -> None:
    bench.put("f", data)
    assert (await bench.call("read_file", path="f")).text == shown


async def test_a_legacy_encoding_is_said_to_be_a_guess(bench: Bench) -> None:
    bench.put("f", ("Größe und Maß sind schön, süß und übermäßig groß.\n" * 3).encode("cp1252"))
    result = await bench.call("read_file", path="f")
    assert "1\tGröße und Maß sind schön" in result.text
    assert result.text.endswith("a guess]")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("confg.py", "There is no file confg.py. Did you mean config.py?"),
        ("CONFIG.PY", "Did you mean config.py?"),
        ("config.py/x", "a part of the path is a file"),
        ("d", "d is a directory; use list_dir or glob"),
        ("pipe", "pipe is a named pipe"),
        ("/dev/zero", "is a device"),
        ("/proc/kmsg", "belongs to the kernel"),
        ("proc/self/environ", "belongs to the kernel"),
        ("binary", r"binary is not text \(4 bytes\)"),
        ("a.pdf", "a.pdf is a PDF that is broken"),
        ("loop", "is no usable path"),
        ("x" * 5000, "is no usable path"),
        ("a\0b", "NUL"),
        ("~nobody/x", "There is no file ~nobody/x"),
    ],
)
async def test_what_cannot_be_read_gets_a_sentence_at_once(bench: Bench, name: str, message: str) -> None:
    bench.put("config.py", "x")
    bench.put("d/f", "x")
    bench.put("binary", b"a\0b\n")
    bench.put("a.pdf", b"%PDF-1.7\n\0")
    os.mkfifo(bench.root / "pipe")
    (bench.root / "loop").symlink_to("loop")
    (bench.root / "proc").symlink_to("/proc")
    began = time.monotonic()
    with pytest.raises(ToolFailed, match=message):
        await bench.call("read_file", path=name)
    assert time.monotonic() - began < 2


async def test_an_empty_file_and_an_offset_past_the_end_are_said(bench: Bench) -> None:
    bench.put("empty", "")
    bench.put("short", "a\nb\n")
    assert (await bench.call("read_file", path="empty")).text == "[empty is empty]"
    with pytest.raises(ToolFailed, match="short has 2 lines; line 3 is past its end"):
        await bench.call("read_file", path="short", offset=3)


async def test_a_picture_comes_as_one(bench: Bench) -> None:
    bench.put("p", PNG)
    result = await bench.call("read_file", path="p")
    assert result.images == (("image/png", base64.b64encode(PNG).decode()),)
    assert result.text == f"[p: image/png, {len(PNG)} bytes]"
    bench.put("q", PNG + bytes(6 << 20))
    with pytest.raises(ToolFailed, match="more than a model takes"):
        await bench.call("read_file", path="q")


async def test_a_picture_is_not_read_for_a_model_that_takes_none(bench: Bench) -> None:
    bench.put("p", PNG)
    bench.ws.takes_pictures = lambda: False
    with pytest.raises(ToolFailed, match=r"p is a picture .* and the model in use takes none"):
        await bench.call("read_file", path="p")


async def test_a_notebook_comes_as_its_cells(bench: Bench) -> None:
    notebook = {"cells": [{"cell_type": "code", "source": ["a = 1\n", "a"], "outputs": [1]}], "nbformat": 4}
    bench.put("n.ipynb", json.dumps(notebook))
    result = await bench.call("read_file", path="n.ipynb")
    assert result.text.startswith("1\t# cell 1 (code)\n2\ta = 1\n3\ta\n[lines 1-3 of 3; a notebook's cells")
    bench.put("broken.ipynb", "{")
    assert (await bench.call("read_file", path="broken.ipynb")).text == "1\t{\n[lines 1-1 of 1]"


@pytest.mark.parametrize("line", [b"x" * (1 << 20), b"short line\n" * (1 << 16)])
async def test_a_large_file_takes_no_more_memory_than_its_page(bench: Bench, line: bytes) -> None:
    path = bench.root / "large"
    with path.open("wb") as file:
        for _ in range(64):
            file.write(line)
        file.write(b"\nlast\n")
    tracemalloc.start()
    first = await bench.call("read_file", path="large")
    total = int(first.text.rpartition(" of ")[2].split(";")[0].rstrip("]"))
    last = await bench.call("read_file", path="large", offset=total)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert path.stat().st_size > 4 * WHOLE
    assert last.text == f"{total}\tlast\n[lines {total}-{total} of {total}]"
    assert peak < 16 << 20


async def test_wrong_bytes_far_into_a_large_file_are_said(bench: Bench) -> None:
    lines = b"a line of text\n" * (WHOLE // 14)
    bench.put("late", lines + "é".encode()[:1] + b"x\ncaf\xe9 \xc3\xa9\n")
    end = await bench.call("read_file", path="late", offset=lines.count(b"\n") + 1)
    assert "\ufffdx\n" in end.text
    assert "caf\ufffd é\n" in end.text
    assert end.text.endswith("; utf-8, but not all of it: wrong bytes are shown as \ufffd]")


async def test_a_large_file_that_was_read_may_be_edited(bench: Bench) -> None:
    path = bench.put("large", b"a line of text\n" * 700_000 + b"MARK\n")
    await bench.call("read_file", path="large", limit=1)
    await bench.call("edit_file", path="large", old="MARK", new="done")
    assert path.stat().st_size > WHOLE
    assert path.read_bytes().endswith(b"text\ndone\n")


async def test_a_sparse_gigabyte_is_told_at_once(bench: Bench) -> None:
    with (bench.root / "sparse").open("wb") as file:
        file.truncate(1 << 30)
    with pytest.raises(ToolFailed, match=r"not text \(1,073,741,824 bytes\)"):
        await bench.call("read_file", path="sparse")


async def test_a_second_read_is_a_hit_and_a_change_is_always_seen(bench: Bench) -> None:
    path = bench.put("f", "one\n")
    settled = time.time_ns() - 10**10
    for number in range(200):
        path.write_text(f"{number:03}\n")
        assert (await bench.call("read_file", path="f")).text.startswith(f"1\t{number:03}\n")
    time.sleep(0.15)
    hits = bench.ws.cache.hits
    for _ in range(3):
        await bench.call("read_file", path="f")
    assert bench.ws.cache.hits == hits + 2
    path.write_text("abc\n")
    os.utime(path, ns=(settled, settled))
    assert (await bench.call("read_file", path="f")).text.startswith("1\tabc\n")


async def test_the_cache_keeps_within_its_room(bench: Bench) -> None:
    for number in range(40):
        bench.put(f"f{number}", "x" * (1 << 20))
    time.sleep(0.15)
    for number in range(40):
        await bench.call("read_file", path=f"f{number}")
    assert 16 << 20 < bench.ws.cache.bytes <= 32 << 20
