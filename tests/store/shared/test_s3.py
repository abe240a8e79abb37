"""Folders of runs in S3, as moto's server serves it on this machine."""

from __future__ import annotations

import os
import threading
import urllib.request

import pytest

from tests.store.shared.conftest import FILES, read
from zoo import paths
from zoo.errors import StoreError
from zoo.store.shared import SharedFiles, folder

moto = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")
s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed: pip install 'keras-zoo[s3]'")

SECRET = "canary-of-the-secret-key"


@pytest.fixture(scope="module")
def server():
    """The URL of a server with a bucket `team`."""
    running = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    running.start()
    address = "http://{}:{}".format(*running.get_host_and_port())
    s3fs.S3FileSystem(key="me", secret=SECRET, endpoint_url=address, skip_instance_cache=True).mkdir("team")
    yield address
    running.stop()


@pytest.fixture
def s3(server, monkeypatch):
    """Returns a function that returns the place at a URL, by default one of this test's own."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", server)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "me")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    monkeypatch.setattr(s3fs.S3FileSystem, "retries", 1)
    own = os.environ["PYTEST_CURRENT_TEST"].partition("[")[0].rpartition("::")[2].partition(" ")[0]

    def place(url=f"s3://team/{own}/zoö & more"):
        monkeypatch.setenv("ZOO_FILES", url)
        return SharedFiles.opened()

    return place


def refused(place):
    with pytest.raises(StoreError) as found:
        place.check()
    assert SECRET not in str(found.value)
    return found.value


def test_a_run_goes_there_and_comes_back(s3, done, other_machine):
    shared, run = s3(), done()
    shared.check()
    assert shared.runs() == {}
    shared.upload(run, paths.run_folder(run.name))
    assert set(shared.runs()) == {run.name}
    other_machine()
    assert read(folder(run)) == FILES


def test_it_is_gone_when_it_is_removed_and_nothing_else_is(s3, done):
    shared, run, other = s3(), done(), done("bbbb")
    for each in (run, other):
        shared.upload(each, paths.run_folder(each.name))
    shared.remove(run.name)
    assert set(shared.listing()) == {other.name}
    assert shared.manifest(run) is None
    assert list(shared.leftovers()) == []


def test_two_at_once_fetch_the_same_run(s3, done, other_machine):
    """That two upload it at once is tried in memory: moto fails where two write one object."""
    shared, run, failed = s3(), done(), []
    shared.upload(run, paths.run_folder(run.name))
    other_machine()

    def fetch():
        try:
            folder(run)
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=fetch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert read(paths.run_folder(run.name)) == FILES


def test_an_object_that_is_truncated_is_refused_and_mended(s3, done, tmp_path):
    shared, run = s3(), done()
    source = paths.run_folder(run.name)
    shared.upload(run, source)
    key = shared.manifest(run).files["weights.npz"].sha256
    shared.files.pipe_file(f"{shared.root}/{run.name}/{key}", FILES["weights.npz"][:100])
    with pytest.raises(StoreError, match=r"weights.npz of run aaaa.1 is damaged"):
        shared.fetch(run, shared.manifest(run), tmp_path / "half")
    shared.upload(run, source, anew=True)
    shared.fetch(run, shared.manifest(run), tmp_path / "whole")
    assert read(tmp_path / "whole") == FILES


def test_no_bucket(s3):
    error = refused(s3("s3://no-such-bucket/zoo"))
    assert error.message == "s3://no-such-bucket/zoo cannot be written and read."
    assert error.cause == "There is no such bucket or folder, or it is gone."


def test_no_credentials(s3, monkeypatch):
    place = s3()
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    error = refused(place)
    assert error.cause == "There are no credentials."
    assert error.hint.startswith("export AWS_ACCESS_KEY_ID=...")


def test_credentials_that_are_refused(s3, server):
    def auth(after):
        headers = {"Content-Type": "text/plain"}
        request = urllib.request.Request(f"{server}/moto-api/reset-auth", data=str(after).encode(), headers=headers)
        urllib.request.urlopen(request).close()

    auth(0)
    try:
        error = refused(s3())
    finally:
        auth("inf")
    assert error.message.endswith("cannot be written and read.")
    assert error.cause == "Who asks may not do that there."


def test_a_server_that_is_away(s3, monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    error = refused(s3())
    assert "Could not connect" in error.cause
