"""Help must come at once: the command line imports neither torch nor Prefect to print it."""

import subprocess
import sys


def test_the_command_line_imports_nothing_heavy() -> None:
    code = (
        "import sys, cad0_core.cli.app; "
        "print([m for m in ('torch', 'prefect', 'transformers') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr
