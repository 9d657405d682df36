"""The command line, and the one place in `cad0_core` that reaches up: inside its commands."""

from cad0_core.cli.app import main

__all__ = ["main"]
