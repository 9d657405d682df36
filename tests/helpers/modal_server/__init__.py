"""A stand-in of Modal's control plane on the loopback device, for tests without an account.

It speaks the protocol whose definitions the modal package ships and runs deployed functions in
processes of their own, through modal's own container entrypoint. What it does not know it
refuses. It decides nothing that only the real cloud decides: no image is built, no GPU is there.
"""

from modal_server.server import ModalServer

__all__ = ["ModalServer"]
