"""herd.lock: what build adds, what stops it, and that hosts keep their numbers."""
import json

from herdc import Case, main


class Ordinals(Case):
    def build(self, on):
        self.cluster(on=on)
        result = self.herdc("build")
        self.assert_code(result, 0)
        return self.ordinals()

    def test_numbers_follow_on_at_first(self):
        self.assertEqual(self.build('["ops3", "ops1"]'), {"ops3": 1, "ops1": 2})

    def test_a_new_host_gets_the_next_number_wherever_it_stands(self):
        self.build('["ops1", "ops3"]')
        self.assertEqual(self.build('["ops2", "ops1", "ops3"]'), {"ops1": 1, "ops3": 2, "ops2": 3})
        self.assertEqual(self.build('["ops3", "ops2", "ops1"]'), {"ops1": 1, "ops3": 2, "ops2": 3})

    def test_a_host_that_leaves_keeps_its_number(self):
        self.build('["ops1", "ops2"]')
        self.assertEqual(self.build('["ops2", "ops3"]'), {"ops1": 1, "ops2": 2, "ops3": 3})
        self.assertEqual(self.build('["ops3", "ops1", "ops2"]'), {"ops1": 1, "ops2": 2, "ops3": 3})
        script = (self.directory / "generated/demo/core/web.sh").read_text()
        self.assertIn("ops3) address=10.0.0.3 env_ID=3", script)

    def test_a_build_that_adds_nothing_leaves_the_lock(self):
        self.build("ops")
        before = self.files()["herd.lock"]
        self.build("ops")
        self.assertEqual(self.files()["herd.lock"], before)


class Locked(Case):
    def test_HERD7005_locked_refuses_to_add(self):
        self.cluster()
        before = self.files()
        result = self.herdc("build", "--locked")
        self.assert_one(result, "HERD7005")
        self.assertEqual(self.files(), before)

    def test_locked_is_fine_when_nothing_is_missing(self):
        self.cluster()
        self.assert_code(self.herdc("build"), 0)
        self.assert_code(self.herdc("build", "--locked"), 0)


class Trouble(Case):
    """After a build of ops1 = 1, ops2 = 2, ops3 = 3."""

    def setUp(self):
        super().setUp()
        self.cluster()
        self.assert_code(self.herdc("build"), 0)

    def assert_stopped(self, code):
        before = self.files()
        result = self.herdc("build")
        self.assert_code(result, 1)
        self.assertIn(f"[{code}]", result.err)
        self.assertEqual(self.files(), before)
        return result

    def test_HERD7001_lost_lock(self):
        (self.directory / "herd.lock").unlink()
        self.assert_stopped("HERD7001")

    def test_lost_numbers_come_back_the_same(self):
        self.lock()
        self.assert_code(self.herdc("build"), 0)
        self.assertEqual(self.ordinals(), {"ops1": 1, "ops2": 2, "ops3": 3})

    def test_HERD7004_lost_numbers_in_another_order(self):
        self.lock()
        self.cluster(on='["ops3", "ops1", "ops2"]')
        self.assert_stopped("HERD7004")

    def test_HERD7004_edited_number(self):
        self.lock({"ops1": 1, "ops2": 2, "ops3": 4})
        result = self.assert_stopped("HERD7004")
        self.assertEqual(result.err.count("[HERD"), 1, result)
        self.assertIn("herd.lock", result.err)

    def test_HERD7004_swapped_numbers(self):
        self.lock({"ops1": 2, "ops2": 1, "ops3": 3})
        self.assert_stopped("HERD7004")

    def test_HERD7006_number_given_to_another(self):
        self.write("cluster.herd", (self.directory / "cluster.herd").read_text().replace("ops[1..3]", "ops[2..4]"))
        self.lock({"ops4": 1, "ops2": 2, "ops3": 3})
        self.assert_stopped("HERD7006")

    def test_HERD7003_shared_number(self):
        self.lock({"ops1": 1, "ops2": 2, "ops3": 2})
        self.assert_stopped("HERD7003")

    def test_HERD7002_not_json(self):
        self.write("herd.lock", "{\n<<<<<<< HEAD\n")
        self.assert_stopped("HERD7002")

    def test_HERD7002_duplicate_keys(self):
        self.write("herd.lock", '{"version": 1, "bases": {}, "bases": {}}\n')
        self.assert_stopped("HERD7002")

    def test_HERD7002_deep_and_odd(self):
        for text in ["[" * 100_000, "null", "[]", '{"version": "1"}', '{"version": 1, "ordinals": []}',
                     '{"version": 1, "ordinals": {"demo": {"web": {"ops1": 1.5}}}}',
                     '{"version": 1, "ordinals": {"demo": {"web": {"ops1": 99999999999999999999}}}}', ""]:
            self.write("herd.lock", text)
            self.assert_stopped("HERD7002")


class WithoutNetwork(Case):
    def test_build_records_no_digest(self):
        self.cluster()
        bases = json.loads((self.directory / "herd.lock").read_text())["bases"]
        self.assert_code(self.herdc("build"), 0)
        self.assertEqual(json.loads((self.directory / "herd.lock").read_text())["bases"], bases)

    def test_lock_without_a_registry_client_says_so(self):
        self.write("cluster.herd", 'cluster demo { domain = "example.com" }\n'
                                   'base one { repository = "127.0.0.1:1/none", tag = "1" }\n'
                                   'image tool { base = one }\n'
                                   'machines ops { hosts = "ops1", address = "10.0.0.1" }\n'
                                   'service web { image = tool, on = ops, memory = 64MiB, cpus = 0.1 }\n')
        result = self.herdc("lock", PATH="/nonexistent")
        self.assert_code(result, 2)
        self.assertIn("herdc: ", result.err)
        self.assertFalse((self.directory / "herd.lock").exists())


if __name__ == "__main__":
    main()
