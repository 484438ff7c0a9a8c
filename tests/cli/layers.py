"""Environments and params on the command line: what is asked for, what is written, and whose numbers are kept."""
import json

from herdc import Case, main

ENVIRONMENTS = """
param size : bytes = 64MiB
param ids  : int = 1
param racks : list(text) = []
environment production { size = 128MiB }
environment staging { change web { restart = "no" }, change ops { hosts = "stage[1..2]" } }
"""


class Environments(Case):
    def setUp(self):
        super().setUp()
        self.cluster(more=ENVIRONMENTS)
        self.edit("memory = 64MiB", "memory = size")
        self.edit("ID = host.ordinal", "ID = host.ordinal, IDS = ids")

    def edit(self, old, new):
        path = self.directory / "cluster.herd"
        path.write_text(path.read_text().replace(old, new))

    def script(self, tree):
        return (self.directory / f"generated/{tree}/core/web.sh").read_text()

    def rows(self):
        return json.loads((self.directory / "herd.lock").read_text())["ordinals"]

    def test_each_command_asks_for_one(self):
        for command in "build", "check", "lock":
            result = self.herdc(command)
            self.assert_one(result, "HERD2044")
            self.assertIn("`--env production` and `--env staging`", result.err)

    def test_an_unknown_one(self):
        result = self.herdc("check", "--env", "stagin")
        self.assert_one(result, "HERD2045")
        self.assertIn("did you mean `staging`?", result.err)

    def test_a_tree_and_numbers_for_each(self):
        self.assert_code(self.herdc("build", "--env", "production"), 0)
        self.assert_code(self.herdc("build", "--env", "staging"), 0)
        self.assertIn("--memory=128m", self.script("demo-production"))
        self.assertIn("--memory=64m", self.script("demo-staging"))
        self.assertEqual(self.rows(), {
            "demo-production": {"web": {"ops1": 1, "ops2": 2, "ops3": 3}},
            "demo-staging": {"web": {"stage1": 1, "stage2": 2}}})

    def test_numbers_from_before_the_first_environment(self):
        self.lock(ordinals={"ops3": 1, "ops1": 2, "gone": 3})
        self.assert_code(self.herdc("build", "--env", "staging"), 0)
        self.assert_code(self.herdc("build", "--env", "production"), 0)
        rows = self.rows()
        self.assertEqual(rows["demo-staging"]["web"], {"stage1": 1, "stage2": 2})
        self.assertEqual(rows["demo-production"]["web"], {"ops3": 1, "ops1": 2, "ops2": 3})

    def test_param_is_above_all(self):
        self.assert_code(self.herdc("build", "--env", "production", "--param", "size=256MiB", "--param", "ids=7"), 0)
        self.assertIn("--memory=256m", self.script("demo-production"))

    def test_param_of_the_wrong_type(self):
        for text in "size=many", "size=12", "ids=1.5", "ids=many", "racks=a":
            result = self.herdc("check", "--env", "production", "--param", text)
            self.assertIn(f"--param {text.split('=')[0]}", result.err)
            self.assert_code(result, 1)

    def test_unknown_param(self):
        result = self.herdc("check", "--env", "production", "--param", "siez=1GiB")
        self.assert_one(result, "HERD2046")
        self.assertIn("did you mean `size`?", result.err)

    def test_param_without_value(self):
        self.assert_code(self.herdc("check", "--param", "size"), 2)


class Without(Case):
    def test_an_environment_that_no_project_has(self):
        self.cluster()
        self.assert_one(self.herdc("check", "--env", "staging"), "HERD2045")


if __name__ == "__main__":
    main()
