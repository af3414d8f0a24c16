"""Measures the latency of a cached page, alone and while other clients request uncached pages.

It starts the register's web server with one process, or measures the one at `--port`. The numbers that last are the
ratios to the first line; the milliseconds are this machine's. It reads the register that is there, and needs a history
of a day: `--known-on` is any day that the register knew something.
"""

import argparse
import itertools
import multiprocessing
import os
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, timedelta
from http.client import HTTPConnection
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PROJECT))

from config.settings import THREADS  # noqa: E402, after the path

CACHED = "/"
Addresses = Callable[[int], str]


def answer(connection: HTTPConnection, path: str) -> int:
    headers = {"Host": "localhost", "X-Forwarded-Proto": "https", "Accept-Encoding": "gzip"}
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    response.read()
    return response.status


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(port: int) -> Iterator[None]:
    options = f"--interface wsgi --port {port} --workers 1 --blocking-threads {THREADS} --log-level critical"
    command = [sys.executable, "-m", "granian", *options.split(), "config.wsgi:application"]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | {"HTTPS": "false"})  # noqa: S603
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


def wait_for(port: int) -> None:
    for _ in range(300):
        try:
            if answer(HTTPConnection("127.0.0.1", port), "/halsa/") == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("the server does not answer")


def read_on(port: int, readers: int, addresses: Addresses, ending: object, statuses: object) -> None:
    """Clients with a connection each, which never request the same page twice."""
    numbers, counts = itertools.count(), Counter()

    def read() -> None:
        connection = HTTPConnection("127.0.0.1", port)
        while not ending.is_set():
            counts[answer(connection, addresses(next(numbers)))] += 1

    threads = [threading.Thread(target=read) for _ in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses.put(counts)


@contextmanager
def beside(port: int, readers: int, addresses: Addresses, counts: Counter) -> Iterator[None]:
    """Runs the clients in a separate process, so that they do not slow the measurement."""
    processes = multiprocessing.get_context("fork")
    ending, statuses = processes.Event(), processes.Queue()
    process = processes.Process(target=read_on, args=(port, readers, addresses, ending, statuses))
    process.start()
    time.sleep(1)
    try:
        yield
    finally:
        ending.set()
        counts.update(statuses.get())
        process.join()


def latencies(port: int, rounds: int) -> list[float]:
    connection = HTTPConnection("127.0.0.1", port)
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        if (status := answer(connection, CACHED)) != 200:
            raise SystemExit(f"{CACHED} was answered with {status}")
        taken.append(1000 * (time.perf_counter() - begun))
    return sorted(taken)


def measure(port: int, rounds: int, known_on: str) -> None:
    def of_the_past(number: int) -> str:
        return (
            f"/kommuner/?enligt={known_on}&per={date(2000, 1, 1) + timedelta(days=number + 1000 * os.getpid() % 7000)}"
        )

    loads: list[tuple[str, int, Addresses | None]] = [
        ("alone", 0, None),
        ("12 readers of the past", 12, of_the_past),
        ("16 readers, /?z=1, 2, 3 …", 16, lambda number: f"/?z={number}"),
        ("16 readers, /kommuner/?q=…", 16, lambda number: f"/kommuner/?q={number}"),
    ]
    answer(HTTPConnection("127.0.0.1", port), CACHED)
    print(f"{CACHED + ' from the cache':<28}{'median':>11}{'99 %':>11}{'times':>8}{'times':>8}  others")  # noqa: T201
    base: list[float] = []
    for name, readers, addresses in loads:
        counts: Counter[int] = Counter()
        if addresses:
            with beside(port, readers, addresses, counts):
                taken = latencies(port, rounds)
        else:
            taken = latencies(port, rounds)
        found = [statistics.median(taken), taken[int(len(taken) * 0.99) - 1]]
        base = base or found
        ratios = "".join(f"{value / first:>7.1f}×" for value, first in zip(found, base, strict=True))
        others = ", ".join(f"{number} × {status}" for status, number in sorted(counts.items()))
        print(f"{name:<28}{found[0]:>8.1f} ms{found[1]:>8.1f} ms{ratios}  {others}", flush=True)  # noqa: T201


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, help="of a server that runs already")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--known-on", default=str(date.today()))  # noqa: DTZ011
    arguments = parser.parse_args()
    port = arguments.port or free_port()
    with nullcontext() if arguments.port else server(port):
        wait_for(port)
        measure(port, arguments.rounds, arguments.known_on)


if __name__ == "__main__":
    main()
