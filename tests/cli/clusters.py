"""Several clusters: a tree for each, written or refused together, rows of herd.lock for each."""
import json

from herdc import BASES, Case, main

TWO = """\
component cluster site {
  param other : cluster
  machines ops { hosts = "\\(cluster.name)[1..2]", address = "10.0.0.\\(host.number)" }
  service web { image = debian, on = ops, memory = 64MiB, cpus = 0.1, env { ID = host.ordinal, PEER = other.domain } }
}
base debian { repository = "docker.io/library/debian", tag = "bookworm-20260824-slim" }
cluster east from site { domain = "east.example.com", other = west }
cluster west from site { domain = "west.example.com", other = east }
"""


class Clusters(Case):
    def setUp(self):
        super().setUp()
        self.write("herd.lock", json.dumps({"bases": BASES, "version": 1}))
        self.write("cluster.herd", TWO)

    def script(self, tree):
        return self.directory / f"generated/{tree}/core/web.sh"

    def test_a_tree_and_rows_for_each(self):
        result = self.herdc("build")
        self.assert_code(result, 0)
        self.assertIn("--env=PEER=west.example.com", self.script("east").read_text())
        self.assertIn("--env=PEER=east.example.com", self.script("west").read_text())
        rows = json.loads((self.directory / "herd.lock").read_text())["ordinals"]
        self.assertEqual(rows, {"east": {"web": {"east1": 1, "east2": 2}}, "west": {"web": {"west1": 1, "west2": 2}}})
        before = self.files()
        self.assert_code(self.herdc("build", "--locked"), 0)
        self.assertEqual(self.files(), before)

    def test_locked_refuses_to_add_rows(self):
        before = self.files()
        result = self.herdc("build", "--locked")
        self.assert_code(result, 1)
        self.assertIn("[HERD7005]", result.err)
        self.assertEqual(self.files(), before)

    def test_an_edit_in_one_leaves_all(self):
        self.assert_code(self.herdc("build"), 0)
        self.script("west").write_text("edited\n")
        self.write("cluster.herd", TWO.replace("64MiB", "65MiB"))
        before = self.files()
        result = self.herdc("build")
        self.assert_one(result, "HERD7022")
        self.assertEqual(self.files(), before)

    def test_only_what_changed_is_written(self):
        self.assert_code(self.herdc("build"), 0)
        before = self.files()
        self.write("cluster.herd", TWO + "\n" + TWO.split("\n")[-2].replace("west", "north").replace("east", "west"))
        result = self.herdc("build")
        self.assert_code(result, 0)
        after = self.files()
        self.assertEqual(before["generated/east/core/web.sh"], after["generated/east/core/web.sh"])
        self.assertIn("generated/north/core/web.sh", after)

    def test_an_error_in_one_writes_nothing(self):
        self.write("cluster.herd", TWO.replace('other = east }', 'other = east, change web { memory = "x" } }'))
        self.assert_code(self.herdc("build"), 1)
        self.assertFalse((self.directory / "generated").exists())

    def test_tests_see_all_of_them(self):
        self.write("cluster.herd", TWO + """
test "both" {
  require count(every(service)) == 2
  require east.web.memory == 64MiB
  require artifact("west/core/web.sh").mode == "0755"
}
""")
        result = self.herdc("test")
        self.assert_code(result, 0)

    def test_environments(self):
        self.write("cluster.herd", TWO + 'environment staging { change west.web { memory = 32MiB } }\n')
        self.assert_code(self.herdc("build", "--env", "staging"), 0)
        self.assertIn("--memory=32m", self.script("west-staging").read_text())
        self.assertIn("--memory=64m", self.script("east-staging").read_text())


main()
