"""The endpoint under load, on loopback: latency, throughput, and what happens beyond capacity.

    python tests/bench/serve_bench.py MODEL       # 60 s at 1, 8 and 32 clients, 20 s at 256
    python tests/bench/serve_bench.py MODEL --dtype fp32 --seconds 10 --solid

Starts `cad0 serve` on a free port, asks it sentences of every variant as fast as so many clients
can, each waiting for its answer before it asks again, and stops it. An answer other than 200, or
429 and 503 beyond capacity, ends the run with an error. The clients are on the same cores; where
other work is too, the server's processor time a token says more than the rest.
"""

import argparse
import asyncio
import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from itertools import count
from pathlib import Path

import numpy as np
import psutil

from cad0_core.parts.sampling import of_every_variant

BEYOND, BEYOND_SECONDS = 256, 20.0
BUSY = {429, 503}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--dtype", default="torch", choices=("torch", "fp32", "q8"))
    parser.add_argument("--clients", default="1,8,32")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--solid", action="store_true", help="ask for the solid's figures too")
    args = parser.parse_args()
    bodies = [
        json.dumps({"prompt": part.text, "solid": args.solid}).encode()
        for part in of_every_variant(5, 1)
    ]
    port = free_port()
    command = [sys.executable, "-m", "cad0_core.cli", "serve", "--port", str(port)]
    server = subprocess.Popen([*command, "--model", str(args.model), "--dtype", args.dtype])
    try:
        await_ready(port, server)
        print("| clients | answers | a second | p50 ms | p95 ms | tokens a second | CPU ms a token "
              "| refused |\n|---|---|---|---|---|---|---|---|", flush=True)  # fmt: skip
        process = psutil.Process(server.pid)
        for clients in map(int, args.clients.split(",")):
            run(process, port, bodies, clients, args.seconds, allowed={200})
        seconds = min(args.seconds, BEYOND_SECONDS)
        run(process, port, bodies, BEYOND, seconds, allowed={200, *BUSY})
    finally:
        server.terminate()
        code = server.wait(60)
    if code:
        sys.exit(f"the server ended with {code}")


def run(
    server: psutil.Process, port: int, bodies: list[bytes], clients: int, seconds: float,
    allowed: set[int],
) -> None:  # fmt: skip
    """Ask with so many clients for so long, and print a row of the table."""
    started, busy = time.perf_counter(), processor_seconds(server)
    found = asyncio.run(crowd(port, bodies, clients, seconds))
    wall, busy = time.perf_counter() - started, processor_seconds(server) - busy
    statuses = Counter(status for status, _, _ in found)
    if set(statuses) - allowed or not statuses[200]:
        sys.exit(f"{clients} clients were answered with {dict(statuses)}")
    times = np.array([took for status, took, _ in found if status == 200]) * 1000
    tokens = sum(tokens for _, _, tokens in found)
    refused = sum(statuses[status] for status in BUSY)
    p50, p95 = np.percentile(times, [50, 95])
    print(
        f"| {clients} | {len(times)} | {len(times) / wall:.1f} | {p50:.0f} | {p95:.0f} "
        f"| {tokens / wall:.0f} | {busy / tokens * 1000:.2f} | {refused} |",
        flush=True,
    )


def processor_seconds(server: psutil.Process) -> float:
    times = server.cpu_times()
    return float(times.user + times.system)


Answer = tuple[int, float, int]  # status, seconds, tokens


async def crowd(port: int, bodies: list[bytes], clients: int, seconds: float) -> list[Answer]:
    end, turn, found = time.perf_counter() + seconds, count(), list[Answer]()

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            answer = await ask(reader, writer, bodies[next(turn) % len(bodies)])
            found.append(answer)
            if answer[0] in BUSY:
                await asyncio.sleep(0.2)  # less than Retry-After says: this is no polite crowd
        writer.close()

    await asyncio.gather(*(client() for _ in range(clients)))
    return found


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, body: bytes) -> Answer:
    """One request on a kept connection; as little work as a client can do."""
    started = time.perf_counter()
    writer.write(
        b"POST / HTTP/1.1\r\nHost: cad0\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    )
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
    answer = json.loads(await reader.readexactly(length))
    return int(head.split()[1]), time.perf_counter() - started, answer.get("tokens", 0)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def await_ready(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if server.poll() is not None:
            sys.exit("the server did not start")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    sys.exit("the server was not ready in time")


if __name__ == "__main__":
    main()
