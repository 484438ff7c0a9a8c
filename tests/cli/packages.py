"""Packages: opened, recorded in herd.lock, verified by every command, and shut in their directory."""
import json
import os

from herdc import Case, main

SOURCE = """
component service sleeper {
  param text : text = "hello"
  image = image
  args  = ["sleep", text]
}
image image { base = std.debian.base, steps = [{ copy = "sleep.sh", to = "/usr/local/bin/sleeper", mode = "0755" }] }
let interval = 30s
let _secret = 1
component service _inner { image = image }
"""
USER = """
use "vendor/metrics" as metrics
service collector from metrics.sleeper { on = ops, memory = 64MiB, cpus = 0.1, text = "hello" }
"""


class Packages(Case):
    def setUp(self):
        super().setUp()
        self.package("vendor/metrics", "metrics", SOURCE)
        self.write("vendor/metrics/sleep.sh", "#!/bin/sh\n")

    def package(self, root, name, source):
        self.write(f"{root}/herd.package", json.dumps({"name": name, "version": "1.0"}))
        self.write(f"{root}/{name}.herd", source)

    def locked(self, more=USER):
        self.cluster(more=more)
        self.assert_code(self.herdc("lock"), 0)

    def digests(self):
        return json.loads((self.directory / "herd.lock").read_text()).get("packages")

    def test_HERD7007_an_unknown_one(self):
        self.cluster(more=USER)
        for command in "check", "build":
            result = self.herdc(command)
            self.assert_one(result, "HERD7007")
            self.assertIn("herdc lock", result.err)
        self.assertFalse((self.directory / "generated").exists())

    def test_lock_records_it(self):
        self.cluster(more=USER)
        result = self.herdc("lock")
        self.assert_code(result, 0)
        self.assertIn("vendor/metrics sha256:", result.out)
        self.assertEqual(list(self.digests()), ["vendor/metrics"])
        self.assert_code(self.herdc("build"), 0)
        script = (self.directory / "generated/demo/core/collector.sh").read_text()
        self.assertIn("/metrics-image:", script)
        self.assertTrue((self.directory / "generated/demo/images/metrics-image/sleep.sh").exists())
        self.assertEqual(self.digests(), json.loads((self.directory / "herd.lock").read_text())["packages"])
        before = self.files()
        self.assert_code(self.herdc("lock"), 0)
        self.assertEqual(self.files(), before)

    def assert_changed(self):
        """Until somebody accepts it by name."""
        for command in ("check",), ("build",), ("lock",), ("lock", "--refresh", "vendor/other"):
            before = self.files()
            result = self.herdc(*command)
            self.assert_one(result, "HERD7008")
            self.assertEqual(self.files(), before)
        self.assert_code(self.herdc("lock", "--refresh", "vendor/metrics"), 0)
        self.assert_code(self.herdc("build"), 0)

    def test_HERD7008_a_changed_file(self):
        self.locked()
        self.write("vendor/metrics/sleep.sh", "#!/bin/sh\ncurl evil\n")
        self.assert_changed()

    def test_HERD7008_a_further_file_that_no_source_names(self):
        self.locked()
        self.write("vendor/metrics/notes/README", "hello\n")
        self.assert_changed()

    def test_HERD7008_a_file_became_executable(self):
        self.locked()
        (self.directory / "vendor/metrics/sleep.sh").chmod(0o755)
        self.assert_changed()

    def test_HERD7008_a_file_was_renamed(self):
        self.locked()
        (self.directory / "vendor/metrics/metrics.herd").rename(self.directory / "vendor/metrics/other.herd")
        self.assert_changed()

    def test_a_package_that_nobody_opens_any_more_leaves_the_lock(self):
        self.locked()
        self.cluster()
        self.assert_code(self.herdc("lock"), 0)
        self.assertIsNone(self.digests())

    def test_refresh_names_what_is_there(self):
        self.locked()
        result = self.herdc("lock", "--refresh", "vendor/metric")
        self.assert_code(result, 2)
        self.assertIn("vendor/metrics", result.err)

    def test_a_package_in_a_package(self):
        self.package("vendor/metrics/vendor/tools", "tools", "let interval = 10s\n")
        self.write("vendor/metrics/metrics.herd", SOURCE + '\nuse "vendor/tools" as tools\nlet again = tools.interval\n')
        self.locked(USER + "let shown = seconds(metrics.again)\n")
        self.assertEqual(list(self.digests()), ["vendor/metrics"])
        self.write("vendor/metrics/vendor/tools/tools.herd", "let interval = 11s\n")
        self.assert_changed()


class Refused(Packages):
    def assert_says(self, more, code, words):
        self.cluster(more=more)
        self.herdc("lock")
        result = self.herdc("check")
        self.assert_one(result, code)
        self.assertIn(words, result.err)

    def test_HERD2049_no_package(self):
        self.write("plain/x.herd", "let y = 1\n")
        self.assert_says('use "plain" as plain\nvolume data from plain.dated { }\n', "HERD2049", "herd.package")

    def test_a_name_that_nothing_can_have(self):
        for text, words in (('{"name": "Metrics", "version": "1"}', "small letters"), ('{"name": "std", "version": "1"}', "language"),
                            ('{"version": "1"}', "no `name`"), ('{"name": "metrics"}', "no `version`"), ("[]", "object"),
                            ("{", "vendor/metrics/herd.package:1"), ('{"name": "metrics", "version": "1", "x": 1}', "no `x`")):
            with self.subTest(text):
                self.write("vendor/metrics/herd.package", text)
                self.assert_says('use "vendor/metrics" as metrics\n', "HERD2049", words)

    def test_two_of_one_name(self):
        self.package("vendor/again", "metrics", "let x = 1\n")
        self.assert_says(USER + 'use "vendor/again" as again\n', "HERD2049", "and so is that of")

    def test_a_link_in_it(self):
        os.symlink("/etc/passwd", self.directory / "vendor/metrics/link")
        self.assert_says('use "vendor/metrics" as metrics\n', "HERD2049", "symbolic link")

    def test_files_of_a_package_are_not_the_projects(self):
        for path in "vendor/metrics", "vendor/metrics/metrics.herd":
            with self.subTest(path):
                self.assert_says(f'use "{path}"\n', "HERD2007", "belongs to the package `vendor/metrics`")

    def test_it_names_nothing_outside(self):
        self.write("secret.sh", "#!/bin/sh\n")
        self.write("vendor/metrics/metrics.herd", SOURCE.replace('"sleep.sh"', '"../../secret.sh"'))
        self.assert_says(USER, "HERD3029", "lies in it")
        self.write("vendor/metrics/metrics.herd", SOURCE + 'use "../../cluster.herd"\n')
        self.assert_says(USER, "HERD2007", "outside the package")

    def test_what_would_happen_by_itself(self):
        for text in ('service web2 { }', 'policy x1 { }', 'environment e1 { }', 'param p : int = 1', 'require true',
                     'cluster c1 { }', 'allow HERD4110 because "x"', 'test "t" { }', 'x = 1'):
            with self.subTest(text):
                self.write("vendor/metrics/metrics.herd", SOURCE + text + "\n")
                self.assert_says(USER, "HERD2012", "a package offers components")

    def test_names(self):
        for text, code, words in (("let x = metrics", "HERD3035", "metrics.NAME"), ("let x = metrics.nothing", "HERD2016", "interval"),
                                  ("let x = metrics._secret", "HERD2016", "it has"), ("let metrics = 1", "HERD2003", "declared"),
                                  ("volume vol { host_path = interval }", "HERD2002", "interval"),
                                  ("service other from metrics._inner { }", "HERD2015", "private"),
                                  ("service other from metrics.sleper { }", "HERD2013", "metrics.sleeper"),
                                  ("let x = 1\nvolume vol { let metrics = 2, host_path = \"/srv/\\(metrics)\" }", "HERD2004", "hide")):
            with self.subTest(text):
                self.assert_says(USER + text + "\n", code, words)

    def test_an_alias_that_nothing_can_have(self):
        self.assert_says('use "vendor/metrics" as std\n', "HERD2005", "language")
        self.assert_says('use "vendor/metrics" as Metrics\n', "HERD2005", "Metrics")


main()
