"""TRL's SFTTrainer, trimmed to what learning needs.

Its defaults cost more than the model where the model is small: entropy and accuracy of every
token at every step, logits at positions without a label, batches padded to their longest row.
Here the output layer runs at label positions only, and the loss is whatever `Objective` says:
plain training and distillation differ in nothing else.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Protocol

import torch
from datasets import Dataset
from torch import Tensor
from transformers import PreTrainedModel, PreTrainedTokenizerBase, TrainerCallback
from transformers.trainer_callback import PrinterCallback
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from cad0_core.model import checkpoints
from cad0_core.model.batches import IGNORED, Batches
from cad0_core.model.course import Course
from cad0_core.model.machine import Lanes


class Objective(Protocol):
    """Sum of the losses at a batch's label positions: what a training run minimises."""

    def __call__(self, logits: Tensor, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor: ...


def cross_entropy(logits: Tensor, labels: Tensor, batch: Mapping[str, Tensor]) -> Tensor:
    """The objective of plain training, and of every validation."""
    return torch.nn.functional.cross_entropy(logits.float(), labels, reduction="sum")


def label_logits(model: Any, batch: Mapping[str, Tensor]) -> tuple[Tensor, Tensor]:
    """Logits (n, vocabulary) and ids (n,) at the n positions that carry a label.

    Rows are padded on the right, which causal attention never sees: the mask of each kind of
    layer is None, so the kernels take their causal path and no mask is built at every step.
    """
    kinds = getattr(model.config, "layer_types", None) or ["full_attention"]
    hidden = model.get_decoder()(
        input_ids=batch["input_ids"],
        attention_mask=dict.fromkeys(kinds),
        use_cache=False,
    ).last_hidden_state
    labels = batch["labels"][:, 1:]
    here = labels != IGNORED
    logits: Tensor = model.get_output_embeddings()(hidden[:, :-1][here])
    return logits, labels[here]


@torch.no_grad()
def validation_loss(model: Any, batches: Iterable[Mapping[str, Tensor]]) -> float:
    """Mean cross-entropy (nats) of a completion token; NaN without any.

    Only dropout is switched off: bitsandbytes repacks 4-bit weights for good when it sees them in
    evaluation mode on a CPU, and has no gradient for the new layout.
    """
    dropouts = [m for m in model.modules() if isinstance(m, torch.nn.Dropout) and m.training]
    for dropout in dropouts:
        dropout.eval()
    total, count = 0.0, 0
    for batch in batches:
        batch = {name: tensor.to(model.device) for name, tensor in batch.items()}
        logits, labels = label_logits(model, batch)
        total += float(cross_entropy(logits, labels, batch))
        count += len(labels)
    for dropout in dropouts:
        dropout.train()
    return total / count if count else float("nan")


class CompletionTrainer(SFTTrainer):
    """Trains on completions only, over `batches`, towards `objective`."""

    def __init__(
        self,
        model: PreTrainedModel,
        arguments: SFTConfig,
        *,
        tokenizer: PreTrainedTokenizerBase,
        batches: Batches,
        objective: Objective,
        course: Course,
        lanes: Lanes | None,
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
        self.course, self.lanes = course, lanes
        self.step_loss = 0.0

    def get_train_dataloader(self) -> Any:
        """All batches of the run as one epoch: HF's own epochs cannot resume in the middle."""
        return self.batches

    def compute_loss(
        self,
        model: Any,
        inputs: Mapping[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """Mean loss of a completion token, over all the micro-batches of a step."""
        logits, labels = label_logits(model, inputs)
        count = len(labels) if num_items_in_batch is None else num_items_in_batch
        return self.objective(logits, labels, inputs) / count

    def training_step(
        self,
        model: Any,
        inputs: dict[str, Tensor],
        num_items_in_batch: Tensor | int | None = None,
    ) -> Tensor:
        """Forward and backward of one micro-batch; in lanes where there are some."""
        if self.lanes is None or num_items_in_batch is None:
            loss: Tensor = super().training_step(model, inputs, num_items_in_batch)
        else:
            model.train()
            loss = self.lanes.backward(
                lambda part: self.compute_loss(model, part, False, num_items_in_batch),
                inputs,
                self._learning(),
            )
        self.step_loss += loss.item()
        return loss

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
        self.step_loss = 0.0
        return samples, items

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        """Everything a later try needs to go on as if nothing had happened, or nothing at all."""
        with checkpoints.writing(Path(str(self.args.output_dir)), self.state.global_step) as folder:
            self.save_model(str(folder), _internal_call=True)
            self._save_optimizer_and_scheduler(str(folder))
            self._save_rng_state(str(folder))
            self.state.save_to_json(str(folder / "trainer_state.json"))
            self.course.save(folder)

    def _send_telemetry(self) -> None:
        """TRL would report the training to its makers."""


def _sample(batches: Batches) -> Dataset:
    """One row: TRL insists on a `Dataset` to look at, while the batches come from `Batches`."""
    prompt, completion = batches.rows.row(0)
    labels = [IGNORED] * len(prompt) + completion
    return Dataset.from_dict({"input_ids": [prompt + completion], "labels": [labels]})
