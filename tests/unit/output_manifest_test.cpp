#include <catch2/catch.hpp>

#include "compiler/base/json.h"
#include "compiler/output/manifest.h"

using namespace herdc;
using output::Manifest;

namespace {

const std::string digest(64, 'a');

Manifest small() {
  return {{"0.1.0", {{"cluster.herd", digest}}, {{"zookeeper", {{"ops10", 2}, {"ops9", 1}}}}},
          {{"core/a.sh", {true, 3, digest, "service a"}}, {"b", {false, 0, digest, "cluster \"é\""}}}};
}

/// "HERD7024: message" of the only diagnostic, or "accepted".
std::string refusal(std::string_view text) {
  Sink sink;
  if (output::parse_manifest(text, "generated/x/herd.manifest.json", sink)) return "accepted";
  REQUIRE(sink.sorted().size() == 1);
  return diagnostics::code_text(sink.sorted()[0].code) + ": " + sink.sorted()[0].message;
}

/// A manifest that is right but for one entry of `files`.
std::string with_file(const std::string& path, const std::string& entry) {
  return R"({"format": 1, "herdc": "1", "inputs": {}, "ordinals": {}, "files": {")" + path + R"(": )" +
         entry + "}}";
}

std::string entry(const std::string& mode, const std::string& size, const std::string& sha) {
  return R"({"mode": ")" + mode + R"(", "size": )" + size + R"(, "sha256": ")" + sha + R"(", "owner": "o"})";
}

}  // namespace

TEST_CASE("a manifest is read back as it was written") {
  Sink sink;
  const auto manifest = output::parse_manifest(render(small()), "m", sink);
  REQUIRE(manifest);
  CHECK(manifest->files == small().files);
  CHECK(manifest->facts.inputs == small().facts.inputs);
  CHECK(manifest->facts.ordinals == small().facts.ordinals);
  CHECK(manifest->facts.herdc_version == "0.1.0");
  CHECK(render(*manifest) == render(small()));
  CHECK_FALSE(sink.has_errors());
}

TEST_CASE("a manifest is text that a reviewer can read") {
  CHECK(render(Manifest{{"0.1.0", {{"a.herd", "d"}}, {}}, {{"core/a.sh", {true, 3, "e", "service a"}}}}) ==
        R"({
  "files": {
    "core/a.sh": {
      "mode": "0755",
      "owner": "service a",
      "sha256": "e",
      "size": 3
    }
  },
  "format": 1,
  "herdc": "0.1.0",
  "inputs": {
    "a.herd": "d"
  },
  "ordinals": {}
}
)");
}

TEST_CASE("no path of a manifest leads out of the tree") {
  const auto good = entry("0644", "1", digest);
  CHECK(refusal(with_file("core/a.sh", good)) == "accepted");
  for (const std::string path : {"../../etc/passwd", "/etc/passwd", "a/../b", "", "a//b", ".", "a\\u0000b",
                                 "a\\nb", ".git/config", "-rf", "herd.manifest.json", "caf\\u00e9"}) {
    INFO(path);
    CHECK(refusal(with_file(path, good)).starts_with("HERD7024: "));
  }
}

TEST_CASE("nothing in a manifest is believed") {
  const auto whole = render(small());
  for (std::size_t length = 0; length + 2 < whole.size(); ++length)
    if (refusal(whole.substr(0, length)).substr(0, 8) != "HERD7024") FAIL("accepted when cut at " << length);

  CHECK(refusal(with_file("a", entry("0777", "1", digest))).find("neither 0644 nor 0755") !=
        std::string::npos);
  CHECK(refusal(with_file("a", entry("0644", "-1", digest))).find("natural number") != std::string::npos);
  CHECK(refusal(with_file("a", entry("0644", "1.5", digest))).starts_with("HERD7024"));
  CHECK(refusal(with_file("a", entry("0644", "1", "abc"))).find("SHA-256") != std::string::npos);
  CHECK(refusal(with_file("a", entry("0644", "1", std::string(64, 'A')))).find("SHA-256") !=
        std::string::npos);
  CHECK(refusal(with_file("a", "[]")).find("not an object") != std::string::npos);
  CHECK(refusal(with_file("a", "{}")).starts_with("HERD7024"));
  CHECK(refusal(with_file("a", entry("0644", "1", digest) + R"(, "a": )" + entry("0644", "1", digest)))
            .find("twice") != std::string::npos);
  CHECK(refusal(std::string(100000, '[')).starts_with("HERD7024"));
  CHECK(refusal("[]").starts_with("HERD7024"));
  CHECK(refusal("<<<<<<< HEAD").starts_with("HERD7024"));
}

TEST_CASE("a manifest of a later herdc is told from a broken one") {
  CHECK(refusal(R"({"format": 2, "herdc": "9.0", "anything": [1]})") ==
        "HERD7025: the manifest `generated/x/herd.manifest.json` has format 2; this herdc knows formats up "
        "to 1");
  CHECK(refusal(R"({"format": 0})").starts_with("HERD7024"));
  CHECK(refusal(R"({"format": "2"})").starts_with("HERD7024"));
}

TEST_CASE("whichever bit of a manifest flips, it is refused or says something else") {
  const auto whole = render(small());
  for (std::size_t i = 0; i < whole.size(); ++i)
    for (int bit = 0; bit < 8; ++bit) {
      auto text = whole;
      text[i] = static_cast<char>(text[i] ^ (1 << bit));
      Sink sink;
      const auto manifest = output::parse_manifest(text, "m", sink);
      const bool only_layout = text[i] == ' ' || text[i] == '\n' || whole[i] == ' ' || whole[i] == '\n';
      if (manifest && render(*manifest) == whole && !only_layout) FAIL("byte " << i << ", bit " << bit);
    }
}
