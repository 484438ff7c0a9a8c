#include <array>
#include <catch2/catch.hpp>
#include <cstdio>
#include <memory>
#include <random>

#include "compiler/backend/docker/limits.h"
#include "compiler/backend/docker/shell_words.h"

namespace herdc::docker {
namespace {

/// What a real bash makes of the script, on its standard output.
std::string bash(const std::string& script) {
  const auto close = [](std::FILE* file) { std::fclose(file); };
  const std::string path = std::tmpnam(nullptr);
  {
    std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "wb"), close);
    std::fwrite(script.data(), 1, script.size(), file.get());
  }
  std::string output;
  std::FILE* pipe = popen(("exec bash " + path).c_str(), "r");
  std::array<char, 4096> buffer;
  while (const auto size = std::fread(buffer.data(), 1, buffer.size(), pipe))
    output.append(buffer.data(), size);
  pclose(pipe);
  std::remove(path.c_str());
  return output;
}

void check_round_trip(const std::vector<std::string>& values) {
  std::string script = "words=(\n";
  std::string expected;
  for (const auto& value : values) {
    script += "  --env=A=" + ShellWord::literal(value).text() + "\n";
    expected += "--env=A=" + value + '\0';
  }
  const bool clean = std::all_of(script.begin(), script.end(), [](char c) {
    return c == '\n' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
  CHECK(clean);
  CHECK(bash(script + ")\nprintf '%s\\0' \"${words[@]}\"\n") == expected);
}

TEST_CASE("hostile words come out of a real bash as they went in") {
  check_round_trip({"`touch /tmp/pwn`",
                    "it's",
                    "'; touch /tmp/pwn; '",
                    "\"a\\b\\\\c\"\"",
                    "",
                    "-rf / --privileged",
                    "\t lead and trail  ",
                    "\r\n",
                    "\n",
                    "a\n",
                    "\x1b[2Jhidden",
                    "$HOME",
                    "${X:-y}",
                    "$(id)",
                    "~",
                    "~/x",
                    "*",
                    "{a,b}",
                    "!!",
                    "#",
                    "a#b",
                    "\\",
                    "a\\",
                    "'",
                    "''",
                    "\xe2\x80\xae"
                    "evil",
                    "\xc2\x9b"
                    "31m",
                    "\xff\xfe",
                    "\xc3",
                    "\xe6\x97\xa5\xe6\x9c\xac",
                    "[0]=x",
                    "a=b",
                    "%s%n",
                    "\x7f",
                    "\x01"
                    "1",
                    "$'x'",
                    std::string(100'000, '\'')});
}

TEST_CASE("random bytes come out of a real bash as they went in") {
  std::mt19937 random(20261122);  // NOLINT: the same bytes in every run
  std::vector<std::string> values;
  for (int i = 0; i < 2000; ++i) {
    std::string value;
    for (auto n = random() % 12; n > 0; --n) value += static_cast<char>(1 + random() % 255);
    values.push_back(value);
  }
  check_round_trip(values);
}

TEST_CASE("plain words stay readable") {
  CHECK(ShellWord::literal("a-b/c:d=e").text() == "a-b/c:d=e");
  CHECK(ShellWord::literal("ops100,ops110").text() == "'ops100,ops110'");
  CHECK(ShellWord::literal("").text() == "''");
  CHECK(ShellWord::literal("a b").text() == "'a b'");
  CHECK(ShellWord::literal("\xc3\xbc x").text() == "'\xc3\xbc x'");
  CHECK(ShellWord::literal("a\n'").text() == "$'a\\n\\''");
  CHECK((ShellWord::literal("--a=") + ShellWord::variable("env_A")).text() == "--a=\"$env_A\"");
}

TEST_CASE("a comment is one printable line") {
  CHECK(comment_text("a\nb").find('\n') == std::string::npos);
  CHECK(comment_text("\x1b[2J").find('\x1b') == std::string::npos);
}

TEST_CASE("commas and quotes do not end a field of a mount") {
  CHECK(csv_field("source=/a") == "source=/a");
  CHECK(csv_field("source=/a,readonly,source=/etc") == "\"source=/a,readonly,source=/etc\"");
  CHECK(csv_field("a\"b") == "\"a\"\"b\"");
}

TEST_CASE("sizes are exact") {
  CHECK(docker_size({std::int64_t{2} << 30}) == "2g");
  CHECK(docker_size({std::int64_t{1536} << 20}) == "1536m");
  CHECK(docker_size({3 << 10}) == "3k");
  CHECK(docker_size({1001}) == "1001b");
}

}  // namespace
}  // namespace herdc::docker
