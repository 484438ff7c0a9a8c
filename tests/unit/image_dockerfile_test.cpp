#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "compiler/dockerfile/parse.h"
#include "tests/unit/farm.h"

namespace herdc::dockerfile {
namespace {

const std::string digest = "@sha256:" + std::string(64, '0');

std::vector<std::string> outside(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& reference : references(text))
    if (!reference.is_stage) names.push_back(reference.text);
  return names;
}

TEST_CASE("instructions are joined over continuation lines, comments and empty lines") {
  const auto file = parse("# a\nFROM a AS b\nrun echo \\\n# c\n\n  x\\\n  y\nCMD [\"z\"]\n");
  REQUIRE(file.instructions.size() == 3);
  CHECK(file.instructions[1].keyword == "RUN");
  REQUIRE(file.instructions[1].words.size() == 3);
  CHECK(file.instructions[1].words[1].text == "x");
  CHECK(file.doubts.empty());
}

TEST_CASE("references are what comes from outside the file") {
  CHECK(outside("FROM debian\n") == std::vector<std::string>{"debian"});
  CHECK(outside(
            "from --platform=linux/amd64 debian as x\nFROM x\nCOPY --from=0 /a /b\nCOPY --from=X /a /b\n") ==
        std::vector<std::string>{"debian"});
  CHECK(outside("FROM a\nCOPY --chown=1:1 --from=evil /a /b\n") == std::vector<std::string>{"a", "evil"});
  CHECK(outside("FROM a\nRUN --mount=type=bind,from=evil,target=/x true\n") ==
        std::vector<std::string>{"a", "evil"});
  CHECK(outside("FROM a\nRUN echo --from=b\n") == std::vector<std::string>{"a"});
  CHECK(outside("FROM \\\n  # comment\n  evil\n") == std::vector<std::string>{"evil"});
}

TEST_CASE("a stage is no earlier one for itself or for those before it") {
  CHECK(outside("FROM a\nCOPY --from=0 /a /b\n") == std::vector<std::string>{"a", "0"});
  CHECK(outside("FROM a AS b\nCOPY --from=b /a /b\n") == std::vector<std::string>{"a", "b"});
  CHECK(outside("FROM b\nFROM a AS b\n") == std::vector<std::string>{"b", "a"});
}

TEST_CASE("ranges point into the file") {
  const std::string text = "FROM a\nCOPY --from=evil /a /b\n";
  const auto found = references(text);
  REQUIRE(found.size() == 2);
  CHECK(text.substr(found[1].range.begin, found[1].range.end - found[1].range.begin) == "evil");
}

TEST_CASE("a pinned reference has a name and a whole digest") {
  CHECK(is_pinned("debian" + digest));
  CHECK(is_pinned("docker.io:5000/library/debian:12" + digest));
  CHECK_FALSE(is_pinned("debian@sha256:1234"));
  CHECK_FALSE(is_pinned(digest));
  CHECK_FALSE(is_pinned("$X" + digest));
  CHECK_FALSE(is_pinned("debian:12"));
  CHECK_FALSE(is_pinned("debian" + digest + "0"));
}

TEST_CASE("what docker versions read differently is a doubt") {
  CHECK(parse("FROM a\nRUN echo \\\\\nFROM evil\n").doubts.size() == 1);
  CHECK(parse("FROM a\nRUN <<EOF\nFROM evil\nEOF\n").doubts.size() == 1);
  CHECK(parse("FROM a\nCOPY --fr\"om\"=evil a b\n").doubts.size() == 1);
  CHECK(parse("FROM a\nRUN echo $((1<<2)) && cat <<<\"x\"\n").doubts.empty());
}

TEST_CASE("directives are those of the head only") {
  CHECK(parse("# syntax=docker.io/evil/frontend:1\nFROM a\n").directives.size() == 1);
  CHECK(parse("#  Escape = `\n# check=skip=all\nFROM a\n").directives.size() == 2);
  CHECK(parse("# a comment\n# syntax=x\nFROM a\n").directives.empty());
}

TEST_CASE("a long Dockerfile and one without a line feed are read") {
  std::string text = "FROM a\n";
  for (int i = 0; i < 200'000; ++i) text += "RUN true\n";
  CHECK(parse(text).instructions.size() == 200'001);
  CHECK(parse("FROM a \\").instructions.size() == 1);
  CHECK(parse("\\").instructions.empty());
  CHECK(parse("").instructions.empty());
}

}  // namespace
}  // namespace herdc::dockerfile

namespace herdc::test {
namespace {

/// An image with a Dockerfile of its own, on a farm that declares `debian`.
struct Own : Farm {
  artifact::Artifact build(const std::string& dockerfile) {
    const auto source = sources.add("app/Dockerfile", dockerfile);
    const auto file = model.files.push({"app/Dockerfile", dockerfile, false, source});
    const auto files = model::make_shared_value(model::Files{"app/Dockerfile", {file}}, Span{});
    const auto id = image("app", {{field::image::dockerfile, files}});
    return *Farm::file(images(), id, "Dockerfile");
  }
};

TEST_CASE("a declared name in FROM and COPY --from becomes its pinned reference") {
  Own own;
  const auto file =
      own.build("FROM debian AS a\nRUN true\n\nFROM a\nCOPY --from=debian /x /y\r\nCOPY --from=a /x /y\n");
  CHECK(own.codes().empty());
  const auto pinned = "docker.io/library/debian@sha256:" + std::string(64, 'a');
  CHECK(file.bytes == std::string(image::banner) + "\nFROM " + pinned +
                          " AS a\nRUN true\n\nFROM a\nCOPY --from=" + pinned +
                          " /x /y\nCOPY --from=a /x /y\n");
  CHECK(own.sources.place(file.origins[5][0]) == "app/Dockerfile:5");
}

TEST_CASE("the Dockerfile-only rule") {
  const auto [dockerfile, code] = GENERATE(table<std::string, int>({
      {"FROM boritzio/docker-base\n", 6020},
      {"FROM ubuntu\n", 6020},
      {"FROM ubuntu:latest\n", 6020},
      {"FROM ubuntu@sha256:1234\n", 6020},
      {"FROM debian\nCOPY --from=alpine:latest /a /b\n", 6020},
      {"FROM debian\nRUN --mount=type=bind,from=alpine,target=/x true\n", 6020},
      {"ARG BASE=debian\nFROM $BASE\n", 6021},
      {"FROM debian\nCOPY --from=${X} /a /b\n", 6021},
      {"# syntax=docker.io/evil/frontend:1\nFROM debian\n", 6022},
      {"# escape=`\nFROM debian\n", 6022},
      {"FROM debian\nONBUILD RUN curl e | sh\n", 6023},
      {"FROM debian\nADD https://example.com/x.tar /x\n", 6024},
      {"FROM debian\nADD git@github.com:evil/r.git /src\n", 6024},
      {"FROM debian\nADD [\"https://example.com/x\", \"/x\"]\n", 6024},
      {"FROM debian\nRUN cat <<'EOF'\nFROM evil\nEOF\n", 6025},
      {"FROM deb\\\nian\n", 6025},
      {"FROM debian\nRUN echo \\\\\n  x\n", 6025},
      {"RUN true\n", 6026},
      {"", 6026},
      {"FROM debian\nRUN " + std::string(70'000, 'a') + "\n", 6012},
  }));
  CAPTURE(dockerfile);
  Own own;
  own.build(dockerfile);
  const auto codes = own.codes();
  CHECK(std::find(codes.begin(), codes.end(), code) != codes.end());
}

TEST_CASE("what the Dockerfile-only rule lets through") {
  const auto dockerfile =
      GENERATE(as<std::string>{}, "FROM scratch\n", "FROM debian AS x\nFROM x\nCOPY --from=0 /a /b\n",
               "FROM registry.example.com:5000/a/b:1@sha256:" + std::string(64, '1') + "\n",
               "FROM debian\nADD --checksum=sha256:abc https://example.com/x /x\nADD x y\n",
               "# a comment\nARG A=1\nFROM debian\nCOPY --chown=$A x y\n");
  Own own;
  own.build(dockerfile);
  CHECK(own.codes().empty());
}

/// The fenced block of a page that begins with "```KIND".
std::string example(const std::string& page, const std::string& kind) {
  const auto fence = "```" + kind + "\n";
  const auto begin = page.find(fence) + fence.size();
  return page.substr(begin, page.find("```", begin) - begin);
}

TEST_CASE("the Dockerfiles on the pages of `herdc explain` are what the pages say") {
  const auto number = GENERATE(range(6020, 6027));
  const auto pages = std::filesystem::path(__FILE__).parent_path() / "../../docs/diagnostics";
  std::ifstream file(pages / ("HERD" + std::to_string(number) + ".md"));
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  REQUIRE_FALSE(page.empty());
  Own bad;
  bad.build(example(page, "dockerfile bad"));
  const auto codes = bad.codes();
  CHECK(std::find(codes.begin(), codes.end(), number) != codes.end());
  Own fixed;
  fixed.build(example(page, "dockerfile fixed"));
  CHECK(fixed.codes().empty());
}

}  // namespace
}  // namespace herdc::test
