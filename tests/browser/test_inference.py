"""The model in Node and in Chromium: valid programs, those that Python writes, and offline too."""

import os
import random
import re
import shutil
import subprocess
from pathlib import Path

import node
import pytest
from hosting import hosted

from cad0_core import ir
from cad0_core.config import Architecture, Decoding, ExportConfig
from cad0_core.data.human import human_rows
from cad0_core.export.onnx import export
from cad0_core.job import Job
from cad0_core.model.base import build, save
from cad0_core.model.decode import load_generator
from cad0_core.model.tokenizer import train_tokenizer
from cad0_core.parts.sampling import of_every_variant
from cad0_core.prompt import prompt

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
LIMIT = 160  # tokens of an answer
SHAPE = Architecture(
    hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2,
    num_key_value_heads=1, vocab_size=600,
)  # fmt: skip

BLOCKS = re.findall(r"```(js|html)\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
SNIPPETS = {kind: code for kind, code in BLOCKS if "browser-inference" in code}


def prompts(count):
    """Texts by hand and texts of all families, by turns."""
    texts = [*human_rows()["text"], *(part.text for part in of_every_variant(1, seed=9))]
    return random.Random(4).sample(texts, count)


@pytest.fixture(scope="module")
def untrained(tmp_path_factory):
    """A model with random weights: what it prefers is no program."""
    root = tmp_path_factory.mktemp("untrained")
    for name in ("model", "out", "scratch"):
        (root / name).mkdir()
    parts = of_every_variant(1, seed=6)
    tokenizer = train_tokenizer([prompt(part.text) + part.ir for part in parts], SHAPE.vocab_size)
    save(build(SHAPE, tokenizer, max_length=512, seed=1), tokenizer, root / "model")
    config = ExportConfig(dtypes=("fp32",))
    export(Job(config, {"model": root / "model"}, root / "out", root / "scratch"))
    return root / "out"


@pytest.fixture(scope="module")
def address(untrained, model, tmp_path_factory):
    """A host with both models, the built scripts, and a page with nothing on it."""
    folder = tmp_path_factory.mktemp("host")
    shutil.copytree(node.WEB / "dist", folder / "scripts")
    shutil.copytree(untrained, folder / "untrained")
    shutil.copytree(model, folder / "model")
    (folder / "empty.html").write_text("<!doctype html><title>empty</title>")
    tag = (
        '<!doctype html><title>tag</title><script src="scripts/browser-inference.iife.js"></script>'
    )
    (folder / "tag.html").write_text(tag)
    (folder / "scripts" / "js.html").write_text(f"<script type=module>{SNIPPETS['js']}</script>")
    (folder / "scripts" / "html.html").write_text(SNIPPETS["html"])
    with hosted(folder) as address:
        yield address


@pytest.fixture(scope="module")
def in_node():
    node.build_for_node()
    with node.driver("inference.mjs") as driver:
        yield driver


def is_program(text):
    """Whether nothing but loops that cross themselves keeps a text from being a canonical one."""
    try:
        return ir.render(ir.parse(text)) == text
    except ir.IRError:
        # What refers to a sketch that is not made is wrong in consequence.
        errors = ir.check(text)
        return "touch or cross" in errors[0].found and all(
            "touch or cross" in e.found or "sketch" in e.expected for e in errors
        )


def test_the_mask_bites(in_node, address):
    """An untrained model writes programs under it, and none without it."""
    loaded = in_node.ask_one({"do": "load", "model": address + "untrained", "dtype": "fp32"})["ok"]
    assert loaded["device"] == "cpu" and loaded["parameters"] > 1e4
    free = programs = 0
    for i, text in enumerate(prompts(24)):
        # As it likes best, and drawn; with plenty of room and with hardly any.
        request = {"do": "generate", "text": text, "seed": i, "temperature": [0, 1, 3][i % 3]}
        request["maxTokens"] = [LIMIT, 12, 5, 200][i % 4]
        answer = in_node.ask_one(request)["ok"]
        assert answer["finished"] and is_program(answer["ir"]), answer["ir"]
        assert answer["tokens"] < request["maxTokens"]
        programs += 1
        answer = in_node.ask_one(request | {"constrained": False})["ok"]
        free += is_program(answer["ir"])
    assert (programs, free) == (24, 0)


def test_draws_follow_the_seed(in_node):
    request = {"do": "generate", "text": "a box", "temperature": 1, "maxTokens": LIMIT}
    drawn = [in_node.ask_one(request | {"seed": seed})["ok"]["ir"] for seed in (1, 1, 2, 3)]
    assert drawn[0] == drawn[1] and len(set(drawn)) == 3


def test_an_answer_can_be_stopped(in_node):
    request = {"do": "cancel", "text": "a box", "temperature": 2, "maxTokens": 200, "after": 3}
    stopped = in_node.ask_one(request)["ok"]
    assert stopped["reason"] == "AbortError" and len(stopped["texts"]) == 3
    assert stopped["texts"][2].startswith(stopped["texts"][1])
    assert in_node.ask_one({"do": "generate", "text": "a box", "maxTokens": 9})["ok"]["finished"]


def test_failures_say_what_to_do(in_node, address):
    def message(**request):
        return in_node.ask_one(request)["error"]["message"]

    assert "describe a part" in message(do="generate", text="  ")
    assert "fewer words" in message(do="generate", text="no such word " * 300)
    assert "shortest program" in message(do="generate", text="box", maxTokens=2)
    assert "cad0.json" in message(do="load", model=address + "nowhere")
    assert "cannot be reached" in message(do="load", model="http://127.0.0.1:9/model")
    assert "take one of fp32" in message(do="load", model=address + "untrained", dtype="q4")
    assert "owner/name" in message(do="load", model="model")


@pytest.fixture(scope="module")
def written(model):
    """Hundred texts and what Python's onnxruntime makes of them, by dtype.

    One at a time: q8 scales what it multiplies by the largest value in the batch.
    """
    texts = prompts(100)
    decoding = Decoding(constrained=True)
    return texts, {
        dtype: [
            answer.ir
            for answer in load_generator(model, dtype).answer(
                texts, batch_size=1, max_new_tokens=LIMIT, decoding=decoding
            )
        ]
        for dtype in ("fp32", "q8")
    }


def test_greedy_programs_in_node_are_those_of_python(in_node, address, written):
    texts, own = written
    dtype = "fp32"
    assert "ok" in in_node.ask_one({"do": "load", "model": address + "model", "dtype": dtype})
    requests = [{"do": "generate", "text": text, "maxTokens": LIMIT} for text in texts]
    found = [answer["ok"]["ir"] for answer in in_node.ask(requests)]
    same = sum(a == b for a, b in zip(found, own[dtype], strict=True))
    print(f"\n{dtype} in Node: {same} of {len(texts)} programs are Python's")
    assert same >= 99 and len(set(found)) > 20


WRITE_ALL = """
async ({ model, dtype, texts, maxTokens }) => {
  const cad0 = await import("/scripts/browser-inference.js");
  const info = await cad0.loadModel({ model, dtype, device: "wasm" });
  const answers = [];
  for (const text of texts) answers.push(await cad0.generateCAD(text, { maxTokens }));
  return { info, answers };
}
"""


@pytest.fixture
def page(chromium, address):
    """A page that may ask its own host and nobody else."""
    context = chromium.new_context()
    page = context.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address + "empty.html")
    page.asked = asked
    yield page
    context.close()
    assert all(url.startswith((address, f"blob:{address}")) for url in asked), asked


def test_greedy_programs_in_chromium_are_those_of_python(page, written):
    texts, own = written
    dtype = "q8"  # the default
    request = {"model": "/model", "dtype": dtype, "texts": texts, "maxTokens": LIMIT}
    result = page.evaluate(WRITE_ALL, request)
    found = [answer["ir"] for answer in result["answers"]]
    same = sum(a == b for a, b in zip(found, own[dtype], strict=True))
    seconds = sum(answer["totalMs"] for answer in result["answers"]) / 1000
    speed = sum(answer["tokens"] for answer in result["answers"]) / seconds
    print(
        f"\n{dtype} in Chromium: {same} of {len(texts)} programs are Python's, {speed:.0f} tokens/s"
    )
    assert result["info"]["device"] == "wasm"
    assert same >= 99 and len(set(found)) > 20


def test_webgpu_writes_the_same_program(chromium, address, written):
    """On a software adapter, in 32 bits: slow, but the path that a graphics card takes."""
    texts, own = written
    shortest = min(range(len(texts)), key=lambda i: len(own["fp32"][i]))
    request = {"model": "/model", "dtype": "fp32", "texts": [texts[shortest]], "maxTokens": LIMIT}
    flags = ["--no-sandbox", "--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"]
    flags += ["--enable-features=Vulkan", "--use-vulkan=swiftshader"]
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with chromium.browser_type.launch(executable_path=path, args=flags) as browser:
        page = browser.new_page()
        page.set_default_timeout(60_000)
        page.goto(address + "empty.html")
        result = page.evaluate(WRITE_ALL.replace('"wasm"', '"webgpu"'), request)
        by_itself = page.evaluate(WRITE_ALL.replace(', device: "wasm"', ""), request)
    assert result["info"]["device"] == "webgpu"
    assert result["answers"][0]["ir"] == own["fp32"][shortest]
    assert by_itself["info"]["device"] == "wasm"  # quicker for so small a model


def test_a_loaded_model_needs_no_network(page, address):
    """What was loaded once is loaded again with the model's host gone."""
    request = {"model": "/model", "dtype": "q8", "texts": ["a box"], "maxTokens": LIMIT}
    first = page.evaluate(WRITE_ALL, request)
    page.reload()
    page.route("**/model/**", lambda route: route.abort())
    page.route("**/ort/**", lambda route: route.abort())
    again = page.evaluate(WRITE_ALL, request)
    assert again["answers"][0]["ir"] == first["answers"][0]["ir"]
    failed = page.evaluate(
        "(m) => import('/scripts/browser-inference.js').then(c => c.loadModel({ model: m }))"
        ".then(() => '', e => e.message)",
        "/elsewhere",
    )
    assert f"{address}elsewhere/ (HTTP 404)" in failed


def test_the_snippets_of_the_readme_work(page, address):
    def last_word(name, pattern):
        with page.expect_console_message(lambda message: re.search(pattern, message.text)) as said:
            page.goto(f"{address}scripts/{name}.html")
        return said.value.text

    built = last_word("js", " mm3, [0-9]+ bytes of STL$")
    written = last_word("html", "^[A-Z]+ [0-9]")
    solid = ir.evaluate(ir.parse(written))
    program, volume = re.fullmatch(r"(.*): ([0-9.]+) mm3, .*", built, re.S).groups()
    assert program == written and float(volume) == pytest.approx(solid.volume, rel=1e-6)


def test_the_types_are_those_of_the_snippet(tmp_path):
    shutil.copytree(node.WEB / "dist" / "types", tmp_path / "types")
    for name in ("browser-inference.d.ts", "cad0-ir.d.ts"):
        shutil.copy(node.WEB / "dist" / name, tmp_path)

    def complaints(code):
        (tmp_path / "use.mts").write_text(f"{code}\nexport {{}};")
        tsc = node.WEB / "node_modules" / "typescript" / "bin" / "tsc"
        options = "--noEmit --strict --target es2022 --module esnext --moduleResolution bundler"
        command = [node.node(), tsc, *options.split(), "--lib", "es2023,dom", "use.mts"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stdout

    assert complaints(SNIPPETS["js"]) == ""
    assert "volum" in complaints(SNIPPETS["js"].replace("solid.volume", "solid.volum"))


def test_a_script_tag_will_do(page, address, written):
    texts, own = written
    page.goto(address + "tag.html")
    result = page.evaluate(
        """async ([text, maxTokens]) => {
          const stages = [];
          const onProgress = ({ stage, loaded, total }) => stages.push([stage, loaded / total]);
          await cad0.loadModel({ model: "/model", dtype: "fp32", onProgress });
          const heard = [];
          const onToken = (text) => heard.push(text);
          const { ir } = await cad0.generateCAD(text, { maxTokens, onToken });
          return { ir, stages, heard };
        }""",
        [texts[0], LIMIT],
    )
    assert result["ir"] == own["fp32"][0] == result["heard"][-1]
    stages = [stage for stage, _ in result["stages"]]
    assert stages[-1] == "ready" and "start" in stages  # small files may end after the weights
    assert all(0 <= share <= 1 for _, share in result["stages"])
