"""What Prometheus is told; one registry for each application."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
_ROWS = (1, 2, 4, 8, 16, 32, 64, 128)


class Metrics:
    """Counters of requests, answers, tokens and solids; safe to use from any thread."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "cad0_requests", "Requests by route and status", ["route", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.request_seconds = Histogram(
            "cad0_request_seconds", "From the first byte to the last", ["route"],
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.answers = Counter(
            "cad0_answers", "Answers by how they ended", ["outcome"], registry=self.registry
        )
        self.tokens = Counter("cad0_tokens", "Tokens written", registry=self.registry)
        self.first_token_seconds = Histogram(
            "cad0_first_token_seconds", "From the request to its first token",
            buckets=_SECONDS, registry=self.registry,
        )  # fmt: skip
        self.waiting = Gauge("cad0_waiting", "Answers that wait", registry=self.registry)
        self.rows = Histogram(
            "cad0_batch_rows", "Answers decoded together, by step", buckets=_ROWS,
            registry=self.registry,
        )  # fmt: skip
        self.solids = Counter(
            "cad0_solids", "Solids by how they ended", ["outcome"], registry=self.registry
        )
        self.ready = Gauge("cad0_ready", "1 once the model is loaded", registry=self.registry)

    def text(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)
