"""Decoding by vLLM, for models that a GPU serves: the same answers by the same call.

vLLM batches, caches and samples; the grammar comes in as a logits processor (`vllm_mask.py`) over
the very mask that decodes here, so the language is the same. vLLM is no dependency of cad0: it
belongs into the GPU's container, at a version from 0.11 on with the V1 model runner. Only this
interface is tested, with a module that stands in for vLLM; no GPU has run it.
"""

import importlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from tokenizers import Tokenizer

from cad0_core import ir
from cad0_core.config import GREEDY, Decoding
from cad0_core.errors import ModelError
from cad0_core.model.decode import Completion
from cad0_core.model.encode import eos_id, prompt_ids
from cad0_core.model.nbest import makes_solid
from cad0_core.model.tokenizer import load_tokenizer

PROCESSOR = "cad0_core.model.vllm_mask:GrammarProcessor"
CONSTRAINED = "cad0_grammar"  # key of a request's extra arguments that the processor looks for


class VllmGenerator:
    """Answers design sentences with programs; `answer` is that of `decode.Generator`.

    With `n_best`, all answers of a text are drawn at once, and the first valid one is taken.
    """

    def __init__(self, vllm: Any, engine: Any, tokenizer: Tokenizer) -> None:
        self.vllm, self.engine, self.tokenizer = vllm, engine, tokenizer
        self.eos = eos_id(tokenizer)

    @classmethod
    def load(cls, folder: Path, **options: Any) -> Self:
        """The model in `folder`; `options` go to `vllm.LLM`. Raises `ModelError` without vLLM."""
        tokenizer = load_tokenizer(folder)
        try:
            vllm = importlib.import_module("vllm")
        except ImportError as error:
            raise ModelError(
                f"vLLM cannot be imported ({error}); install it on the GPU machine with "
                "`pip install vllm`, or decode with dtype torch"
            ) from error
        engine = vllm.LLM(model=str(folder), logits_processors=[PROCESSOR], **options)
        return cls(vllm, engine, tokenizer)

    def answer(
        self,
        texts: Sequence[str],
        *,
        batch_size: int,
        max_new_tokens: int,
        decoding: Decoding = GREEDY,
        on_progress: Callable[[int], None] | None = None,
    ) -> list[Completion]:
        """One completion for each text, in their order.

        vLLM sees `batch_size` texts at a time, so that `on_progress` can end the work between.
        """
        found: list[Completion] = []
        for start in range(0, len(texts), batch_size):
            prompts = prompt_ids(self.tokenizer, texts[start : start + batch_size])
            outputs = self.engine.generate(
                [{"prompt_token_ids": ids} for ids in prompts],
                self._parameters(decoding, max_new_tokens),
                use_tqdm=False,
            )
            found += self._chosen([output.outputs for output in outputs], decoding)
            if on_progress:
                on_progress(len(found))
        return found

    def _parameters(self, decoding: Decoding, max_new_tokens: int) -> Any:
        return self.vllm.SamplingParams(
            n=decoding.n_best if decoding.temperature else 1,
            temperature=decoding.temperature,
            seed=decoding.seed,
            max_tokens=max_new_tokens,
            stop_token_ids=[self.eos],
            extra_args={CONSTRAINED: decoding.constrained},
        )

    def _chosen(self, drawn: Sequence[Sequence[Any]], decoding: Decoding) -> list[Completion]:
        answers = [[self._completion(output, decoding) for output in each] for each in drawn]
        if decoding.n_best == 1:
            return [each[0] for each in answers]
        with ir.Sandbox() as box:
            return [
                next((a for a in each if a.finished and makes_solid(a.ir, box)), each[0])
                for each in answers
            ]

    def _completion(self, output: Any, decoding: Decoding) -> Completion:
        """vLLM does not say where the grammar refused a token: any constrained answer may be."""
        ids = [token for token in output.token_ids if token != self.eos]
        finished = output.finish_reason == "stop"
        return Completion(
            ir=self.tokenizer.decode(ids, skip_special_tokens=True),
            tokens=len(ids) + finished,
            finished=finished,
            steered=decoding.constrained,
        )
