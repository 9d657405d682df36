"""Which of several answers to take: the first that makes a valid solid, never by the truth."""

from cad0_core import ir


def makes_solid(program: str, box: ir.Sandbox) -> bool:
    """Whether a text parses and its solid is valid, within the budget of the child process."""
    try:
        return bool(box.call(_is_valid, program))
    except ir.SolidError:
        return False


def _is_valid(program: str) -> bool:
    """Runs in the child. Whatever a kernel may raise is the answer's fault, not ours."""
    try:
        return ir.evaluate(ir.parse(program)).is_valid
    except MemoryError:
        raise
    except Exception:
        return False
