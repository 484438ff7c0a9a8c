"""examples/factual/as-posted.herd: each mistake of the post has its message, and nothing else has one."""
import pathlib
import re
import subprocess
import unittest

from herdc import HERDC

EXAMPLE = pathlib.Path(__file__).resolve().parents[2] / "examples/factual"
FOUND = [  # what the line says, and the code
    ("host_path = \"/disk/ssd/data/zookeeper/data\"", "HERD4113"),
    ("restart = \"on-failure:10\"", "HERD4111"),
    ("ZK_SERVER_ID = (host.number", "HERD4114"),
    ("restart  = \"on-failure:10\"", "HERD4111"),
    ("IP             = host.address", "HERD4112"),
    ("restart   = \"on-failure:10\"", "HERD4111"),
    ("ports { http = 4400 }", "HERD6321"),
    ("check = \"/master/state.json\"", "HERD6410"),
]


class AsPosted(unittest.TestCase):
    def test_each_mistake_is_found(self):
        run = subprocess.run([HERDC, "check", str(EXAMPLE / "as-posted.herd")], capture_output=True, text=True)
        lines = (EXAMPLE / "as-posted.herd").read_text().splitlines()
        said = re.findall(r"^\S*as-posted.herd:(\d+):\d+: (?:error|warning)\[(HERD\d+)\]", run.stderr, re.M)
        self.assertEqual([code for _, code in said], [code for _, code in FOUND], run.stderr)
        for (line, _), (text, _) in zip(said, FOUND):
            self.assertIn(text, lines[int(line) - 1])


if __name__ == "__main__":
    unittest.main()
