"""The release's tasks, one file each: thin, typed, showing what came out."""

from tasks.distill import distill
from tasks.evaluate import evaluate
from tasks.export import export
from tasks.gate import gate
from tasks.generate import generate
from tasks.publish import publish
from tasks.train import train
from tasks.upload import upload
from tasks.validate import validate

__all__ = [
    "distill",
    "evaluate",
    "export",
    "gate",
    "generate",
    "publish",
    "train",
    "upload",
    "validate",
]
