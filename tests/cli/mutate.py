"""`herdc test --mutate`: which changes of the sources no test, rule or lint notices."""
from herdc import Case, main

CLUSTER = """\
cluster demo { domain = "example.com", registry = "registry.example.com:5000" }
machines ops { hosts = ["ops[1..2]", "ops3"], address = "10.0.0.\\(host.number)" }
base debian { repository = "docker.io/library/debian", tag = "bookworm-20260824-slim" }
volume data { host_path = "/srv/data" }
service web {
  image  = debian
  on     = ops
  memory = 64MiB
  cpus   = 0.5
  ports { http = 8080, admin = 9090 }
  mounts { "/data" = data, "/more" = { volume = data, read_only = true } }
}
"""
NOTHING = 'test "nothing" { require true }\n'
ALL = """
test "all of it" {
  require count(web.hosts) == 3
  require count(ops.hosts) == 3
  require web.memory == 64MiB and web.cpus == 0.5
  require web.ports.http.machine == 8080 and web.ports.admin.machine == 9090
  require keys(web.mounts) == ["/data", "/more"]
}
"""


class Mutate(Case):
    def mutate(self, tests, *more, cluster=CLUSTER):
        self.lock()
        self.write("cluster.herd", cluster + tests)
        before = self.files()
        result = self.herdc("test", "--mutate", *more)
        self.assertEqual(self.files(), before)
        return result

    def test_HERD4105_without_tests_every_change_is_shown(self):
        result = self.mutate(NOTHING)
        self.assert_code(result, 1)
        for words in ("the last host is gone: \"ops[1..1]\"", "this host is gone", "this number is lower: 32MiB",
                      "this number is lower: 0.25", "these ports are swapped: 9090, 8080", "this mount is gone"):
            self.assertIn(words, result.out)
        self.assertEqual(result.out.count("[HERD4105]"), 7)
        self.assertTrue(result.out.endswith("8 changes: 1 noticed (0 by tests, 1 by errors, rules and lints), 7 not\n"), result.out)

    def test_tests_that_look_at_all_of_it(self):
        result = self.mutate(ALL)
        self.assert_code(result, 0)
        self.assertEqual(result.out, "8 changes: 8 noticed (8 by tests, 0 by errors, rules and lints), 0 not\n")

    def test_rules_notice(self):
        result = self.mutate('policy p1 { require all([for n, s in every(service): s.memory >= 64MiB and s.cpus >= 0.5]) }\n')
        self.assert_code(result, 1)
        self.assertIn("8 changes: 3 noticed (0 by tests, 3 by errors, rules and lints), 5 not", result.out)

    def test_lints_notice(self):
        result = self.mutate("", cluster=CLUSTER.replace('["ops[1..2]", "ops3"]', '"ops[1..2]"'))
        self.assertIn("1 noticed (0 by tests, 1 by errors, rules and lints)", result.out)  # HERD4101: one host only

    def test_neither_tests_nor_requirements_are_changed(self):
        result = self.mutate(ALL + "require 3 == 3\npolicy p2 { require 7 > 2 }\n")
        self.assert_code(result, 0)
        self.assertIn("8 changes", result.out)

    def test_a_value_that_is_written_over_changes_nothing(self):
        text = ALL + "component service base-web { memory = 1GiB }\nenvironment staging { }\n"
        result = self.mutate(text.replace('test "all of it" {', 'test "all of it" {\n  environment = "staging"'), "--env", "staging",
                             cluster=CLUSTER.replace("service web {", "service web from base-web {"))
        self.assert_code(result, 0)
        self.assertIn("; 1 more changed nothing in the tree", result.out)

    def test_with_a_failing_test_there_is_nothing_to_compare(self):
        result = self.mutate('test "no" { require false }\n')
        self.assert_code(result, 2)
        self.assertIn("herdc test", result.err)

    def test_each_environment_of_the_tests(self):
        text = """
param size : bytes = 64MiB
environment production { size = 128MiB }
environment staging { }
test "production" { environment = "production", require web.memory == 128MiB }
"""
        result = self.mutate(text, "--env", "staging", cluster=CLUSTER.replace("memory = 64MiB", "memory = size"))
        self.assert_code(result, 1)
        self.assertIn("this number is lower: 32MiB", result.out)  # of the param: no test looks at staging
        self.assertNotIn("this number is lower: 64MiB", result.out)


main()
