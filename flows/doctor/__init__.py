"""`cad0 doctor`: every check, and the fixes that are safe. A run's preflight is the same checks.

What needs no Prefect server is in `cad0_core.doctor`; here are the server's own rows.
"""

from flows.doctor.examine import examine, mend, of_run, plan_of
from flows.doctor.runs import note_process

__all__ = ["examine", "mend", "note_process", "of_run", "plan_of"]
