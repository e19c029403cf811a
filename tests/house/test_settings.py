"""Every variable that the settings read is explained in .env.example."""

import re

from cyberdip.launch.folders import ROOT

READ = re.compile(r"environment\.(?:text|flag|words)\(\s*\"(\w+)\"")


def test_every_variable_is_explained():
    read = set(READ.findall((ROOT / "cyberdip" / "settings.py").read_text()))
    explained = set(re.findall(r"^(?:# )?(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert read - explained == set()
    assert "DATABASE_URL" in read
