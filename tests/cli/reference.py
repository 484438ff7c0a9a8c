"""`herdc reference`, and docs/reference.md, which it writes."""
import os

from herdc import ROOT, Case, main

PAGE = ROOT / "docs/reference.md"


class Reference(Case):
    def test_the_page_is_current(self):
        result = self.herdc("reference", "--markdown")
        self.assert_code(result, 0)
        if os.environ.get("HERDC_UPDATE") == "1":
            PAGE.write_text(result.out)
        self.assertEqual(PAGE.read_text(), result.out, "HERDC_UPDATE=1 writes docs/reference.md anew")

    def test_all(self):
        result = self.herdc("reference")
        self.assert_code(result, 0)
        for word in "service ", "proxy ", "record", "herdc reference KIND.FIELD":
            self.assertIn(word, result.out)

    def test_a_kind_and_a_record(self):
        result = self.herdc("reference", "service", "port")
        self.assert_code(result, 0)
        self.assertIn("most memory that the container may use", result.out)
        self.assertIn("A bare value stands for `listen`.", result.out)

    def test_a_field(self):
        result = self.herdc("reference", "service.stop_timeout")
        self.assert_code(result, 0)
        for word in "a duration, such as 30s", "default   30s", "required  no", "per host  no":
            self.assertIn(word, result.out)
        self.assertIn("`herdc reference port` lists", self.herdc("reference", "app.ports").out)

    def test_what_is_not_there(self):
        kind, field = self.herdc("reference", "servise"), self.herdc("reference", "service.memroy")
        self.assert_code(kind, 2)
        self.assertIn("did you mean `service`?", kind.err)
        self.assert_code(field, 2)
        self.assertIn("did you mean `memory`?", field.err)
        self.assertEqual(kind.out + field.out, "")


main()
