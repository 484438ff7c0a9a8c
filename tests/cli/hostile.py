"""Inputs that kill parsers: a diagnostic or a result, never a signal, also on a stack of 1 MiB."""
from herdc import Case, main

SMALL = 'cluster demo { domain = "example.com", registry = "registry.example.com:5000" }\n'
STACK = 'ulimit -s 1024 && exec "$@"'
MANY = 200_000
DEEP = 100_000


class Hostile(Case):
    def check(self, text):
        """The diagnostics of SMALL and `text`, the same on the usual stack and on a small one."""
        self.write("cluster.herd", text if isinstance(text, bytes) else SMALL + text)
        usual = self.herdc("check")
        small = self.herdc("check", shell=STACK)
        self.assert_ran(usual)
        self.assertEqual((small.code, small.err), (usual.code, usual.err))
        return usual

    def assert_refused(self, text, code):
        result = self.check(text)
        self.assert_code(result, 1)
        self.assertIn(f"[{code}]", result.err)
        self.assertLess(len(result.err), 20_000)

    def test_brackets(self):
        for opening, closing in ["[]", "()", "{}"]:
            self.assert_refused(f"let a = {opening * DEEP}1{closing * DEEP}\n", "HERD1012")
            self.assert_refused(f"let a = {opening * DEEP}\n", "HERD1012")
            result = self.check(f"let a = 1 {closing * DEEP}\n")
            self.assert_code(result, 1)

    def test_other_nesting(self):
        for text in ["not " * DEEP + "true", "-" * DEEP + "1", "if true then " * DEEP + "1",
                     '"\\(' * DEEP + "1" + ')"' * DEEP, "x[" * DEEP + "0" + "]" * DEEP]:
            result = self.check(f"let a = {text}\n")
            self.assert_code(result, 1)
            self.assertLess(len(result.err), 20_000)

    def test_nested_blocks(self):
        self.assert_refused("service a {\n" * DEEP + "}\n" * DEEP, "HERD1012")
        for opening in ["service a {", "service a {\n", "  service a {\n"]:
            result = self.check(opening * DEEP)
            self.assertEqual(result.err.count("error["), 1, result.err[:2000])
            self.assertIn("[HERD1012]", result.err)

    def test_no_memory_for_another_thread(self):
        """The thread of the whole compiler (512 MiB) is there, and somewhere above that the parser's is not."""
        self.cluster()
        results = [self.herdc("check", shell=f'ulimit -v {mebibytes << 10} && exec "$@"')
                   for mebibytes in range(512, 608, 4)]
        if all(result.code != 0 for result in results):
            self.skipTest("a program that keeps track of its memory needs more address space")
        for result in results:
            self.assert_ran(result)
        found = [result for result in results if "[HERD1014]" in result.err]
        self.assertTrue(found)
        for result in found:
            self.assert_code(result, 1)
            self.assertIn("no thread could be started", result.err)
        # Where there is a thread for the parser, and no memory for its work.
        later = results[results.index(found[0]):]
        self.assertTrue(any(result.err == "herdc: out of memory\n" for result in later), "never while parsing?")

    def test_one_bad_byte(self):
        for byte in [b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82"]:
            self.assert_refused(SMALL.encode() + b"let a = 1 # " + byte + b"\n", "HERD1001")

    def test_long_sum(self):
        number = SMALL + "let long = " + " + ".join(["1"] * MANY) + "\n"
        self.write("cluster.herd", number + 'machines ops { hosts = "ops\\(long)", address = "10.0.0.1" }\n')
        for shell in [None, STACK]:
            result = self.herdc("check", "--print=model", shell=shell)
            self.assert_code(result, 0)
            self.assertIn(f"ops{MANY}", result.out)

    def test_long_access(self):
        result = self.check("let a = { b = 1 }\nlet long = a" + ".b" * MANY + "\n"
                            'machines ops { hosts = "ops\\(long)", address = "10.0.0.1" }\n')
        self.assert_code(result, 1)
        self.assertLess(len(result.err), 20_000)

    def test_long_lists_and_texts(self):
        self.assert_ran(self.check("let a = [" + "1, " * MANY + "]\n"))
        self.assert_ran(self.check('let a = "' + "x" * (1 << 20) + '"\n'))
        self.assert_ran(self.check("let a = " + " and ".join(["true"] * MANY) + "\n"))

    def test_chain_of_values(self):
        # Each value reads the next: as deep as the program is long. A result, or the limit of evaluation.
        for length in [1_000, 50_000]:
            lines = [f"let v{i} = v{i + 1} + 1\n" for i in range(length)] + [f"let v{length} = 1\n"]
            result = self.check("".join(lines) + 'machines ops { hosts = "ops\\(v0)", address = "10.0.0.1" }\n')
            self.assert_code(result, 0 if length < 5_000 else 1)
            if length > 10_000:
                self.assertIn("[HERD3024]", result.err)

    def test_endless_loops_end(self):
        for text in ["sum([for a in 1 .. 3000: sum([for b in 1 .. 3000: sum([for c in 1 .. 3000: a])])])",
                     "count([for a in 1 .. 1000000000: a])",
                     'count([for a in 1 .. 100000: join([for b in 1 .. 100000: "xxxxxxxxxxxxxxxx"], "")])']:
            self.assert_refused(f'let a = {text}\nmachines ops {{ hosts = "ops\\(a)", address = "10.0.0.1" }}\n',
                                "HERD3024")

    def test_every_single_byte(self):
        for byte in range(256):
            self.write("cluster.herd", SMALL.encode() + b"let a = " + bytes([byte]) + b"\n")
            self.assert_ran(self.herdc("check"))


if __name__ == "__main__":
    main()
