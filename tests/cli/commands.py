"""Commands, flags, help, exit codes, colour."""
from herdc import Case, main

COMMANDS = ["build", "check", "explain", "init", "lock", "test"]
PHASES = ["ast", "program", "model", "graph", "artifacts"]


class Usage(Case):
    def test_no_arguments(self):
        result = self.herdc()
        self.assert_code(result, 2)
        self.assertEqual(result.out, "")
        self.assertEqual(result.err, self.herdc("--help").out)
        for command in COMMANDS:
            self.assertIn(f"\n  {command}", result.err)

    def test_unknown_command_names_the_nearest(self):
        result = self.herdc("bild")
        self.assert_code(result, 2)
        self.assertIn("there is no command `bild`", result.err)
        self.assertIn("did you mean `build`?", result.err)

    def test_unknown_word_of_a_flag_names_the_nearest(self):
        result = self.herdc("check", "--print=grap")
        self.assert_code(result, 2)
        self.assertIn("there is no `grap`; did you mean `graph`?", result.err)
        self.assertIn("there are ast, program, model, graph, artifacts and layers", self.herdc("check", "--print=x").err)

    def test_unknown_flag_names_the_nearest(self):
        for words, nearest in [(["build", "--lockd"], "--locked"), (["check", "--timing"], "--timings"),
                               (["build", "--outptu=x"], "--output"), (["--versoin"], "--version"),
                               (["lock", "--refesh"], "--refresh")]:
            result = self.herdc(*words)
            self.assert_code(result, 2)
            self.assertIn(f"did you mean `{nearest}`?", result.err, words)

    def test_wrong_values_and_too_many_words(self):
        self.cluster()
        for words in [["build", "--print=modle"], ["build", "--color=pink"], ["build", "a", "b"], ["init", "a", "b"],
                      ["build", "-o"]]:
            result = self.herdc(*words)
            self.assert_code(result, 2)
            self.assertIn("herdc: ", result.err, words)
            self.assertNotIn("generated", result.out)

    def test_help(self):
        for words in [["--help"], ["-h"], *([command, "--help"] for command in COMMANDS)]:
            result = self.herdc(*words)
            self.assert_code(result, 0)
            self.assertEqual(result.err, "")
            self.assertIn("--help", result.out)
        everything = self.herdc("--help").out
        for command in COMMANDS:
            self.assertIn(command, everything)

    def test_version(self):
        result = self.herdc("--version")
        self.assert_code(result, 0)
        self.assertRegex(result.out, r"\Aherdc \d+\.\d+\.\d+\n\Z")


class Colour(Case):
    def setUp(self):
        super().setUp()
        self.cluster(on='"ops9"')

    def test_a_pipe_gets_none(self):
        self.assertNotIn("\x1b", self.herdc("check").err)

    def test_always_and_never(self):
        self.assertIn("\x1b[", self.herdc("check", "--color=always").err)
        self.assertNotIn("\x1b", self.herdc("check", "--color", "never").err)
        self.assertIn("\x1b[", self.herdc("check", "--color=always", NO_COLOR="1").err)

    def test_a_terminal_gets_it_unless_no_color_is_set(self):
        # script(1) runs its command on a terminal of its own.
        line = 'words=$(printf "%q " "$@"); script -qefc "$words" /dev/null'
        if self.herdc("--version", shell="command -v script").code != 0:
            self.skipTest("script(1) is not installed")
        self.assertIn("\x1b[", self.herdc("check", shell=line).out)
        self.assertNotIn("\x1b[", self.herdc("check", shell=line, NO_COLOR="1").out)
        self.assertIn("\x1b[", self.herdc("check", shell=line, NO_COLOR="").out)


class Explain(Case):
    def test_one_and_several(self):
        result = self.herdc("explain", "HERD3001")
        self.assert_code(result, 0)
        self.assertIn("HERD3001", result.out)
        both = self.herdc("explain", "herd3001", "HERD2002")
        self.assert_code(both, 0)
        self.assertIn("HERD2002", both.out)

    def test_all(self):
        result = self.herdc("explain")
        self.assert_code(result, 0)
        self.assertGreater(result.out.count("HERD"), 100)

    def test_unknown_code(self):
        for code in ["HERD9999", "nonsense"]:
            result = self.herdc("explain", code)
            self.assert_code(result, 2)
            self.assertIn(code, result.err)


class Init(Case):
    def test_what_it_writes_builds(self):
        self.assert_code(self.herdc("init", "new"), 0)
        result = self.herdc("build", "new/cluster.herd")
        self.assert_code(result, 0)
        self.assertTrue((self.directory / "new/generated").is_dir())

    def test_it_overwrites_nothing(self):
        self.write("cluster.herd", "mine\n")
        result = self.herdc("init")
        self.assertNotEqual(result.code, 0)
        self.assertEqual((self.directory / "cluster.herd").read_text(), "mine\n")
        self.assertFalse((self.directory / "herd.lock").exists())


class Build(Case):
    def test_twice_writes_once(self):
        self.cluster()
        first = self.herdc("build")
        self.assert_code(first, 0)
        self.assertIn("new      generated/demo/core/web.sh", first.out)
        before = self.files()
        second = self.herdc("build")
        self.assert_code(second, 0)
        self.assertIn("generated/demo is current", second.out)
        self.assertEqual(self.files(), before)

    def test_quiet(self):
        self.cluster()
        for words in [["build", "-q"], ["build", "--quiet"], ["check", "-q"]]:
            result = self.herdc(*words)
            self.assert_code(result, 0)
            self.assertEqual((result.out, result.err), ("", ""))

    def test_check_is_quiet_when_clean_and_writes_nothing(self):
        self.cluster()
        before = self.files()
        result = self.herdc("check")
        self.assert_code(result, 0)
        self.assertEqual((result.out, result.err), ("", ""))
        self.assertEqual(self.files(), before)

    def test_findings(self):
        self.cluster(on='"ops9"')
        before = self.files()
        for command in ["check", "build"]:
            result = self.herdc(command)
            self.assert_code(result, 1)
            self.assertEqual(result.out, "")
            self.assertIn("cluster.herd:6:12: error[HERD3019]", result.err)
            self.assertIn("1 error; `herdc explain CODE` says more\n", result.err)
        self.assertEqual(self.files(), before)

    def test_a_warning_is_no_failure(self):
        self.cluster(on='"ops1"')
        result = self.herdc("build")
        self.assert_code(result, 0)
        self.assertIn("warning[HERD4101]", result.err)
        self.assertTrue((self.directory / "generated/demo/core/web.sh").exists())

    def test_output_directory(self):
        self.cluster()
        self.assert_code(self.herdc("build", "-o", "elsewhere"), 0)
        self.assertTrue((self.directory / "elsewhere/demo/core/web.sh").exists())
        self.assertFalse((self.directory / "generated").exists())

    def test_print_every_phase(self):
        self.cluster()
        before = self.files()
        for phase in PHASES:
            for command in ["build", "check"]:
                result = self.herdc(command, f"--print={phase}")
                self.assert_code(result, 0)
                self.assertNotEqual(result.out, "")
        self.assertIn("core/web.sh:1 <- cluster.herd:4", self.herdc("build", "--print=artifacts").out)
        self.assertEqual(self.files(), before)

    def test_timings(self):
        self.cluster()
        result = self.herdc("check", "--timings")
        self.assert_code(result, 0)
        self.assertRegex(result.err, r"\d+\.\d{3} ms  emit")


if __name__ == "__main__":
    main()
