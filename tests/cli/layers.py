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


class PrintLayers(Case):
    SOURCE = """
component service server {
  memory = 1GiB
  image  = debian
  on     = ops
  cpus   = 0.1
  args   = ["a"]
  env { LEVEL = "info", KEPT = "yes" }
}
service api from server {
  memory = 2GiB
  args  += ["b"]
  env { LEVEL = "debug" }
}
environment staging {
  change every service { memory = 512MiB }
  change api { env { LEVEL = "trace" }, remove env.KEPT }
}
"""

    def setUp(self):
        super().setUp()
        self.cluster(more=self.SOURCE)

    def layers(self, words, *more):
        result = self.herdc("build", f"--print=layers", words, "--env", "staging", *more)
        self.assert_code(result, 0)
        self.assertFalse((self.directory / "generated").exists())
        return [" ".join(line.split()) for line in result.out.splitlines()]

    def test_a_field(self):
        self.assertEqual(self.layers("api.memory"), [
            "api.memory = 512MiB",
            "1GiB cluster.herd:13 component `server`",
            "2GiB cluster.herd:21 the block itself",
            "* 512MiB cluster.herd:26 environment `staging`, `change every service`"])

    def test_a_list(self):
        self.assertEqual(self.layers("api.args"), [
            'api.args = ["a", "b"]',
            '* ["a"] cluster.herd:17 component `server`',
            '* += ["b"] cluster.herd:22 the block itself'])

    def test_an_entry(self):
        self.assertEqual(self.layers("api.env.LEVEL", "cluster.herd"), [
            'api.env.LEVEL = "trace"',
            '"info" cluster.herd:18 component `server`',
            '"debug" cluster.herd:23 the block itself',
            '* "trace" cluster.herd:27 environment `staging`, `change`'])
        self.assertEqual(self.layers("api.env.KEPT"), [
            "api.env.KEPT = nothing",
            '"yes" cluster.herd:18 component `server`',
            "remove env.KEPT cluster.herd:27 environment `staging`, `change`"])

    def test_a_default_and_what_nobody_writes(self):
        self.assertEqual(self.layers("api.restart")[1], '* "always" std:defaults/service:2 default')
        self.assertEqual(self.layers("api.user"), ["api.user = nothing", "nobody writes it"])

    def test_the_path_goes_before_a_name_in_the_tree(self):
        self.cluster(more=self.SOURCE + 'image other { name = "api", base = std.debian.base, steps = [] }\n')
        self.assertEqual(self.layers("api.memory")[0], "api.memory = 512MiB")

    def test_routes(self):
        self.cluster(more=self.SOURCE + '''
let names = ["one", "two"]
proxy edge {
  on = ops
  memory = 64MiB
  cpus = 0.1
  route for name in names { host = "\\(name).example.com", servers = ["10.9.0.1:80"] }
  route "\\(names[0])s.example.com" { servers = ["10.9.0.2:80"] }
}
''')
        for name, text in ("two", "{ host = \""), ("ones", '{ servers = ["10.9.0.2:80"] }'):
            _, written = self.layers(f"edge.route.{name}.example.com")
            self.assertIn(text, written)
            self.assertIn("the block itself", written)

    def test_a_block_that_is_not_there(self):
        self.cluster(more=self.SOURCE + 'service last from server { on = ops, env if 1 > 2 { LEVEL = "none" } }\n')
        self.assertEqual(self.layers("last.env.LEVEL")[0], 'last.env.LEVEL = "info"')
        self.assertEqual(len(self.layers("last.env.LEVEL")), 2)

    def test_a_condition_that_reads_another_block(self):
        self.cluster(more=self.SOURCE + 'service last from server { on = ops, env if api.env.LEVEL == "trace" { SEEN = "1" } }\n')
        self.assertIn('* { SEEN = "1" }', self.layers("last.env")[-2] + self.layers("last.env")[-1])
        self.assertEqual(self.layers("last.env.SEEN")[0], 'last.env.SEEN = "1"')

    def test_what_is_not_there(self):
        for words, hint in ("ap.memory", "`api`"), ("api.memroy", "`memory`"):
            result = self.herdc("check", "--print=layers", words, "--env=staging")
            self.assert_code(result, 2)
            self.assertIn(f"did you mean {hint}?", result.err)
        self.assert_code(self.herdc("check", "--print=layers", "--env=staging"), 2)
        self.assert_code(self.herdc("check", "cluster.herd", "more.herd"), 2)

    def test_an_error_is_told(self):
        self.cluster(more=self.SOURCE.replace("1GiB", "1GB"))
        self.assert_code(self.herdc("check", "--print=layers", "api.memory", "--env=staging"), 1)


class Without(Case):
    def test_an_environment_that_no_project_has(self):
        self.cluster()
        self.assert_one(self.herdc("check", "--env", "staging"), "HERD2045")


if __name__ == "__main__":
    main()
