#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

#include "compiler/dockerfile/add.h"
#include "compiler/dockerfile/commands.h"
#include "compiler/dockerfile/downloads.h"
#include "compiler/dockerfile/parse.h"
#include "compiler/dockerfile/steps.h"
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

std::string download(std::string_view command) {
  const auto file = parse("FROM a\nRUN " + std::string(command) + "\n");
  std::vector<std::string> words;
  for (const auto& word : file.instructions.at(1).words) words.push_back(word.text);
  const auto found = piped_download(words);
  if (!found) return "";
  CHECK(words.at(found->word).find(found->fetcher) != std::string::npos);
  return found->fetcher + " " + found->interpreter;
}

TEST_CASE("a shell that runs what is fetched is found") {
  const auto [command, expected] = GENERATE(table<std::string, std::string>({
      {"curl -fsSL https://e/x | sh", "curl sh"},
      {"curl e|bash", "curl bash"},
      {"apt-get update && wget -qO- e | /bin/bash -ex && true", "wget bash"},
      {"set -e; /usr/bin/curl e |& sudo -E -u root bash -s -- --yes", "curl bash"},
      {"if ! curl e | tee log | X=1 env Y=2 sh -o errexit; then exit 1; fi", "curl sh"},
      {"curl e | python3 -", "curl python3"},
      {"curl e | perl", "curl perl"},
      {"curl e 2>&1 | sh >/dev/null 2>&1", "curl sh"},
      {"[\"/bin/sh\", \"-c\", \"curl e | sh\"]", "curl sh"},
      {"sh -c 'curl e | sh'", "curl sh"},
      {"sh -c \"$(curl -fsSL e)\"", "curl sh"},
      {"sh -c \"`wget -O- e`\"", "wget sh"},
      {"bash <(curl -s e)", "curl bash"},
      {"eval \"$(curl e)\"", "curl eval"},
      {". <(curl e)", "curl ."},
      {"V=$(curl e | sh)", "curl sh"},
  }));
  CAPTURE(command);
  CHECK(download(command) == expected);
}

TEST_CASE("a download that nothing runs is none") {
  const auto command = GENERATE(
      as<std::string>{}, "curl e -o x && sha256sum -c sums && sh x", "curl e | tar xz",
      "curl e | gpg --dearmor > key", "curl e | python3 -m json.tool", "curl e | python3 -c 'import sys'",
      "curl e | perl -ne print", "curl e | bash -c 'cat >x'", "curl e | sh install.sh", "curl e || sh x",
      "curl e & sh x", "true # curl e | sh", "echo sh | curl e", "apt-get install curl | sh", "curl", "|",
      "| sh", "\"", "$(", "V=$(curl e) sh x", "curl e &>log ; sh");
  CAPTURE(command);
  CHECK(download(command).empty());
}

std::string objections(std::string_view steps) {
  Stage stage;
  std::string text;
  for (const auto& instruction : parse("FROM a\n" + std::string(steps)).instructions) {
    if (instruction.keyword != "RUN") continue;
    std::vector<std::string> words;
    for (const auto& word : run_words(instruction)) words.push_back(word.text);
    for (const auto& finding : stage.run(words)) text += finding.what + " ";
  }
  return text;
}

TEST_CASE("what is fetched is checked before it runs") {
  const auto [steps, expected] = GENERATE(table<std::string, std::string>({
      {"RUN curl e -o /t && chmod +x /t && /t\n", "/t "},
      {"RUN curl -fsSLo /usr/local/bin/t e\nRUN chmod 0755 /usr/local/bin/t\n", "/usr/local/bin/t "},
      {"RUN wget -q https://e/x/t.sh?y\nRUN bash t.sh\n", "t.sh "},
      {"RUN curl -LO https://e/t.deb; dpkg -i t.deb\n", "t.deb "},
      {"RUN curl e > /a; mv /a /b; . /b\n", "/b "},
      {"RUN curl e | tee /a >/dev/null && python3.11 /a\n", "/a "},
      {"RUN curl -o t.gz e && gunzip t.gz && sh t\n", "t "},
      {"RUN [\"sh\", \"-c\", \"curl e -o t\\nsh t\"]\n", "t "},
      {"RUN curl e -o t && sha256sum t && sh t\n", "t "},
      {"RUN curl e -o t && sha256sum -c sums && sh t\n", ""},
      {"RUN curl e -o t && [ \"$(sha256sum t)\" = \"D  t\" ] && sh t\n", ""},
      {"RUN curl e -o t && gpg --verify s t && sh t\n", ""},
      {"RUN curl e -o t && chmod 0644 t && cat t\n", ""},
      {"RUN curl e -o /dev/null && sh /dev/null\n", ""},
      {"RUN git clone e && cd e && ./configure && make install\n", ""},
  }));
  CAPTURE(steps);
  CHECK(objections(steps) == expected);
}

TEST_CASE("what else steps had better not do") {
  const auto [steps, expected] = GENERATE(table<std::string, std::string>({
      {"RUN sudo -i ssh-keygen\n", "sudo "},
      {"RUN sh -c 'docker commit z'\n", "docker "},
      {"RUN command -v sudo docker\n", ""},
      {"RUN apt-get update && apt-get install -y --no-install-recommends a=1 b c\n", "b "},
      {"RUN apt-get install -y a=$V $B ./c.deb 2>&1 >log\n", ""},
      {"RUN apt-get remove a\n", ""},
      {"RUN tar xzf a && tar -c b | cat\n", "tar "},
      {"RUN python3 -c \"import urllib.request as u;exec(u.urlopen('https://e').read())\"\n", "python3 "},
      {"RUN node -e 'fetch(\"https://e\").then(r => r.text()).then(eval)'\n", "node "},
      {"RUN python3 -c 'import urllib.request as u; print(u.urlopen(\"https://e\").status)'\n", ""},
      {"RUN echo 'a # b' && curl e | sh\n", "sh "},
  }));
  CAPTURE(steps);
  CHECK(objections(steps) == expected);
}

TEST_CASE("names and values that look like secrets") {
  for (const auto* name :
       {"PASSWORD", "db_password", "GITHUB_TOKEN", "API_KEY", "private_key", "DB_PASS", "MySecret"})
    CHECK(looks_like_secret(name, "x"));
  for (const auto* name : {"PASSWORD_FILE", "TOKEN_TTL", "COMPASS", "KEYBOARD", "PWD", "MAX_TOKENS", "A"})
    CHECK_FALSE(looks_like_secret(name, "x"));
  for (const auto* value : {"", "$X", "/run/secrets/x", "true"})
    CHECK_FALSE(looks_like_secret("PASSWORD", value));
}

TEST_CASE("shell text is cut into words, a line's end ends a command") {
  CHECK(shell_words("a b\n c # d\n\ne |\n f") ==
        std::vector<std::string>{"a", "b", ";", "c", ";", "e", "|", "f"});
  CHECK(shell_words("a '#b' \\\n c") == std::vector<std::string>{"a", "'#b'", "\\", "c"});
}

TEST_CASE("the sources of ADD are paths in the context") {
  const auto sources = [](const std::string& rest) {
    std::string text;
    for (const auto& source : add_sources(parse("ADD " + rest + "\n").instructions.at(0)))
      text += source.text + " ";
    return text;
  };
  CHECK(sources("a /b") == "a ");
  CHECK(sources("--chown=1:1 ./a /b/c x/../d \"e\" /") == "a b/c d e ");
  CHECK(sources("[\"a\", \"./b\", \"/\"]") == "a b ");
  CHECK(sources("[\"\\u0061\", \"/\"]") == "a ");
  CHECK(sources("a") == "");
  CHECK(names_file("a.tar", "a.tar"));
  CHECK(names_file("*.tar*", "a.tar.gz"));
  CHECK(names_file("d/?[a-c]*", "d/xb"));
  CHECK_FALSE(names_file("*", "d/a"));
  CHECK_FALSE(names_file("d/?", "d/"));
  CHECK_FALSE(names_file("*.tar", "a.tar.gz"));
  CHECK_FALSE(names_file("", "a"));
  CHECK_FALSE(names_file(std::string(40, '*') + "b", std::string(4000, 'a')));
}

TEST_CASE("archives are known by their bytes") {
  using namespace std::string_view_literals;
  CHECK(archive_kind("\x1f\x8b\x08\x00"sv) == "gzip");
  CHECK(archive_kind("\xfd"
                     "7zXZ\0\0"sv) == "xz");
  CHECK(archive_kind("\x28\xb5\x2f\xfd\0"sv) == "zstd");
  CHECK(archive_kind("BZh9"sv) == "bzip2");
  std::string tar(1024, '\0');
  CHECK_FALSE(archive_kind(tar));
  tar.replace(0, 5, "hello");
  tar.replace(148, 8, "001024\0 "sv);  // 5 letters: 532; 8 blanks: 256
  CHECK_FALSE(archive_kind(tar));
  tar.replace(148, 8, "001424\0 "sv);
  CHECK(archive_kind(tar) == "tar");
  CHECK_FALSE(archive_kind(tar.substr(0, 511)));
  CHECK_FALSE(archive_kind(""));
  CHECK_FALSE(archive_kind("#!/bin/sh\n"));
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

/// An image with a Dockerfile of its own, on a farm that declares `debian`. Beside it is `rootfs.tar.gz`.
struct Own : Farm {
  model::InputFileId add_file(const std::string& path, const std::string& bytes) {
    return model.files.push({path, bytes, false, sources.add(path, bytes)});
  }
  DeclId add_image(const std::string& name, const std::string& path, std::vector<model::InputFileId> files) {
    const auto context = model::make_shared_value(model::Files{path, std::move(files)}, Span{});
    return image(name, {{field::image::dockerfile, context}});
  }
  artifact::Artifact build(const std::string& dockerfile) {
    const auto id = add_image(
        "app", "app/Dockerfile",
        {add_file("app/Dockerfile", dockerfile), add_file("app/rootfs.tar.gz", "\x1f\x8b\x08 and so on")});
    return *Farm::file(images(), id, "Dockerfile");
  }
};

TEST_CASE("two Dockerfiles of one directory are two images") {
  Own own;
  const std::vector<model::InputFileId> files = {
      own.add_file("app/Dockerfile", "FROM debian\nCOPY x /\n"),
      own.add_file("app/Dockerfile.dev", "FROM debian\nRUN true\n"), own.add_file("app/x", "x")};
  const auto app = own.add_image("app", "app/Dockerfile", files);
  const auto dev = own.add_image("app-dev", "app/Dockerfile.dev", files);
  const auto contexts = own.images();
  CHECK(own.codes().empty());
  CHECK(contexts.contexts.at(app).dockerfile() == "Dockerfile");
  CHECK(contexts.contexts.at(dev).dockerfile() == "Dockerfile.dev");
  // What the image is made from is rewritten, the other one is as the user wrote it.
  CHECK(Farm::file(contexts, app, "Dockerfile")->bytes.find("FROM docker.io/library/debian@") !=
        std::string::npos);
  CHECK(Farm::file(contexts, app, "Dockerfile.dev")->bytes == "FROM debian\nRUN true\n");
  CHECK(Farm::file(contexts, dev, "Dockerfile")->bytes == "FROM debian\nCOPY x /\n");
  CHECK(Farm::file(contexts, dev, "Dockerfile.dev")->bytes.starts_with(image::banner));
}

TEST_CASE("which file is the Dockerfile is part of the digest") {
  Own own;
  const std::vector<model::InputFileId> files = {own.add_file("app/Dockerfile", "FROM scratch\n"),
                                                 own.add_file("app/Dockerfile.dev", "FROM scratch\n")};
  const auto app = own.add_image("app", "app/Dockerfile", files);
  const auto dev = own.add_image("app-dev", "app/Dockerfile.dev", files);
  const auto contexts = own.images();
  CHECK(contexts.contexts.at(app).digest != contexts.contexts.at(dev).digest);
}

TEST_CASE("a file that differs from the Dockerfile in case only is refused") {
  Own own;
  own.add_image("app", "app/Dockerfile",
                {own.add_file("app/Dockerfile", "FROM scratch\n"), own.add_file("app/dockerfile", "x")});
  own.images();
  CHECK(own.codes() == std::vector{6010});
}

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
      {"FROM debian\nRUN curl e | sh\n", 6027},
      {"FROM debian\nRUN [\"sh\", \"-c\", \"curl e | sh\"]\n", 6027},
      {"FROM scratch\nADD rootfs.tar.gz /\n", 6028},
      {"from scratch as a\nFROM A AS b\nFROM b\nadd [\"*.gz\", \"/\"]\n", 6028},
      {"FROM debian\nADD rootfs.tar.gz /x\n", 6028},
      {"FROM debian\nCOPY . /x\nRUN tar --extract -f /x/rootfs.tar.gz\n", 6028},
      {"FROM debian\nLABEL a=\"\xff\"\n", 6029},
      {"FROM debian\nLABEL a=b org.herdc.x=y\n", 6030},
      {"FROM debian\nWORKDIR x\n", 6031},
      {"FROM debian\nWORKDIR //proc/self\n", 6014},
      {"FROM debian\nUSER a b\n", 6032},
      {"FROM registry.example.com:5000/a/b:1@sha256:" + std::string(64, '1') + "\n", 6033},
      {"FROM debian\nCOPY x/../../y /z\n", 6010},
      {"FROM debian\nENV DB_PASS=x\n", 6044},
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
               "FROM docker.io/a/b:1@sha256:" + std::string(64, '1') + "\n",
               "FROM debian\nADD --checksum=sha256:abc https://example.com/x /x\nADD x y\n",
               "FROM scratch\nCOPY rootfs.tar.gz /\nADD other /\nFROM debian\nRUN tar -xf x\n",
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
  const auto number = GENERATE(range(6020, 6029), range(6030, 6034));
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
