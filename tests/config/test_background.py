from threading import Event

import pytest

from config.background import Worker


def test_failed_task_does_not_stop_the_thread(caplog: pytest.LogCaptureFixture) -> None:
    worker, done = Worker("test"), Event()
    worker.submit(lambda: 1 / 0)
    worker.submit(done.set)
    assert done.wait(10)
    worker.tasks.join()
    assert "A task of test failed." in caplog.text


def test_full_queue_refuses_without_waiting() -> None:
    worker, started, go_on = Worker("test", waiting=1), Event(), Event()

    def hold() -> None:
        started.set()
        go_on.wait(10)

    assert worker.submit(hold)
    assert started.wait(10)
    assert worker.submit(hold)
    assert not worker.submit(hold)
    go_on.set()
    worker.tasks.join()
