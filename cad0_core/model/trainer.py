"""TRL's SFTTrainer, trimmed to what learning needs, and able to live with less memory.

Its defaults cost more than the model where the model is small: entropy and accuracy of every
token at every step, logits at positions without a label, batches padded to their longest row.
Here the output layer runs at label positions only, and the loss is whatever `Objective` says:
plain training and distillation differ in nothing else.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import torch
from datasets import Dataset
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase, TrainerCallback
from transformers.trainer_callback import PrinterCallback
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from cad0_core.errors import OutOfMemoryError
from cad0_core.model import checkpoints, ranks
from cad0_core.model.batches import IGNORED, Batches, Packs
from cad0_core.model.course import Course
from cad0_core.model.machine import Lanes
from cad0_core.model.memory import REMEDY, first_line, free_memory, is_out_of_memory
from cad0_core.model.micro import POSITIONS, Batch, divide, rows, size
from cad0_core.model.optimizer import muon

log = logging.getLogger("cad0")


class Objective(Protocol):
    """Sum of the losses at a batch's label positions: what a training run minimises."""

    def __call__(self, logits: Tensor, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor: ...


def cross_entropy(logits: Tensor, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
    """The objective of plain training, and of every validation."""
    return torch.nn.functional.cross_entropy(logits.float(), labels, reduction="sum")


def mixed_precision(model: Any) -> AbstractContextManager[Any]:
    """Matrix products in bf16 on CUDA; nothing elsewhere.

    accelerate does this around `model.forward`, which nobody calls here: the decoder and the
    output layer run apart, since the latter has work at label positions only.
    """
    if model.device.type == "cuda":
        return torch.autocast("cuda", torch.bfloat16)
    return nullcontext()


def label_states(model: Any, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Last hidden states (n, width) and ids (n,) at the n positions that carry a label."""
    labels = batch["labels"][:, 1:]
    here = labels != IGNORED
    return hidden_states(model, batch)[:, :-1][here], labels[here]


def hidden_states(model: Any, batch: Mapping[str, Tensor]) -> Tensor:
    """Last hidden states (b, length, width) of a batch, padded on the right or packed.

    Causal attention never sees padding on the right: the mask of each kind of layer is None, so
    the kernels take their causal path and no mask is built at every step (`eager` has no such
    path). In a packed batch the positions say where a sample begins; from them transformers makes
    a mask that no attention crosses (eager, sdpa), or the borders for FlashAttention's varlen.
    """
    mask: dict[str, None] | None = None
    if POSITIONS not in batch and model.config._attn_implementation != "eager":
        mask = dict.fromkeys(getattr(model.config, "layer_types", None) or ["full_attention"])
    decoder = model.get_decoder()
    states: Tensor = decoder(
        input_ids=batch["input_ids"],
        attention_mask=mask,
        position_ids=batch.get(POSITIONS),
        use_cache=False,
    ).last_hidden_state
    return states


def label_logits(model: Any, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Logits (n, vocabulary) and ids (n,) at the n positions that carry a label."""
    states, labels = label_states(model, batch)
    return model.get_output_embeddings()(states), labels


def chunked_cross_entropy(states: Tensor, head: Tensor, labels: Tensor) -> Tensor:
    """`cross_entropy` of `states` (n, width) under `head` (vocabulary, width), in pieces.

    The logits (n, vocabulary) never stand in memory as a whole: each piece makes its share of the
    gradient at once, as Liger's fused kernel does, by torch's own operator.
    """
    kind = states.device.type
    dtype = torch.get_autocast_dtype(kind) if torch.is_autocast_enabled(kind) else head.dtype
    losses = torch.nn.functional.linear_cross_entropy(
        states.to(dtype),
        head.to(dtype),
        labels,
        reduction="none",
        options=torch.nn.LinearCrossEntropyOptions(),
    )
    return losses.float().sum()


class CompletionTrainer(SFTTrainer):
    """Trains on completions only, over `batches`, towards `objective`.

    A batch goes through the model in micro-batches of at most `course.micro_batch` rows (tokens
    where it is packed). When memory runs out, that is halved and the step done again.
    """

    def __init__(
        self,
        model: PreTrainedModel,
        arguments: SFTConfig,
        *,
        tokenizer: PreTrainedTokenizerBase,
        batches: Batches | Packs,
        objective: Objective,
        course: Course,
        lanes: Lanes | None,
        muon: bool = False,
        chunked_loss: bool = False,
        callbacks: list[TrainerCallback],
    ) -> None:
        super().__init__(
            model=model,
            args=arguments,
            train_dataset=_sample(batches),
            processing_class=tokenizer,
            callbacks=callbacks,
        )
        self.remove_callback(PrinterCallback)
        self.batches = batches
        self.objective: Objective = objective
        self.course, self.lanes, self.muon = course, lanes, muon
        self.chunked_loss = chunked_loss and objective is cross_entropy
        self.step_loss = 0.0
        self._step: list[Batch] = []  # batches of the step at hand, in case it is done again

    def create_accelerator_and_postprocess(self) -> None:
        """No DistributedDataParallel around the model: `ranks` adds the gradients up."""
        super().create_accelerator_and_postprocess()
        self.accelerator.prepare_model = partial(
            self.accelerator.prepare_model, evaluation_mode=True
        )

    def get_train_dataloader(self) -> Any:
        """All batches of the run as one epoch: HF's own epochs cannot resume in the middle."""
        return self.batches

    def create_optimizer(self) -> torch.optim.Optimizer:
        """AdamW as transformers makes it, or Muon for the matrices."""
        if not self.muon:
            return super().create_optimizer()
        rate, decay = self.args.learning_rate, self.args.weight_decay
        spread = (self.lanes.count, self.lanes.each) if self.lanes else ()
        self.optimizer = muon(self.model, rate, decay, *spread)
        return self.optimizer

    def compute_loss(
        self,
        model: Any,
        inputs: Mapping[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """Mean loss of a completion token, over all the micro-batches of a step."""
        with mixed_precision(model):
            states, labels = label_states(model, inputs)
            count = len(labels) if num_items_in_batch is None else num_items_in_batch
            head = model.get_output_embeddings()
            if self.chunked_loss:
                return chunked_cross_entropy(states, head.weight, labels) / count
            return self.objective(head(states), labels, inputs) / count

    def training_step(
        self,
        model: Any,
        inputs: dict[str, Tensor],
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """Forward and backward of one batch; after running out of memory, of the step so far.

        Raises `OutOfMemoryError` when there is not enough for one row.
        """
        part = ranks.share(inputs)
        some = [part] if part is not None else []
        self._step += some
        reason = self._try(lambda: self._learn(model, some, num_items_in_batch))
        while reason:
            self._halve(reason)
            model.zero_grad()  # of the half-done step
            self.step_loss = 0.0
            reason = self._try(lambda: self._learn(model, self._step, num_items_in_batch))
        if ranks.count() > 1 and self.accelerator.sync_gradients:
            self._add_up()
        return torch.tensor(self.step_loss, device=self.args.device)

    def _learn(self, model: Any, batches: Sequence[Batch], items: Tensor | int | None) -> None:
        limit = self.course.micro_batch
        parts = [part for b in batches for part in (divide(b, limit) if limit else [b])]
        for part in parts:
            self.step_loss += self._backward(model, part, items).item()

    def _add_up(self) -> None:
        """The whole step's gradients and loss from those of all processes."""
        weights = self._learning()
        for weight in weights:
            if weight.grad is None:  # no row was left for this process
                weight.grad = torch.zeros_like(weight)
        loss = torch.tensor(self.step_loss, device=weights[0].device)
        ranks.add_up([loss, *(weight.grad for weight in weights if weight.grad is not None)])
        self.step_loss = loss.item()

    def _backward(self, model: Any, part: Batch, items: Tensor | int | None) -> Tensor:
        """Add the gradients of one micro-batch, in lanes where there are some; its loss."""
        if self.lanes is None or items is None:
            loss: Tensor = super().training_step(model, part, items)
            return loss
        model.train()
        return self.lanes.backward(
            lambda share: self.compute_loss(model, share, False, items), part, self._learning()
        )

    def _try(self, work: Callable[[], None]) -> str:
        """Why memory ran out during `work`, or nothing. Returning frees what the error held."""
        try:
            work()
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            return first_line(error)
        return ""

    def _halve(self, reason: str) -> None:
        """Halve the micro-batch, for good; the effective batch stays what it is."""
        free_memory()
        limit = self.course.micro_batch or max(size(batch) for batch in self._step)
        parts = [part for batch in self._step for part in divide(batch, limit)]
        step, largest = self.state.global_step + 1, max(parts, key=size)
        if rows(largest) == 1:
            raise OutOfMemoryError(
                f"step {step}: out of memory with a single row in the micro-batch ({reason}). "
                f"{REMEDY}"
            )
        self.course.micro_batch = size(largest) // 2
        self.course.out_of_memory += 1
        unit = "tokens" if POSITIONS in largest else "rows"
        log.warning(
            "out of memory at step %d (%s): micro-batches of %d %s from here on instead of %d; the "
            "effective batch stays the same, and the step is done again",
            step, reason, self.course.micro_batch, unit, size(largest),
        )  # fmt: skip

    def _learning(self) -> list[Tensor]:
        """The weights that the optimiser moves; loading adapters replaces those of the model."""
        assert self.optimizer is not None
        return [weight for group in self.optimizer.param_groups for weight in group["params"]]

    def get_batch_samples(self, *args: Any, **kwargs: Any) -> Any:
        """Count the tokens of a step where all its batches are at hand."""
        samples, items = super().get_batch_samples(*args, **kwargs)
        for batch in samples:
            self.course.tokens += int(batch["tokens"])
            self.course.completion_tokens += int((batch["labels"] != IGNORED).sum())
        self.step_loss, self._step = 0.0, []
        return samples, items

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """Everything a later try needs to go on as if nothing had happened, or nothing at all."""
        if ranks.index() > 0:
            return
        with checkpoints.writing(Path(str(self.args.output_dir)), self.state.global_step) as folder:
            self.save_model(str(folder), _internal_call=True)
            self._save_optimizer_and_scheduler(str(folder))
            self._save_rng_state(str(folder))
            self.state.save_to_json(str(folder / "trainer_state.json"))
            self.course.save(folder)

    def _send_telemetry(self) -> None:
        """TRL would report the training to its makers."""


def _sample(batches: Batches | Packs) -> Dataset:
    """One row: TRL insists on a `Dataset` to look at, while the batches come from `Batches`."""
    prompt, completion = batches.rows.row(0)
    labels = [IGNORED] * len(prompt) + completion
    return Dataset.from_dict({"input_ids": [prompt + completion], "labels": [labels]})
