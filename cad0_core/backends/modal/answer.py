"""What a spawned call has come to, asked once."""

from typing import Any

import modal
import modal.exception

from cad0_core.backends.modal.outage import TRANSIENT
from cad0_core.errors import BackendError

Envelope = dict[str, Any]


def ask(call: "modal.FunctionCall[Any]", seconds: float) -> Envelope | BaseException | None:
    """Its result, or what befell it; None when it has neither after `seconds`.

    Asking takes nothing away: the answer is there for the next who asks, for seven days. Raises
    what is `TRANSIENT`, and `BackendError` for a token that Modal refuses.
    """
    try:
        envelope: Envelope = call.get(timeout=seconds)
    except TimeoutError as error:  # the builtin one; with a text where the function raised it
        return error if error.args else None
    except TRANSIENT:
        raise
    except (modal.exception.AuthError, modal.exception.PermissionDeniedError) as error:
        raise BackendError(f"Modal refuses this token: {error}; run `modal token new`") from error
    except (Exception, SystemExit) as error:
        return error
    return envelope
