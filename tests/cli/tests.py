"""`herdc test`: what passes, what fails and why, the form for build servers, exit codes."""
import xml.etree.ElementTree as xml

from herdc import Case, main

GOOD = """
test "the script is there, and may be run" {
  let script = artifact("core/web.sh")
  require script.mode == "0755" and contains(script.text, "--memory=64m")
  require script.lines[0] == "#!/usr/bin/env bash"
  require artifact("images/build.sh").mode == "0755"
  require keys(every(service)) == ["web"] and at(web.env["ID"], "ops2") == 2
}
"""
BAD = """
test "more <memory> & \\"so on\\"\\u{7}" {
  require web.memory >= 128MiB : "too small"
}
"""


class Tests(Case):
    def test_without_tests(self):
        self.cluster()
        result = self.herdc("test")
        self.assert_code(result, 0)
        self.assertEqual(result.out, "0 passed, 0 failed\n")

    def test_of_an_environment(self):
        self.cluster(more='environment staging { }\nenvironment production { }\n'
                          'test "where we are" { require environment.name == "staging" }\n')
        without = self.herdc("test")
        self.assert_code(without, 1)
        self.assertIn("HERD2044", without.out)
        self.assertNotIn("HERD4022", without.out + without.err)
        self.assert_code(self.herdc("test", "--env", "staging"), 0)
        self.assert_code(self.herdc("test", "--env", "production"), 1)

    def test_says_what_is_compiled(self):
        self.cluster(more="""
param size  : bytes = 64MiB
param copies : int = 1
param racks : bool = false
param title : text = "none"
environment staging { size = 128MiB }
environment production { size = 256MiB }
test "staging is small"    { environment = "staging", require size == 128MiB and environment.name == "staging" }
test "production is large" { environment = "production", require size == 256MiB }
test "params are above environments" {
  environment = "staging"
  params { size = 1GiB, copies = -2, racks = true, title = "a b" }
  require size == 1GiB and copies == -2 and racks and title == "a b"
}
test "a map does as well" { environment = "staging", params = { copies = 7 }, require copies == 7 }
test "the command line's" { require environment.name == "production" and copies == 3 }
""")
        result = self.herdc("test", "--env", "production", "--param", "copies=3")
        self.assert_code(result, 0)
        self.assertTrue(result.out.endswith("5 passed, 0 failed\n"), result.out)
        self.assertEqual(result.out.splitlines()[0], "ok    staging is small")
        without = self.herdc("test")
        self.assert_code(without, 1)
        self.assertIn("4 passed, 1 failed", without.out)
        self.assertIn("HERD2044", without.out)

    def test_says_something_that_is_not_there(self):
        self.cluster(more="""
environment staging { }
test "a" { environment = "stagin" }
test "b" { environment = "staging", params { nothing = 1 } }
test "c" { environment = "staging", diagnostics = ["HERD2046"], params { nothing = 1 } }
""")
        result = self.herdc("test")
        self.assert_code(result, 1)
        self.assertIn("did you mean `staging`?", result.out)
        self.assertIn("HERD2046", result.out)
        self.assertIn("ok    c", result.out)

    def test_is_said_in_constants(self):
        for line in "environment = cluster.domain", "params = x", "params { a = [1] }", "params { a = 1 + 1 }":
            self.cluster(more=f'let x = 1\ntest "t" {{ {line} }}\n')
            self.assert_one(self.herdc("check"), "HERD3004")

    def test_pass_and_fail(self):
        self.cluster(more=GOOD)
        result = self.herdc("test")
        self.assert_code(result, 0)
        self.assertEqual(result.out, "ok    the script is there, and may be run\n1 passed, 0 failed\n")
        self.assertEqual(self.herdc("test", "-q").out, "")
        self.cluster(more=GOOD + BAD)
        result = self.herdc("test")
        self.assert_code(result, 1)
        self.assertIn("ok    the script", result.out)
        self.assertIn('FAIL  more <memory> & "so on"\\u{7}\n      cluster.herd:', result.out)
        self.assertIn("too small", result.out)
        self.assertIn("web.memory = 64MiB", result.out)
        self.assertTrue(result.out.endswith("1 passed, 1 failed\n"), result.out)
        self.assertEqual(result.out, self.herdc("test").out)

    def test_build_and_check_do_not_run_them(self):
        self.cluster(more=BAD)
        self.assert_code(self.herdc("check"), 0)
        self.assert_code(self.herdc("build"), 0)
        self.cluster(more='test "names" { require nothing == 1 }\n')
        self.assertIn("HERD2002", self.herdc("check").err)

    def test_nothing_is_written(self):
        self.cluster(more=GOOD)
        before = self.files()
        self.herdc("test")
        self.assertEqual(self.files(), before)

    def test_junit_is_xml(self):
        self.cluster(more=GOOD + BAD)
        result = self.herdc("test", "--format=junit")
        self.assert_code(result, 1)
        root = xml.fromstring(result.out)
        self.assertEqual((root.tag, root.get("tests"), root.get("failures")), ("testsuites", "2", "1"))
        good, bad = root.findall("testsuite/testcase")
        self.assertEqual(good.get("name"), "the script is there, and may be run")
        self.assertEqual(list(good), [])
        self.assertEqual(bad.get("name"), 'more <memory> & "so on"\\u{7}')
        self.assertEqual(bad.get("classname"), "cluster.herd")
        failure = bad.find("failure")
        self.assertTrue(failure.get("message").startswith("HERD4020: the test"))
        self.assertIn("web.memory = 64MiB\n", failure.text)

    def test_expected_diagnostics(self):
        wrong = 'volume data { host_path = "relative" }\n'
        for codes, code, said in [('["HERD3005"]', 0, "1 passed"), ('["HERD3005", "herd4110"]', 1, "HERD4023"),
                                  ('["HERD4110"]', 1, "HERD3005"), ("[]", 1, "HERD3005")]:
            self.cluster(more=wrong + f'test "refused" {{ diagnostics = {codes} }}\n')
            result = self.herdc("test")
            self.assert_code(result, code)
            self.assertIn(said, result.out, codes)
        self.cluster(more=wrong + 'test "t" { diagnostics = ["HERD3005"], require artifact("core/web.sh").mode == "" }\n')
        result = self.herdc("test")
        self.assert_code(result, 1)
        self.assertIn("nothing is generated", result.out)
        self.cluster(more=wrong + 'test "t" { diagnostics = ["HERD3005"], require data.host_path == "/x" }\n')
        self.assertIn("HERD4022", self.herdc("test").out)

    def test_a_file_that_is_not_there(self):
        self.cluster(more='test "names" { require artifact("core/wbe.sh").mode == "0755" }\n')
        result = self.herdc("test")
        self.assert_code(result, 1)
        self.assertIn("did you mean `core/web.sh`?", result.out)

    def test_could_not_run(self):
        self.assert_code(self.herdc("test"), 2)
        self.assert_code(self.herdc("test", "--format=yaml"), 2)
        self.write("cluster.herd", "test \"lost\" { require }\n")
        self.assert_code(self.herdc("test"), 1)


if __name__ == "__main__":
    main()
