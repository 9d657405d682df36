"""The grammar as a logits processor of vLLM; imported by vLLM's engine process only."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from vllm.v1.sample.logits_processor import AdapterLogitsProcessor

from cad0_core.ir.grammar import State
from cad0_core.ir.grammar_mask import TokenMask, token_bytes
from cad0_core.model.decode_vllm import CONSTRAINED
from cad0_core.model.encode import eos_id
from cad0_core.model.tokenizer import load_tokenizer


class GrammarProcessor(AdapterLogitsProcessor):
    """Leaves to each constrained request only the tokens that its program may go on with."""

    def __init__(self, vllm_config: Any, device: torch.device, is_pin_memory: bool) -> None:
        super().__init__(vllm_config, device, is_pin_memory)
        tokenizer = load_tokenizer(Path(vllm_config.model_config.model))
        self.mask = TokenMask(token_bytes(tokenizer), eos_id(tokenizer))

    def is_argmax_invariant(self) -> bool:
        return False

    def new_req_logits_processor(self, params: Any) -> Callable[..., torch.Tensor] | None:
        """A processor for one request; None if it is unconstrained."""
        if not (params.extra_args or {}).get(CONSTRAINED):
            return None
        return Walk(self.mask, params.max_tokens)


class Walk:
    """Follows one request through the grammar, with an end in reach of its last token."""

    def __init__(self, mask: TokenMask, max_tokens: int) -> None:
        self.mask, self.max_tokens = mask, max_tokens
        self.state, self.read = mask.start(), 0

    def __call__(self, output_ids: list[int], logits: torch.Tensor) -> torch.Tensor:
        """`logits` (vocabulary,) with minus infinity where no program goes on."""
        for token in output_ids[self.read :]:
            after: State | None = self.mask.advance(self.state, token)
            self.state = after or self.state
        self.read = len(output_ids)
        left = self.max_tokens - self.read
        if left <= self.mask.automaton.finish(self.state):
            left = 0  # the request is too short for any end
        allowed = self.mask.ids(self.state, left or None)
        ids = torch.as_tensor(allowed, dtype=torch.long, device=logits.device)
        held = torch.full_like(logits, float("-inf"))
        held[ids] = logits[ids]
        return held
