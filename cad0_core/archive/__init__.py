"""The archive: finished stages and whole releases in an object store, by what they hold."""

from cad0_core.archive.archive import Archive
from cad0_core.archive.base import Content, ObjectStore
from cad0_core.archive.index import Entry, Index
from cad0_core.archive.releases import pull, pull_models, push, releases, verify

__all__ = [
    "Archive",
    "Content",
    "Entry",
    "Index",
    "ObjectStore",
    "pull",
    "pull_models",
    "push",
    "releases",
    "verify",
]
