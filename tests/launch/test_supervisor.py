"""Who is started again, and what ends everything."""

import pytest

from cyberdip.launch import processes, supervisor
from cyberdip.launch.refusal import Refusal
from cyberdip.launch.supervisor import Crew


@pytest.fixture
def starter(tmp_path):
    """Starts programs that wait, or that say something and end."""
    started = []

    def start(*command):
        def again():
            started.append(processes.start("the program", command, log=tmp_path / "log"))
            return started[-1]

        return again

    start.started = started
    yield start
    for child in started:
        processes.stop(child, patience=1)


def test_a_program_that_ends_after_a_while_is_started_again(starter, monkeypatch, capsys):
    monkeypatch.setattr(supervisor, "SHORT_LIFE", 0)
    crew = Crew()
    first = crew.add(starter("sleep", "60"))
    first.process.kill()
    first.process.wait()
    crew.look()
    assert len(starter.started) == 2
    assert not starter.started[1].ended()
    assert "started again; its log is" in capsys.readouterr().out


def test_a_program_that_ends_at_once_ends_all_with_its_last_words(starter):
    crew = Crew()
    crew.add(starter("sh", "-c", "echo no module named cyberdip; exit 3")).process.wait()
    with pytest.raises(Refusal, match="(?s)the program stopped by itself.*no module named cyberdip"):
        crew.look()


def test_a_lost_server_ends_all(starter):
    server = starter("sh", "-c", "echo out of memory")()
    server.process.wait()
    with pytest.raises(Refusal, match="(?s)stopped by itself.*out of memory"):
        Crew(servers=[server]).look()


def test_all_are_asked_before_one_is_waited_for(starter):
    crew = Crew()
    for _ in range(3):
        crew.add(starter("sleep", "60"))
    crew.dismiss()
    assert all(child.ended() for child in starter.started)
