"""A stand-in of the Hugging Face Hub's API on the loopback, as strict as the real one.

What it speaks is what huggingface_hub 0.36 sends and reads: repositories, revisions, commits as
pull requests, merges, tags, trees, Git LFS with single and multi-part uploads, downloads with
ranges. It keeps everything in memory and can be told to fail at any request.
"""

from hub_server.faults import Fault, Request
from hub_server.server import HubServer
from hub_server.state import Hub

__all__ = ["Fault", "Hub", "HubServer", "Request"]
