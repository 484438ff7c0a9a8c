// catalog_coverage REPOSITORY: every code of the catalog has a page, a use in the compiler and a test; every
// page and every row of the lists beside this file still means something.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <set>

#include "compiler/base/text.h"
#include "compiler/diagnostics/catalog.h"
#include "tests/support/files.h"

namespace herdc::testing {
namespace {

namespace fs = std::filesystem;
using diagnostics::Code;

/// Rows "HERDnnnn words" of a list; lines that begin with `#` are comments.
std::map<std::string, std::string> rows(const std::string& path) {
  std::map<std::string, std::string> result;
  for (const auto& line : split_lines(read_file(path)))
    if (!line.empty() && line[0] != '#')
      result[line.substr(0, line.find(' '))] = line.substr(line.find(' ') + 1);
  return result;
}

bool is_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

class Coverage {
 public:
  explicit Coverage(std::string repository) : repository_(std::move(repository)) {
    for (const auto& [path, file] : read_tree(repository_ + "/compiler"))
      if (path.ends_with(".cpp") || path.ends_with(".h")) compiler_ += file.bytes;
    for (const auto& entry : fs::directory_iterator(repository_ + "/tests/diagnostics"))
      if (const auto name = entry.path().filename().string(); name.starts_with("HERD"))
        annotated_.insert(name.substr(0, 8));
    elsewhere_ = rows(repository_ + "/tests/diagnostics/tested_elsewhere.txt");
  }

  int check() {
    for (const auto& code : diagnostics::all_codes()) {
      const auto text = diagnostics::code_text(code);
      check_page(text);
      check_use(code, text);
      check_test(text);
    }
    check_pages();
    check_list("tested_elsewhere.txt");
    check_list("pages_without_example.txt");
    return failed_ ? 1 : 0;
  }

 private:
  void fail(const std::string& why) {
    failed_ = true;
    std::cout << why << "\n";
  }

  std::string page(const std::string& code) const {
    return fmt::format("{}/docs/diagnostics/{}.md", repository_, code);
  }

  void check_page(const std::string& code) {
    if (!fs::exists(page(code))) fail(fmt::format("{0} has no page docs/diagnostics/{0}.md", code));
  }

  void check_use(const Code& code, const std::string& text) {
    const auto name = fmt::format("catalog::{}", code.name);
    for (auto at = compiler_.find(name); at != std::string::npos; at = compiler_.find(name, at + 1))
      if (!is_word(compiler_[at + name.size()])) return;
    fail(fmt::format("{} is never reported: nothing in compiler/ says {}", text, name));
  }

  void check_test(const std::string& code) {
    const auto elsewhere = elsewhere_.find(code);
    if (annotated_.contains(code)) {
      if (elsewhere != elsewhere_.end())
        fail(fmt::format("{} has an annotated test: take it off tested_elsewhere.txt", code));
      return;
    }
    if (elsewhere == elsewhere_.end())
      return fail(fmt::format("{0} has no test: write tests/diagnostics/{0}_<what>.herd", code));
    const auto file = elsewhere->second.substr(0, elsewhere->second.find_first_of(": "));
    if (file == "-") return;  // none, for the reason that stands there
    // Unit tests compare numbers, "1010" without the word.
    if (!fs::exists(repository_ + "/" + file) ||
        read_file(repository_ + "/" + file).find(code.substr(4)) == std::string::npos)
      fail(fmt::format("tested_elsewhere.txt: {} does not mention {}", file, code));
  }

  void check_pages() {
    for (const auto& entry : fs::directory_iterator(repository_ + "/docs/diagnostics")) {
      const auto name = entry.path().filename().string();
      if (!name.ends_with(".md") || !name.starts_with("HERD")) continue;
      if (!is_code(name.substr(0, name.size() - 3)))
        fail(fmt::format("docs/diagnostics/{} is about a code that the catalog does not have", name));
    }
  }

  void check_list(const std::string& list) {
    for (const auto& [code, why] : rows(repository_ + "/tests/diagnostics/" + list)) {
      if (!is_code(code)) fail(fmt::format("{}: the catalog has no {}", list, code));
      if (why.empty() || why == code) fail(fmt::format("{}: {} stands there without a reason", list, code));
    }
  }

  static bool is_code(const std::string& text) {
    const auto code = diagnostics::find_code(text);
    return code && diagnostics::code_text(*code) == text;
  }

  std::string repository_;
  std::string compiler_;  ///< all sources in one text
  std::set<std::string> annotated_;
  std::map<std::string, std::string> elsewhere_;
  bool failed_ = false;
};

}  // namespace
}  // namespace herdc::testing

int main(int argc, char** argv) {
  if (argc != 2) herdc::testing::stop("usage: catalog_coverage REPOSITORY");
  return herdc::testing::Coverage(argv[1]).check();
}
