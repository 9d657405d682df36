"""What is asked over HTTP, and what comes back."""

import asyncio
import base64
import io
import json
import threading
import time
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

import httpx
import pytest
import trimesh
from pydantic import SecretStr
from serving import SlowEngine, served, slowed

from cad0_core import ir
from cad0_core.config import Decoding
from cad0_core.model.decode import Generator
from cad0_core.serve.app import create_app
from cad0_core.serve.building import MEDIA_TYPES, formats
from cad0_core.serve.settings import ServeSettings

TUBE = "Y 10 20\nY 4 20\nD 0 1"
EMPTY = "C 1 1 1\nD 0 0"
Serve = Callable[..., httpx.Client]


def code(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]["code"]


def sample(client: httpx.Client, line: str) -> float:
    found = [row for row in client.get("/metrics").text.splitlines() if row.startswith(line + " ")]
    return float(found[0].split()[-1]) if found else 0.0


def test_a_prompt_gets_ir_and_tokens_exactly(client: httpx.Client, generator: Generator) -> None:
    response = client.post("/", json={"prompt": "plain 50x30x5mm box", "temperature": 0})
    (expected,) = generator.answer(["plain 50x30x5mm box"], batch_size=1, max_new_tokens=200)
    assert response.status_code == 200
    assert response.json() == {"ir": expected.ir, "tokens": expected.tokens}


def test_temperature_is_a_tenth_unless_told_otherwise(
    client: httpx.Client, generator: Generator
) -> None:
    for more, decoding in (
        ({}, Decoding(temperature=0.1)),
        ({"temperature": 1.5, "seed": 7}, Decoding(temperature=1.5, seed=7)),
    ):
        found = client.post("/", json={"prompt": "box", "max_tokens": 64, **more}).json()
        (expected,) = generator.answer(["box"], batch_size=1, max_new_tokens=64, decoding=decoding)
        assert found["ir"] == expected.ir


def test_the_limit_ends_a_whole_program(client: httpx.Client) -> None:
    for seed in range(6):
        body = {"prompt": "box", "max_tokens": 8, "temperature": 2, "seed": seed}
        found = client.post("/", json=body).json()
        assert found["tokens"] <= 8 and not ir.check(found["ir"])


def test_a_solid_is_measured_on_request(client: httpx.Client) -> None:
    for seed in range(4):
        body = {"prompt": "box", "solid": True, "temperature": 1, "seed": seed, "segments": 12}
        found = client.post("/", json=body).json()
        try:
            expected = ir.evaluate(ir.parse(found["ir"]), 12)
        except ir.SolidError as error:
            assert found["solid"] == {"ok": False, "error": str(error)}
        else:
            assert found["solid"]["volume"] == expected.volume
            assert found["solid"]["size"] == list(expected.size)
        assert set(found) == {"ir", "tokens", "solid"}


def test_eight_bits_are_decoded_one_answer_at_a_time(
    settings: ServeSettings, generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    for alone, size in ((True, 1), (False, settings.max_batch)):
        monkeypatch.setattr(generator.engine, "alone", alone)
        app = create_app(settings, generator=generator)
        with served(app):
            assert app.state.service.batcher.size == size


def test_several_answers_and_the_first_valid_one(
    client: httpx.Client, generator: Generator
) -> None:
    found = client.post("/", json={"prompt": "box", "n_best": 5, "temperature": 2}).json()
    assert len(found["answers"]) == 5 and len({a["ir"] for a in found["answers"]}) > 1
    valid = [answer for answer in found["answers"] if answer["valid"]] or found["answers"]
    assert (found["ir"], found["tokens"]) == (valid[0]["ir"], valid[0]["tokens"])


def test_a_stream_is_the_answer_in_pieces(client: httpx.Client) -> None:
    body = {"prompt": "box", "temperature": 1, "seed": 3, "max_tokens": 64, "solid": True}
    whole = client.post("/", json=body).json()
    response = client.post("/", json={**body, "stream": True})
    assert response.headers["content-type"].startswith("text/event-stream")
    events = [event.split("\n") for event in response.text.split("\n\n") if event]
    names = [name.removeprefix("event: ") for name, _ in events]
    data = [json.loads(line.removeprefix("data: ")) for _, line in events]
    assert names == ["token"] * (whole["tokens"] - 1) + ["done"]
    assert "".join(event["text"] for event in data[:-1]) == whole["ir"]
    assert data[-1] == whole


def test_a_mesh_is_a_file(client: httpx.Client) -> None:
    response = client.post("/solid", json={"ir": TUBE, "mesh": "stl", "segments": 64})
    found = response.json()
    expected = ir.evaluate(ir.parse(TUBE), 64)
    assert found["solid"]["volume"] == pytest.approx(expected.volume)
    assert found["solid"]["genus"] == 1 and found["solid"]["ok"]
    assert found["mesh"]["media_type"] == "model/stl"
    data = base64.b64decode(found["mesh"]["base64"])
    mesh: Any = trimesh.load(trimesh.util.wrap_as_stream(data), file_type="stl")
    assert mesh.is_watertight and mesh.volume == pytest.approx(expected.volume, rel=1e-4)


@pytest.mark.parametrize("name", ["glb", "stl", "obj"])
def test_a_file_can_be_had_as_it_is(client: httpx.Client, name: str) -> None:
    response = client.post(f"/solid/{name}", json={"ir": "C 50 30 5"})
    assert response.headers["content-type"].startswith(MEDIA_TYPES[name])  # type: ignore[index]
    assert f'filename="part.{name}"' in response.headers["content-disposition"]
    mesh: Any = trimesh.load(
        trimesh.util.wrap_as_stream(response.content), file_type=name, force="mesh"
    )
    scale = 1e9 if name == "glb" else 1
    assert mesh.volume * scale == pytest.approx(7500, rel=1e-4)


def test_formats_that_are_archives_or_an_extra(client: httpx.Client) -> None:
    data = client.post("/solid/3mf", json={"ir": "C 50 30 5"}).content
    assert "3D/3dmodel.model" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    step = client.post("/solid/step", json={"ir": "C 50 30 5"})
    if find_spec("OCP"):
        assert step.content.startswith(b"ISO-10303-21")
    else:
        assert code(step) == (422, "no_solid")
        assert "make brep" in step.json()["error"]["message"]


@pytest.mark.parametrize(
    ("path", "body", "expected", "says"),
    [
        ("/", {}, "invalid_request", "prompt: field required"),
        ("/", {"prompt": ""}, "invalid_request", "should match pattern"),
        ("/", {"prompt": " \n"}, "invalid_request", "should match pattern"),
        ("/", {"prompt": "a", "temperature": 3}, "invalid_request", "less than or equal to 2"),
        ("/", {"prompt": "a", "temperature": "0.1"}, "invalid_request", "temperature"),
        ("/", {"prompt": "a", "max_tokens": 7}, "invalid_request", "max_tokens"),
        ("/", {"prompt": "a", "max_tokens": 65}, "invalid_request", "allows, which is 64"),
        ("/", {"prompt": "a", "n_best": 9}, "invalid_request", "allows, which is 8"),
        ("/", {"prompt": "a", "mesh": "dwg"}, "invalid_request", "'glb', 'stl'"),
        ("/", {"prompt": "a", "colour": "red"}, "invalid_request", "colour: extra inputs"),
        ("/", {"prompt": "x" * 2001}, "prompt_too_long", "2001 characters, at most 2000"),
        ("/", {"prompt": "\U0001f642" * 400}, "prompt_too_long", "tokens, at most 512"),
        ("/solid", {"ir": "C 1 2"}, "invalid_program", "line 1, column"),
        ("/solid", {"ir": EMPTY}, "no_solid", "empty"),
        ("/solid", {"ir": TUBE, "segments": 500}, "invalid_request", "which is 128"),
        ("/solid/dwg", {"ir": TUBE}, "invalid_request", "format"),
        ("/solid/stl", {"ir": "C 1 2"}, "invalid_program", "line 1"),
    ],
)
def test_an_error_says_what_is_wrong(
    client: httpx.Client, path: str, body: Any, expected: str, says: str
) -> None:
    response = client.post(path, json=body)
    assert code(response) == (422, expected)
    assert says in response.json()["error"]["message"]


def test_bodies_that_are_no_json(client: httpx.Client) -> None:
    kind = {"Content-Type": "application/json"}
    for body in (b"{", b"\xff\xfe", b"[" * 50_000, b'{"prompt": ' + b"9" * 9999 + b"}"):
        assert code(client.post("/", content=body, headers=kind)) == (422, "invalid_json")
    assert code(client.post("/", content=b'{"prompt": "a"}')) == (415, "not_json")
    assert code(client.post("/", data={"prompt": "a"})) == (415, "not_json")


def test_the_wrong_way_in(client: httpx.Client) -> None:
    assert code(client.get("/none")) == (404, "not_found")
    assert code(client.put("/solid", json={})) == (405, "method_not_allowed")


def test_a_large_body_is_refused_before_it_is_read(client: httpx.Client) -> None:
    large = b"x" * ((1 << 18) + 1)
    assert code(client.post("/", content=large)) == (413, "body_too_large")
    assert code(client.post("/", content=iter([large[:1000]] * 400))) == (413, "body_too_large")


def test_a_slow_body_is_not_awaited(serve: Serve) -> None:
    client = serve(body_seconds=0.1)

    def drip() -> Any:
        for _ in range(5):
            yield b" "
            time.sleep(0.1)

    assert code(client.post("/", content=drip())) == (408, "body_too_slow")


def test_what_takes_too_long_ends(generator: Generator, settings: ServeSettings) -> None:
    slow = slowed(generator, SlowEngine(generator.engine, 0.2))
    with served(create_app(settings.replace(request_seconds=0.1), generator=slow)) as client:
        response = client.post("/", json={"prompt": "box"})
        assert code(response) == (503, "timeout") and response.headers["retry-after"]
        events = client.post("/", json={"prompt": "box", "stream": True}).text
        assert "event: error" in events and '"code": "timeout"' in events


def test_a_client_that_leaves_ends_its_answer(serve: Serve, generator: Generator) -> None:
    long = {"prompt": "box", "temperature": 2, "max_tokens": 1024, "n_best": 8}
    whole = serve(max_tokens=1024).post("/", json=long).json()
    longest = max(answer["tokens"] for answer in whole["answers"])
    assert longest > 60
    engine = SlowEngine(generator.engine, 0.05)
    client = serve(max_tokens=1024, generator=slowed(generator, engine))
    for stream in (False, True):
        before = engine.shared.steps
        if stream:
            with client.stream("POST", "/", json=long | {"stream": True}) as response:
                # Some tokens in: the first comes of the prompt alone, before any step.
                data = (line for line in response.iter_lines() if line.startswith("data:"))
                assert len(list(islice(data, 5))) == 5
        else:
            with pytest.raises(httpx.ReadTimeout):
                client.post("/", json=long, timeout=1)
        time.sleep(0.5)
        steps = engine.shared.steps
        time.sleep(0.3)
        assert before < steps == engine.shared.steps < before + longest - 20


def test_too_many_are_told_when_to_come_back(generator: Generator, settings: ServeSettings) -> None:
    slow = slowed(generator, SlowEngine(generator.engine, 0.05))
    small = settings.replace(max_batch=2, queue=1)
    with served(create_app(small, generator=slow)) as client, ThreadPoolExecutor(12) as pool:
        found = list(pool.map(lambda _: client.post("/", json={"prompt": "box"}), range(12)))
        refused = [response for response in found if response.status_code == 429]
        assert refused and {response.status_code for response in found} == {200, 429}
        assert all(int(response.headers["retry-after"]) >= 1 for response in refused)
        assert code(refused[0]) == (429, "overloaded")
        assert sample(client, 'cad0_requests_total{route="/",status="429"}') == len(refused)


def test_solids_are_held_to_their_budget(serve: Serve) -> None:
    client = serve(solid_seconds=0.3, mesh_bytes=2000)
    many = "S 10\n" + "\n".join(f"T 0 {i} 0 0" for i in range(1, 400))
    many += "\nU 0 1\n" + "\n".join(f"U {i + 398} {i}" for i in range(2, 400))
    response = client.post("/solid", json={"ir": many, "segments": 128})
    assert code(response) == (422, "no_solid")
    assert response.json()["error"]["details"]["kind"] == "budget"
    assert code(client.post("/solid/stl", json={"ir": "S 10"})) == (422, "no_solid")
    assert client.post("/solid", json={"ir": "C 1 1 1"}).status_code == 200


def test_until_the_model_is_there(settings: ServeSettings, tmp_path: Path) -> None:
    heard: list[str] = []
    missing = settings.replace(model=tmp_path / "none")
    with served(create_app(missing, on_failure=heard.append)) as client:
        while not heard:
            assert code(client.post("/", json={"prompt": "box"}))[0] == 503
            time.sleep(0.01)
        assert "no such model folder" in heard[0]
        assert code(client.get("/healthz")) == (503, "not_loaded")
        assert client.post("/solid", json={"ir": "C 1 1 1"}).status_code == 200


def test_it_says_that_it_is_loading(
    settings: ServeSettings, generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = threading.Event()

    def load(*_: Any) -> Generator:
        loaded.wait(10)
        return generator

    monkeypatch.setattr("cad0_core.serve.service.load_generator", load)
    with served(create_app(settings)) as client:
        response = client.post("/", json={"prompt": "box"})
        assert code(response) == (503, "loading") and response.headers["retry-after"] == "2"
        assert code(client.get("/healthz")) == (503, "loading")
        loaded.set()
        while client.get("/healthz").status_code != 200:
            time.sleep(0.01)
        found = client.get("/healthz").json()
        expected = {"status": "ok", "model": "tiny", "version": "", "dtype": "torch"}
        assert found == expected | {"formats": formats()}


def test_a_token_is_asked_for_where_there_is_one(
    serve: Serve, monkeypatch: pytest.MonkeyPatch, model: Path
) -> None:
    client = serve(token=SecretStr("open sesame"))
    for header in ({}, {"Authorization": "Bearer open"}, {"Authorization": "open sesame"}):
        for response in (
            client.post("/", json={"prompt": "box"}, headers=header),
            client.post("/solid", content=b"{", headers=header),
            client.get("/metrics", headers=header),
        ):
            assert code(response) == (401, "unauthorized")
            assert response.headers["www-authenticate"].startswith("Bearer")
    right = {"Authorization": "Bearer open sesame"}
    assert client.post("/", json={"prompt": "box"}, headers=right).status_code == 200
    assert client.get("/healthz").status_code == 200
    assert "HTTPBearer" in client.get("/openapi.json").text
    monkeypatch.setenv("CAD0_TOKEN", "from outside")
    settings = ServeSettings.from_environment(model=model)
    assert settings.token and settings.token.get_secret_value() == "from outside"
    assert "from outside" not in repr(settings)


def test_other_origins_may_ask_if_they_are_named(serve: Serve) -> None:
    client = serve(cors_origins=("https://parts.example",), token=SecretStr("t"))
    for origin, expected in (
        ("https://parts.example", "https://parts.example"),
        ("https://other.example", None),
    ):
        asking = {"Origin": origin, "Access-Control-Request-Method": "POST"}
        preflight = client.options("/", headers=asking)
        refused = client.post("/", json={"prompt": "box"}, headers={"Origin": origin})
        for response in (preflight, refused):
            assert response.headers.get("access-control-allow-origin") == expected


def test_every_answer_is_guarded(client: httpx.Client) -> None:
    for response in (client.get("/healthz"), client.get("/none"), client.post("/", content=b"")):
        policy = response.headers["content-security-policy"]
        assert "'wasm-unsafe-eval'" in policy and "default-src 'none'" in policy
        assert response.headers["cross-origin-opener-policy"] == "same-origin"
        assert response.headers["cross-origin-embedder-policy"] == "require-corp"
        assert response.headers["x-content-type-options"] == "nosniff"


def test_figures_are_counted(serve: Serve) -> None:
    client = serve()
    answers = [client.post("/", json={"prompt": "box", "seed": i}).json() for i in range(3)]
    assert sample(client, 'cad0_requests_total{route="/",status="200"}') == 3
    assert sample(client, "cad0_tokens_total") == sum(answer["tokens"] for answer in answers)
    assert sample(client, "cad0_first_token_seconds_count") == 3
    assert sample(client, "cad0_ready") == 1
    client.get("/none")
    assert sample(client, 'cad0_requests_total{route="none",status="404"}') == 1


def test_an_error_of_ours_is_logged_and_says_no_more(
    settings: ServeSettings, generator: Generator, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(settings, generator=generator)

    def broken(*_: Any) -> None:
        raise KeyError("a secret")

    app.state.service.submit = broken

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://cad0") as client:
            return await client.post("/", json={"prompt": "box"})

    response = asyncio.run(ask())
    assert code(response) == (500, "internal_error") and "secret" not in response.text
    assert "a secret" in caplog.text
