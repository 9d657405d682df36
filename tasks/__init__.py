"""The release's tasks, one file each: thin, typed, showing what came out."""

from tasks.decide import decide, show_decision
from tasks.distill import distill
from tasks.endpoint import endpoint
from tasks.evaluate import evaluate
from tasks.export import dtypes, export
from tasks.former import Former, answers_of, former, standing
from tasks.gate import gate
from tasks.generate import generate
from tasks.publish import publish
from tasks.train import train
from tasks.upload import upload
from tasks.validate import validate

__all__ = [
    "Former",
    "answers_of",
    "decide",
    "distill",
    "dtypes",
    "endpoint",
    "evaluate",
    "export",
    "former",
    "gate",
    "generate",
    "publish",
    "show_decision",
    "standing",
    "train",
    "upload",
    "validate",
]
