"""What is said of the machine's clock and zones, of the shipped files, and of ports."""

import importlib.resources
import socket
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path

import pytest

from replay.cli.doctor.check import attempt
from replay.cli.doctor.machine import check_clock, check_ports, check_rules, check_streams, check_zones

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_check_zones_is_ok_here() -> None:
    """Europe/Moscow resolves to the offset of 2020."""
    assert check_zones().state == "ok"


@pytest.mark.parametrize("data", ["not a zone", "Asia/Tokyo"])
def test_check_zones_with_broken_system_data_is_a_problem(data: str, tmp_path: Path) -> None:
    """A file of the system that is damaged, or of another zone, is told, with how to get round it."""
    (tmp_path / "Europe").mkdir()
    (tmp_path / "Europe" / "Moscow").write_bytes(_zone_file(data))
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath([tmp_path])
    zoneinfo.ZoneInfo.clear_cache()
    try:
        check = check_zones()
    finally:
        zoneinfo.reset_tzpath(before)
        zoneinfo.ZoneInfo.clear_cache()
    assert check.state == "problem"
    assert "PYTHONTZPATH" in check.advice


def _zone_file(data: str) -> bytes:
    area, _, city = data.partition("/")
    file = importlib.resources.files("tzdata").joinpath("zoneinfo", area, city)
    return file.read_bytes() if city else data.encode()


def test_check_clock_that_stands_in_the_past_is_a_problem() -> None:
    """A machine without a battery begins in 1970."""
    assert check_clock(datetime(1970, 1, 1, tzinfo=UTC), {}).state == "problem"


@pytest.mark.parametrize("zone", ["", "UTC", ":Europe/Moscow", "CET", "MSK-3", "<+03>-3", "CET-1CEST,M3.5.0,M10.5.0/3"])
def test_check_clock_with_a_zone_is_ok(zone: str) -> None:
    """Names, POSIX forms and no zone at all are what TZ may hold."""
    assert check_clock(NOW, {"TZ": zone}).state == "ok"


@pytest.mark.parametrize("zone", ["Europe/Mosco", "Moscow", "/no/such/file", "../x"])
def test_check_clock_with_a_zone_that_nobody_knows_is_a_warning(zone: str) -> None:
    """The system takes such a zone for UTC without a word."""
    check = check_clock(NOW, {"TZ": zone})
    assert check.state == "warning"
    assert zone in check.found


def test_check_rules_counts_the_shipped_packs() -> None:
    """They load."""
    assert check_rules().state == "ok"


def test_check_rules_without_files_is_a_problem(tmp_path: Path) -> None:
    """An incomplete installation is told, not raised."""
    assert attempt("rules", lambda: check_rules(tmp_path)).state == "problem"
    assert attempt("rules", lambda: check_rules(tmp_path / "away")).state == "problem"


def test_check_rules_with_a_mistake_is_a_problem_at_its_line(tmp_path: Path) -> None:
    """A pack that somebody edited is told with its place."""
    (tmp_path / "mine.yaml").write_text("version: 1\nrules:\n  - id: fire\n    mtach: fire\n")
    check = attempt("rules", lambda: check_rules(tmp_path))
    assert check.state == "problem"
    assert "mine.yaml:3:5  match rule 'fire' has no key 'match'" in check.found


def test_check_streams_opens_the_shipped_day() -> None:
    """The day of Idlib is there."""
    assert "idlib (16 updates)" in check_streams().found


def test_check_ports_says_which_are_taken() -> None:
    """Somebody listens on one of two ports."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        taken, free = server.getsockname()[1], other.getsockname()[1]
        other.close()
        assert check_ports((taken, free)).found.startswith(f"{taken} is taken")
        assert check_ports((free,)).found == f"{free} are free"
