"""Files that are not there, not readable, not files; streams that are closed or full."""
import os
import unittest

from herdc import Case, main


class Inputs(Case):
    def assert_could_not_run(self, result, *words):
        self.assert_code(result, 2)
        for word in words:
            self.assertIn(word, result.err)

    def test_missing_file(self):
        for command in ["build", "check", "lock"]:
            self.assert_could_not_run(self.herdc(command), "cluster.herd")
            self.assert_could_not_run(self.herdc(command, "other.herd"), "other.herd")

    def test_missing_directory(self):
        self.assert_could_not_run(self.herdc("check", "nowhere/cluster.herd"), "nowhere")

    def test_directory_as_file(self):
        (self.directory / "cluster.herd").mkdir()
        self.assert_could_not_run(self.herdc("check"), "cluster.herd")
        self.assert_could_not_run(self.herdc("check", "cluster.herd/"))

    def test_fifo_as_file(self):
        os.mkfifo(self.directory / "cluster.herd")
        self.assert_could_not_run(self.herdc("check"), "cluster.herd")

    def test_used_twice(self):
        os.mkfifo(self.directory / "pipe.herd")
        self.write("cluster.herd", 'use "pipe.herd"\nuse "./pipe.herd"\ncluster demo { domain = "example.com" }\n')
        self.assert_one(self.herdc("check"), "HERD2007")

    def test_link_as_file(self):
        self.write("real.herd", 'cluster demo { domain = "example.com" }\n')
        (self.directory / "cluster.herd").symlink_to("real.herd")
        self.assert_could_not_run(self.herdc("check"), "cluster.herd")

    @unittest.skipIf(os.geteuid() == 0, "root reads everything")
    def test_unreadable_file(self):
        self.write("cluster.herd", "").chmod(0)
        self.assert_could_not_run(self.herdc("check"), "cluster.herd", "Permission denied")

    def test_unreadable_file_as_nobody(self):
        if os.geteuid() != 0:
            self.skipTest("only root can become somebody else")
        self.write("cluster.herd", "").chmod(0)
        self.directory.chmod(0o755)
        result = self.herdc("check", shell='copy=$(mktemp) && cp "$1" "$copy" && chmod 755 "$copy" && shift && '
                                           'code=0; setpriv --reuid 65534 --regid 65534 --clear-groups '
                                           '"$copy" "$@" || code=$?; rm -f "$copy"; exit "$code"')
        self.assert_could_not_run(result, "cluster.herd")

    def test_empty_file(self):
        self.write("cluster.herd", "")
        self.assert_one(self.herdc("check"), "HERD2009")

    def test_name_with_control_characters(self):
        result = self.herdc("check", "a\x1b[31m\n.herd")
        self.assert_code(result, 2)
        self.assertNotIn("\x1b", result.err)

    def test_huge_file(self):
        with open(self.directory / "cluster.herd", "wb") as file:
            file.truncate(17 << 20)
        result = self.herdc("check")
        self.assert_ran(result)
        self.assertNotEqual(result.code, 0)

    def test_HERD0001_cannot_read(self):
        self.assertIn("[HERD0001]", self.herdc("check").err)


class Streams(Case):
    def test_full_output(self):
        self.cluster()
        for words in [["build", "--print=model"], ["--help"], ["explain"]]:
            result = self.herdc(*words, shell='"$@" >/dev/full')
            self.assert_code(result, 2)
            self.assertIn("cannot write", result.err)

    def test_full_error_output(self):
        self.cluster(on='"ops9"')
        result = self.herdc("check", shell='"$@" 2>/dev/full')
        self.assertIn(result.code, (1, 2))

    def test_closed_streams(self):
        self.cluster()
        for shell in ['"$@" <&-', '"$@" <&- 2>&-', '"$@" >&-', '"$@" <&- >&- 2>&-']:
            result = self.herdc("check", shell=shell)
            self.assert_code(result, 0)

    def test_a_build_with_closed_streams_leaves_a_whole_tree(self):
        # A file that is opened while 0, 1 or 2 is closed gets that number; nothing may be printed into it.
        self.cluster()
        self.assert_ran(self.herdc("build", shell='"$@" <&- >&- 2>&-'))
        self.assert_code(self.herdc("build"), 0)
        self.assertIn("is current", self.herdc("build").out)

    def test_reader_that_goes_away(self):
        self.cluster()
        result = self.herdc("build", "--print=artifacts", shell='"$@" | head -n 1')
        self.assertIn("<-", result.out)


class Output(Case):
    def test_file_where_the_tree_should_go(self):
        self.cluster()
        self.write("generated", "mine\n")
        result = self.herdc("build")
        self.assert_code(result, 2)
        self.assertEqual((self.directory / "generated").read_text(), "mine\n")


if __name__ == "__main__":
    main()
