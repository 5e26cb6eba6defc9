"""What the measurements run on: the product with people in it, a bare site, and a minimal Reflex counter."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
QUIET = {"RATE_LIMIT_PER_MINUTE": "10000000", "LOG_LEVEL": "WARNING"}
COUNTER = '''"""The smallest page with a state."""
import reflex as rx

class Counter(rx.State):
    n: int = 0

    @rx.event
    def bump(self):
        self.n += 1

def index():
    return rx.el.main(rx.el.h1("Counter"), rx.el.button("more", on_click=Counter.bump, id="more"), rx.el.p(Counter.n, id="n"))

app = rx.App()
app.add_page(index, route="/")
'''
SERVE_COUNTER = """
import sys
from pathlib import Path
from coaching_app.launcher import server
server.APP = "counter.counter"
server.serve("127.0.0.1", int(sys.argv[1]), Path(sys.argv[2]))
"""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a login."""

    id: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Site:
    """Something that listens; `group` is its process group, `data` where the product keeps everything."""

    url: str
    group: int
    data: Path | None = None


def use_keys_of(data: Path) -> None:
    """Work with the keys of this data folder: an audit trail goes on with those it began with."""
    from coaching_app.core.secret_files import get_keyring
    from coaching_app.core.settings import get_settings

    os.environ["DATA_DIR"] = str(data)
    get_settings.cache_clear()
    get_keyring.cache_clear()


async def populate(data: Path, people: int, tasks: int) -> list[Person]:
    """That many people with a login and that many tasks each, in the first tenant."""
    from datetime import timedelta

    from sqlalchemy import select

    from coaching_app.access.logins import start_login
    from coaching_app.core.clock import now
    from coaching_app.db.engine import open_database
    from coaching_app.db.unit_of_work import ALL_TENANTS, unit_of_work, use_database
    from coaching_app.models import Membership, Task, Tenant, User

    use_keys_of(data)
    database = open_database(f"sqlite+aiosqlite:///{data}/coaching.db")
    use_database(database)
    made: list[Person] = []
    today = now().date()
    async with unit_of_work(ALL_TENANTS) as db:
        tenant = (await db.scalars(select(Tenant))).one()
        for number in range(people):
            user = User(email=f"p{number}@example.org", display_name=f"Person {number}")
            db.add(user)
            await db.flush()
            db.add(Membership(tenant_id=tenant.id, user_id=user.id, role="mentee"))
            for task in range(tasks):
                db.add(Task(tenant_id=tenant.id, owner_id=user.id, title=f"Task {task} of {number}: call somebody",
                            due_on=today + timedelta(days=task % 9), estimate_minutes=25))  # fmt: skip
            secret = await start_login(
                db, user_id=user.id, tenant_id=tenant.id, device="bench", address="bench"
            )
            made.append(Person(user.id, f"__Host-login={secret}"))
    use_database(None)
    await database.dispose()
    return made


@asynccontextmanager
async def product(people: int = 0, tasks: int = 0) -> AsyncIterator[tuple[Site, list[Person]]]:
    """The product as a self-hoster runs it, on data of its own, set up and with people in it."""
    from tests.support.live_server import LiveServer

    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        server = LiveServer(Path(folder), dict(QUIET))
        await asyncio.to_thread(server.start)
        try:
            await asyncio.to_thread(server.set_up)
            made = await populate(Path(folder) / "data", people, tasks)
            assert server.process is not None
            yield Site(server.url, server.process.pid, Path(folder) / "data"), made
        finally:
            await asyncio.to_thread(server.end)


@contextmanager
def running(command: list[str], port: int, **environment: str) -> Iterator[Site]:
    """A command that serves on a port, until the block ends."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        url = f"http://127.0.0.1:{port}"
        wait_for(url + "/", process)
        yield Site(url, process.pid)
    finally:
        end(process)


def end(process: "subprocess.Popen[bytes]") -> None:
    """Stop a process group, in the end by force."""
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(8)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(5)


def wait_for(url: str, process: "subprocess.Popen[bytes]", seconds: float = 30) -> float:
    """How long from now to the first 200, in seconds."""
    began = time.perf_counter()
    while time.perf_counter() - began < seconds:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                answer.read()
            return time.perf_counter() - began
        except OSError:
            time.sleep(0.01)
    raise TimeoutError(url)


def free_port() -> int:
    """A port nobody listens on."""
    from tests.support.live_server import free_port as find

    return find()


@lru_cache(maxsize=1)
def counter_folder() -> Path:
    """A minimal Reflex app, built with the Reflex and the configuration of the product, without its extra build steps."""
    import atexit

    from coaching_app.launcher.build import EXPORT, tools_environment

    folder = Path(tempfile.mkdtemp(prefix="bench-counter-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "counter").mkdir()
    (folder / "counter" / "__init__.py").touch()
    (folder / "counter" / "counter.py").write_text(COUNTER)
    config = (ROOT / "rxconfig.py").read_text().replace('app_name="coaching_app"', 'app_name="counter"')
    config = config.replace(", FewerFiles(), StylesInside()", "")
    (folder / "rxconfig.py").write_text(config)
    lock = ROOT / "reflex.lock"
    if lock.is_dir():
        shutil.copytree(lock, folder / "reflex.lock")
    modules = ROOT / ".web" / "node_modules"
    if modules.is_dir():
        shutil.copytree(modules, folder / ".web" / "node_modules", symlinks=True, copy_function=os.link)
    built = subprocess.run(
        [sys.executable, *EXPORT],
        cwd=folder,
        env=tools_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if not (folder / ".web/build/client/index.html").is_file():
        raise RuntimeError("the counter could not be built\n" + built.stdout[-3000:] + built.stderr[-3000:])
    return folder


@contextmanager
def counter() -> Iterator[Site]:
    """The counter, served by the launcher of the product."""
    folder, port = counter_folder(), free_port()
    path = f"{folder}{os.pathsep}{ROOT}"
    with running(
        [sys.executable, "-c", SERVE_COUNTER, str(port), str(folder)], port, PYTHONPATH=path
    ) as site:
        yield site


@contextmanager
def bare(payload: bytes, kind: str = "application/json") -> Iterator[Site]:
    """A Starlette with one route that answers the same bytes, on the server of the product."""
    with tempfile.NamedTemporaryFile() as file:
        Path(file.name).write_bytes(payload)
        port = free_port()
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "asgi",
            "--workers",
            "1",
            "--port",
            str(port),
        ]
        with running(
            [*command, "benchmarks.bare_site:app"], port, BARE_PAYLOAD=file.name, BARE_KIND=kind
        ) as site:
            yield site


def process_group(group: int) -> list[int]:
    """The processes of a group."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(stat.read_text().rpartition(")")[2].split()[2]) == group:
                found.append(int(stat.parent.name))
        except OSError:
            continue
    return found


def memory(group: int, kind: str = "Pss") -> float:
    """Memory of a process group in MB; Pss counts what processes share once."""
    total = 0
    for process in process_group(group):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{kind}:"):
                total += int(line.split()[1])
    return total / 1024


def processor_seconds(group: int) -> float:
    """Processor time a process group has used."""
    total = 0
    for process in process_group(group):
        parts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        total += int(parts[11]) + int(parts[12])
    return total / os.sysconf("SC_CLK_TCK")
