"""How to use a published model: code for a card, complete enough to be run as it stands."""

import json
from dataclasses import dataclass

from cad0_core.prompt import prompt

HUB = "https://huggingface.co"


@dataclass(frozen=True)
class Example:
    """What a snippet asks of which model: repository, version, sentence, longest answer."""

    repo: str
    version: str
    text: str
    max_new_tokens: int

    @property
    def prompt(self) -> str:
        """As a literal of Python, JavaScript and JSON alike."""
        return json.dumps(prompt(self.text), ensure_ascii=False)


def torch(example: Example) -> str:
    """PyTorch, by transformers."""
    return f"""```python
from transformers import AutoModelForCausalLM, AutoTokenizer

repo, version = "{example.repo}", "{example.version}"
tokenizer = AutoTokenizer.from_pretrained(repo, revision=version)
model = AutoModelForCausalLM.from_pretrained(repo, revision=version)

prompt = {example.prompt}
tokens = tokenizer(prompt, return_tensors="pt")["input_ids"]
answer = model.generate(tokens, max_new_tokens={example.max_new_tokens}, do_sample=False)
print(tokenizer.decode(answer[0, tokens.shape[1]:], skip_special_tokens=True))
```"""


def onnxruntime(example: Example, file: str) -> str:
    """An ONNX file by onnxruntime alone: each token's keys and values are kept for the next."""
    return f"""```python
import numpy as np
import onnxruntime
from huggingface_hub import snapshot_download
from transformers import AutoTokenizer

folder = snapshot_download("{example.repo}", revision="{example.version}")
tokenizer = AutoTokenizer.from_pretrained(folder)
session = onnxruntime.InferenceSession(folder + "/{file}")
shapes = {{each.name: each.shape for each in session.get_inputs()}}
cache = {{
    name: np.zeros((1, shape[1], 0, shape[3]), np.float32)
    for name, shape in shapes.items()
    if name.startswith("past_key_values")
}}
tokens, answer, seen = tokenizer({example.prompt})["input_ids"], [], 0
while len(answer) < {example.max_new_tokens}:
    end = seen + len(tokens)
    feeds = {{
        "input_ids": np.array([tokens]),
        "attention_mask": np.ones((1, end), np.int64),
        "position_ids": np.arange(seen, end)[None],
    }}
    feeds = {{name: value for name, value in feeds.items() if name in shapes}} | cache
    logits, *kept = session.run(None, feeds)
    token = int(logits[0, -1].argmax())
    if token == tokenizer.eos_token_id:
        break
    answer.append(token)
    tokens, seen, cache = [token], end, dict(zip(cache, kept))
print(tokenizer.decode(answer, skip_special_tokens=True))
```"""


def transformers_js(example: Example) -> str:
    """The quantized file in a browser or in Node."""
    return f"""```js
import {{ pipeline }} from "@huggingface/transformers";

const generate = await pipeline("text-generation", "{example.repo}", {{
  dtype: "q8",
  revision: "{example.version}",
}});
const prompt = {example.prompt};
const [answer] = await generate(prompt, {{
  max_new_tokens: {example.max_new_tokens},
  do_sample: false,
  return_full_text: false,
}});
console.log(answer.generated_text);
```"""


def curl(example: Example, file: str) -> str:
    """A file without any library, and a sentence to an endpoint that serves the model."""
    body = json.dumps({"prompt": example.text, "temperature": 0}, ensure_ascii=False)
    quoted = body.replace("'", "'\\''")
    return f"""```sh
curl --fail --location --remote-name \\
  {HUB}/{example.repo}/resolve/{example.version}/{file}
```

`cad0 serve`, in a checkout of the project, answers sentences over HTTP under the grammar, as in
the evaluation:

```sh
curl -X POST http://127.0.0.1:8000 -H "Content-Type: application/json" \\
  -d '{quoted}'
```"""
