#include <catch2/catch.hpp>

#include "compiler/diagnostics/render_text.h"

namespace herdc::diagnostics {
namespace {

struct Shown {
  SourceMap sources;
  Sink sink;
  FileId file;

  explicit Shown(const std::string& text, const std::string& path = "cluster.herd")
      : file(sources.add(path, text)) {}
  Span span(std::uint32_t begin, std::uint32_t end) const { return {file, begin, end}; }
  std::string text(bool color = false) const { return render_text(sink.sorted(), sources, {color}); }
};

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 0 && c < 0x20 && c != '\n') || c == 0x7F; });
}

TEST_CASE("place, message, excerpt, notes and hints") {
  Shown shown("let a = 1\nlet bb = a\n");
  shown.sink.report(catalog::unknown_name, shown.span(14, 16), "bb")
      .with_label("here")
      .with_note(shown.span(4, 5), "and there")
      .with_note({}, "anywhere")
      .with_hint("do it")
      .with_hint("");
  CHECK(shown.text() ==
        "cluster.herd:2:5: error[HERD2002]: nothing here is called `bb`\n"
        " 2 | let bb = a\n"
        "   |     ^^ here\n"
        "  note: cluster.herd:1:5: and there\n"
        " 1 | let a = 1\n"
        "   |     -\n"
        "  note: anywhere\n"
        "  help: do it\n"
        "\n"
        "1 error; `herdc explain CODE` says more\n");
}

TEST_CASE("the parts of a condition stand below each other") {
  Shown shown("require a > b\n");
  shown.sink.report(catalog::unknown_name, shown.span(8, 13), "a")
      .with_part("ä", "1")
      .with_part("bbb", "\x1b");
  CHECK(shown.text().find("  where:\n"
                          "    ä   = 1\n"
                          "    bbb = \\u{1b}\n") != std::string::npos);
}

TEST_CASE("what was reported since a mark can be taken back") {
  Shown shown("let a = 1\n");
  shown.sink.report(catalog::unknown_name, shown.span(0, 1), "a");
  const auto mark = shown.sink.mark();
  shown.sink.report(catalog::unknown_name, shown.span(0, 1), "b");
  CHECK(shown.sink.take_since(mark).size() == 1);
  CHECK(shown.sink.sorted().size() == 1);
}

TEST_CASE("nothing of the input reaches a terminal raw") {
  std::string evil;
  for (int byte = 0; byte < 256; ++byte)
    if (byte != '\n') evil += static_cast<char>(byte);
  evil += "\u202e\u2066\u009b";
  Shown shown("let a = \"" + evil + "\"\n", "evil\x1b]0;name\x07.herd");
  shown.sink.report(catalog::unknown_name, shown.span(8, 40), evil)
      .with_label(evil)
      .with_note(shown.span(0, 3), evil)
      .with_hint("say " + evil);
  CHECK_FALSE(has_control_character(shown.text()));
  CHECK(shown.text().find("\u202e") == std::string::npos);
  CHECK(shown.text().find("\u009b") == std::string::npos);
}

TEST_CASE("colour is the only escape, and only when it is wanted") {
  Shown shown("let a = \x1b[31m\n");
  shown.sink.report(catalog::unknown_name, shown.span(8, 9), "x");
  CHECK(shown.text(true).find("\x1b[1;31m") != std::string::npos);
  CHECK(shown.text(true).find("\x1b[31m") == std::string::npos);
  CHECK_FALSE(has_control_character(shown.text(false)));
}

TEST_CASE("a long line is cut around its place") {
  Shown shown(std::string(100'000, 'x') + "HERE" + std::string(100'000, 'y') + "\n");
  shown.sink.report(catalog::unknown_name, shown.span(100'000, 100'004), "HERE");
  CHECK(shown.text().size() < 1000);
  CHECK(shown.text().find("HERE") != std::string::npos);
}

TEST_CASE("carets count characters, stop at the line's end and are at least one") {
  Shown shown("é漢 = 🐑\nnext\n");
  shown.sink.report(catalog::unknown_name, shown.span(0, 5), "a");
  shown.sink.report(catalog::unknown_name, shown.span(8, 14), "b");
  shown.sink.report(catalog::unknown_name, shown.span(17, 17), "c");
  const auto text = shown.text();
  CHECK(text.find("   | ^^\n") != std::string::npos);
  CHECK(text.find("   |      ^\n") != std::string::npos);
  CHECK(text.find("2:5:") != std::string::npos);
}

TEST_CASE("a place at the end of the file, and none at all") {
  for (const std::string text : {"", "a", "a\n", "a\r\n", "a\r"}) {
    CAPTURE(text);
    Shown shown(text);
    shown.sink.report(catalog::no_cluster, shown.span(static_cast<std::uint32_t>(text.size()),
                                                      static_cast<std::uint32_t>(text.size())));
    CHECK(shown.text().starts_with("cluster.herd:"));
  }
  Shown nowhere("");
  nowhere.sink.report(catalog::cannot_read, Span{}, "cannot read it");
  CHECK(nowhere.text().starts_with("error[HERD0001]: cannot read it\n"));
}

TEST_CASE("sorted by file, place and code; the same thing once") {
  Shown shown("abc\n");
  const auto other = shown.sources.add("other.herd", "x\n");
  shown.sink.report(catalog::unknown_name, {other, 0, 1}, "x");
  shown.sink.report(catalog::duplicate_name, shown.span(1, 2), "b");
  shown.sink.report(catalog::unknown_name, shown.span(1, 2), "b");
  shown.sink.report(catalog::unknown_name, shown.span(0, 1), "a");
  shown.sink.report(catalog::unknown_name, shown.span(0, 1), "a");
  std::vector<std::string> order;
  for (const auto& d : shown.sink.sorted()) order.push_back(std::to_string(d.code.number) + d.message);
  REQUIRE(order.size() == 4);
  CHECK(order[0] == "2002nothing here is called `a`");
  CHECK(order[1].starts_with("2002"));
  CHECK(order[2].starts_with("2003"));
  CHECK(order[3] == "2002nothing here is called `x`");
}

TEST_CASE("codes") {
  CHECK(find_code("HERD3001")->name == "unknown_field");
  CHECK(find_code("herd3001")->number == 3001);
  for (const auto* text : {"", "HERD", "HERD300", "HERD30011", "3001", "HERD9999", "HERD3001x", "HERD-001"})
    CHECK_FALSE(find_code(text));
  int last = 0;
  for (const auto& code : all_codes()) {
    CHECK(code.number > last);
    last = code.number;
    CHECK(find_code(code_text(code))->number == code.number);
  }
}

}  // namespace
}  // namespace herdc::diagnostics
