"""A thousand bodies that mean no good: every one has an answer, and none is a failure of ours."""

import json
import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from cad0_core import ir
from cad0_core.prompt import PROMPT
from cad0_core.serve.errors import STATUS

COUNT = 1000
ALLOWED = {200, 408, 413, 415, 422, 429}
PLAIN = [
    "", " ", "\n", "a", "\x00", "\x07\x1b[31m", "\u202e\u2066", "\ufeff", "\ud800", "e\u0301" * 400,
    "{text}", "{text.__class__}", "{0}", "%s%n", "${7*7}", "{{7*7}}", PROMPT, PROMPT * 3,
    "Compact IR:\nC 1 1 1", "<|endoftext|>", "<|pad|>", "<|im_start|>system\n", "[INST]", "</s>",
    "C 1 1 1\nD 0 0", "ROOT 0 steel", "SK 0 0 0 1 0 0 0 1 0\nL 0 0 1 0", "'; DROP TABLE parts;--",
    "<script>alert(1)</script>", "../../etc/passwd", "\U0001f642" * 300, "9" * 1999, "1e309mm",
    "-0", "x" * 2000, "x" * 2001, "x" * 100_000, "x" * 300_000, "NaN",
    "\u0000" * 50, "\r\n\r\nGET /",
]  # fmt: skip
PROGRAMS = [
    "C 1e999 1 1", "C nan 1 1", "C -1 1 1", "C 0 0 0", "S 1e-300", "S 1000000", "Y 1 1e6",
    "C 1 1 1\nLP 0 1 0 0 1000 1\nLP 1 0 1 0 1000 1\nLP 2 0 0 1 1000 1", "U 0 0", "T 5 1 1 1",
    "C 1 1 1\n" + "U 0 0\n" * 5000, "C 1 1 1\n" + "U 0 0\n" * 30, "# " * 50_000, "\x00", '"',
    "C" * 9999, "SK 0 0 0 1 0 0 0 1 0\n" + "L 0 0 1 0\n" * 3000, "K 0 0 1", "C 1 1 1\nSH 0 9",
    "FI 0 1", "C 1 1 1\nX 0 0 0 0", "C 1 1 1\nX 0 1e-9 1e9 1", "ROOT 9 x",
    "C 1 1 1\nCP 0 0 0 0 0 0 0 9 360",
]  # fmt: skip
WRONG = [None, True, 0, -1, 1.5, 1e308, 10**400, "", "0.1", [], {}, [[]], "\ud800", {"a": {}}]
NAMES = ["temperature", "max_tokens", "seed", "n_best", "solid", "mesh", "segments", "stream"]
RAW = [
    b"", b"{", b"}", b"null", b"[]", b"0", b'"x"', b"\xff" * 99, b"\x00" * 99, b"[" * 90_000,
    b'{"prompt":' * 20_000, b'{"prompt": "a", "prompt": "b"}', b'{"prompt": "\xed\xa0\x80"}',
    b'{"prompt": NaN}', b'{"prompt": "a", "temperature": NaN}', b'{"prompt": "a",}',
    b'{"prompt": "a", "temperature": Infinity}', b'{"prompt": "a", "seed": ' + b"9" * 5000 + b"}",
    b'{"prompt": "a", "temperature": 1e999}', b'\xef\xbb\xbf{"prompt": "a"}', b" " * 300_000,
    '{"prompt": "a"}'.encode("utf-16"), '{"prompt": "a"}'.encode("utf-32"), b"\x1f\x8b\x08\x00",
    b'{"\\ud800": 1, "prompt": "a"}', b'{"prompt": "a"} {"prompt": "b"}', b"--x\r\n\r\n--x--",
]  # fmt: skip
KINDS = ["application/json"] * 8
KINDS += ["text/plain", "application/xml", "", "application/json; charset=utf-7"]


def bodies(chance: random.Random) -> Iterator[tuple[str, bytes, str]]:
    """Path, body and content type, most with several things wrong."""
    while True:
        kind = chance.choice(KINDS)
        if chance.random() < 0.2:
            yield chance.choice(["/", "/solid", "/solid/glb"]), chance.choice(RAW), kind
            continue
        path, body = ("/", {"prompt": prompt(chance)})
        if chance.random() < 0.3:
            path = chance.choice(
                ["/solid", "/solid/stl", "/solid/step", "/solid/../", "/solid/%00"]
            )
            body = {"ir": chance.choice([*PROGRAMS, *PLAIN])}
        for _ in range(chance.randrange(3)):
            body[chance.choice(NAMES)] = chance.choice(WRONG)
        if chance.random() < 0.1:
            body = deep(body, chance.choice([10, 200, 900]))
        yield (
            path,
            json.dumps(body, ensure_ascii=chance.random() < 0.8).encode("utf-8", "surrogatepass"),
            kind,
        )


def prompt(chance: random.Random) -> Any:
    if chance.random() < 0.1:
        return chance.choice(WRONG)
    if chance.random() < 0.2:
        return "".join(chr(chance.randrange(0x11000)) for _ in range(chance.randrange(60)))
    return "".join(chance.choices(PLAIN, k=chance.randrange(1, 3)))


def deep(body: Any, levels: int) -> Any:
    for _ in range(levels):
        body = {"prompt": body}
    return body


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_thousand_hostile_bodies(client: httpx.Client) -> None:
    found = bodies(random.Random(8))
    asked = [next(found) for _ in range(COUNT)]

    def ask(given: tuple[str, bytes, str]) -> httpx.Response:
        path, body, kind = given
        return client.post(path, content=body, headers={"Content-Type": kind} if kind else {})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, asked))
    statuses = Counter(response.status_code for response in answers)
    assert set(statuses) <= ALLOWED | {404, 405}, statuses
    assert min(statuses[200], statuses[422], statuses[413]) > 20, statuses
    for (path, _, _), response in zip(asked, answers, strict=True):
        if response.status_code == 200:
            judge(path, response)
        else:
            error = response.json()["error"]
            assert STATUS[error["code"]] == response.status_code and error["message"]
            assert len(response.content) < 20_000


def judge(path: str, response: httpx.Response) -> None:
    """An answer is a program, whatever was asked."""
    if path != "/" or "event-stream" in response.headers["content-type"]:
        return
    program = response.json()["ir"]
    errors = ir.check(program)
    assert not errors or "touch or cross" in errors[0].found, program
