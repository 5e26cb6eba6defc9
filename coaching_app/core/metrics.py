"""Counts what the process does, in the Prometheus format."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)

REQUEST_SECONDS = Histogram(
    "http_request_seconds",
    "Time to answer an HTTP request, by route template.",
    ("method", "route", "status"),
    buckets=_SECONDS,
    registry=REGISTRY,
)
EVENT_SECONDS = Histogram(
    "event_seconds", "Time to handle a page event.", ("event",), buckets=_SECONDS, registry=REGISTRY
)
QUERY_SECONDS = Histogram(
    "database_query_seconds",
    "Time of a database statement.",
    ("kind",),
    buckets=(0.0001, 0.0005, *_SECONDS),
    registry=REGISTRY,
)
ERRORS = Counter(
    "errors_total", "Unexpected failures, by where they surfaced.", ("where",), registry=REGISTRY
)
REFUSALS = Counter(
    "refusals_total", "Requests and events refused by the wall.", ("reason",), registry=REGISTRY
)
ACTIVE_PEOPLE = Gauge("active_people", "People seen in the last five minutes.", registry=REGISTRY)
JOBS = Counter("jobs_total", "Background jobs, by how they ended.", ("kind", "end"), registry=REGISTRY)
AI_RUNS = Counter(
    "ai_runs_total", "Answers of the coach, by provider and end.", ("provider", "end"), registry=REGISTRY
)
