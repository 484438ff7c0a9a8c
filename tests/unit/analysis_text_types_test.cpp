#include <catch2/catch.hpp>

#include "compiler/analysis/host_pattern.h"
#include "compiler/analysis/quantity.h"
#include "compiler/analysis/text_types.h"

namespace herdc::analysis {
namespace {

using schema::Scalar;
using Names = std::vector<std::string>;

Names expanded(std::string_view pattern) {
  const auto names = expand_hosts(pattern, 1000);
  INFO(pattern);
  REQUIRE(names);
  return *names;
}

TEST_CASE("host patterns") {
  CHECK(expanded("ops1") == Names{"ops1"});
  CHECK(expanded("ops[100..120 step 10]") == Names{"ops100", "ops110", "ops120"});
  CHECK(expanded("cow[08..11]") == Names{"cow08", "cow09", "cow10", "cow11"});
  CHECK(expanded("a[8..11]") == Names{"a8", "a9", "a10", "a11"});
  CHECK(expanded("[x,y]-db") == Names{"x-db", "y-db"});
  CHECK(expanded("r[1..2]-[a, b]") == Names{"r1-a", "r1-b", "r2-a", "r2-b"});
  CHECK(expanded("x[5..5]") == Names{"x5"});
  CHECK(expanded("x[1..10 step 4]") == Names{"x1", "x5", "x9"});
  CHECK(expanded("x[0..2]") == Names{"x0", "x1", "x2"});
}

TEST_CASE("what is no host pattern") {
  for (const std::string pattern : {"",
                                    " ",
                                    "Ops1",
                                    "ops_1",
                                    "ops.1",
                                    "-ops",
                                    "ops-",
                                    "ops[",
                                    "ops]",
                                    "ops[]",
                                    "ops[1",
                                    "ops[1..]",
                                    "ops[..2]",
                                    "ops[2..1]",
                                    "ops[1..2 step 0]",
                                    "ops[1..2 step]",
                                    "ops[1..2 step -1]",
                                    "ops[01..100]",
                                    "ops[a..c]",
                                    "ops[a,]",
                                    "ops[1...3]",
                                    "ops[1..2..3]",
                                    "ops[[1..2]]",
                                    "ops[1..2",
                                    "a b",
                                    "a\nb",
                                    "é",
                                    "ops[1..2]\x01",
                                    "a[1,2 step 1]",
                                    "ops[100-120]"}) {
    CAPTURE(pattern);
    CHECK_FALSE(expand_hosts(pattern, 1000));
  }
  CHECK(expand_hosts(std::string(63, 'a'), 1));
  CHECK_FALSE(expand_hosts(std::string(64, 'a'), 1));
}

TEST_CASE("a pattern is bounded before it is expanded") {
  CHECK(expanded("x[1..1000]").size() == 1000);
  CHECK_FALSE(expand_hosts("x[1..1001]", 1000));
  CHECK_FALSE(expand_hosts("x[1..999999999999]", 1000));
  CHECK_FALSE(expand_hosts("x[1..99999999999999999999]", 1000));
  CHECK_FALSE(expand_hosts("x[1..100][1..100]", 1000));
  CHECK_FALSE(expand_hosts("x[1..999][1..999][1..999][1..999][1..999][1..999]", 1000));
}

void check_type(Scalar type, const std::vector<std::string>& good, const std::vector<std::string>& bad) {
  for (const auto& text : good) {
    CAPTURE(schema::to_text(type), text);
    CHECK(text_type_problem(type, text).empty());
  }
  for (const auto& text : bad) {
    CAPTURE(schema::to_text(type), text);
    CHECK_FALSE(text_type_problem(type, text).empty());
  }
}

TEST_CASE("paths") {
  check_type(Scalar::path, {"/", "/a", "/a b/c", "/é", "/a:b", "/..a", "/a/..."},
             {"", "a", "./a", "/a/", "//", "/a//b", "/..", "/a/../b", "/a/.", "/a\nb",
              std::string("/a\0b", 4), "~/a", "/a\x1b", "/" + std::string(4096, 'a')});
}

TEST_CASE("addresses, networks and cards") {
  check_type(Scalar::address, {"10.0.0.1", "0.0.0.0", "255.255.255.255"},
             {"", "10.0.0", "10.0.0.256", "10.0.0.01", "10.0.0.1.", ".10.0.0.1", "10.0.0.1/24", "::1",
              "10.0.0.1 ", "0x7f.0.0.1", "10.0.0.-1", "10.0.0.1\n", "1e1.0.0.1", "١.0.0.1"});
  check_type(Scalar::cidr, {"10.0.0.0/8", "0.0.0.0/0", "10.0.0.1/32"},
             {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "/8", "a/8"});
  check_type(Scalar::mac, {"52:54:00:12:34:56", "AA:bb:cc:dd:ee:ff"},
             {"", "52:54:00:12:34", "52-54-00-12-34-56", "gg:54:00:12:34:56", "00:00:00:00:00:00",
              "01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff", "52:54:00:12:34:56\n"});
}

TEST_CASE("names of domains, registries and repositories") {
  check_type(Scalar::domain, {"example.com", "prod.example.com", "localhost", "a"},
             {"", ".", "example.com.", ".example.com", "a..b", "Example.com", "a b", "a_b.com", "-a.com",
              "a-.com", std::string(64, 'a') + ".com", "example.com/x", "example.com\n"});
  check_type(Scalar::registry, {"registry.example.com:5000", "localhost:5000", "10.0.0.1:5000", "docker.io"},
             {"", ":5000", "r:", "r:0", "r:65536", "r:05000", "https://r", "r/x", "user@r", "r:5000:1", "R",
              "r:5000/x"});
  check_type(Scalar::repository, {"docker.io/library/debian", "localhost/x", "r.example.com:5000/a/b__c-d"},
             {"", "debian", "library/debian", "docker.io/library/debian:12",
              "docker.io/library/debian@sha256:aa", "docker.io/", "docker.io//x", "docker.io/X",
              "docker.io/a/../b", "docker.io/-a", "docker.io/a..b", "docker.io/a b"});
  check_type(Scalar::tag, {"1", "bookworm-20260824-slim", "v1.2_3"},
             {"", "latest", "-a", ".a", "a/b", "a b", "a:b", "a\n", "é", std::string(129, 'a')});
}

TEST_CASE("what reaches docker's command line") {
  check_type(
      Scalar::user, {"root", "0", "1000:1000", "app:app", "_x", "2181:2181"},
      {"", ":", "a:", ":a", "A", "-1", "a b", "1000:1000:1", "65536", "$USER", "a\n", std::string(33, 'a')});
  check_type(Scalar::restart, {"no", "always", "unless-stopped", "on-failure", "on-failure:3"},
             {"", "never", "on-failure:", "on-failure:-1", "on-failure:x", "on-failure(3)", "always "});
  check_type(Scalar::env_name, {"A", "_a1", "PATH_2"},
             {"", "1A", "A-B", "A=B", "A B", "É", "A\n", std::string("A\0", 2), std::string(255, 'A')});
  check_type(Scalar::label_name, {"a", "org.example/x", "A-b_c.d"},
             {"", "-a", ".a", "a=b", "a b", "org.herdc.x", "a\n", std::string(129, 'a')});
  check_type(Scalar::signal, {"SIGTERM", "SIGINT", "SIGKILL", "SIGRTMIN+3"},
             {"", "TERM", "9", "SIG", "sigterm", "SIGTERM ", "SIGFOO"});
  check_type(Scalar::mode, {"0644", "0755"}, {"", "644", "755", "0777", "4755", "u+x"});
}

TEST_CASE("packages, addresses of pages, dates") {
  check_type(Scalar::package, {"curl", "libstdc++6", "curl=7.88.1-10+deb12u8", "libc6:i386", "g++"},
             {"", "a", "-o", "--yes", "curl ", "curl;id", "curl\n", "CURL", "curl=", "curl-", "curl=7-",
              "curl=7+", "$(id)", "a&b", "../x.deb"});
  check_type(Scalar::url, {"https://example.com/x?y=z#a", "zk://a:1,b:2/c"},
             {"", "example.com", "https://", "https://a b", "https://user:pass@example.com/", "https://a\nb",
              "javascript:1"});
  check_type(Scalar::date, {"2026-05-31"},
             {"", "2026-5-31", "2026-13-01", "2026-00-10", "2026-01-32", "31.05.2026", "2026-05-31x"});
  check_type(Scalar::shell, {"true", "echo a && b"}, {"", std::string("a\0b", 3)});
}

TEST_CASE("no text type is troubled by a long or a binary text") {
  std::string every_byte;
  for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
  for (int i = 0; i <= static_cast<int>(Scalar::dockerfile); ++i) {
    const auto type = static_cast<Scalar>(i);
    if (!is_text_type(type)) continue;
    CHECK_FALSE(text_type_title(type).empty());
    CHECK_FALSE(text_type_problem(type, every_byte).empty());
    CHECK((type == Scalar::regex || !text_type_problem(type, "").empty()));
    text_type_problem(type, std::string(1'000'000, 'a'));
    text_type_problem(type, std::string(1'000'000, '/'));
    text_type_problem(type, std::string(1'000'000, '.'));
  }
}

TEST_CASE("quantities") {
  using model::Bytes;
  using model::Duration;
  const auto bytes = [](std::int64_t count) { return std::optional<model::Value::Data>(Bytes{count}); };
  const auto time = [](std::int64_t ms) { return std::optional<model::Value::Data>(Duration{ms}); };
  CHECK(parse_quantity("2GiB") == bytes(std::int64_t{2} << 30));
  CHECK(parse_quantity("0.5KiB") == bytes(512));
  CHECK(parse_quantity("1B") == bytes(1));
  CHECK(parse_quantity("1.5s") == time(1500));
  CHECK(parse_quantity("0.001s") == time(1));
  CHECK(parse_quantity("2d") == time(172'800'000));
  CHECK(parse_quantity("12") == std::optional<model::Value::Data>(std::int64_t{12}));
  CHECK(parse_quantity("8388607TiB") == bytes(std::int64_t{8388607} << 40));
  for (const auto* text : {"", "B", "0.3B", "0.0001s", "8388608TiB", "2GB", "2g", "5m", "2 GiB", "-1B", "01B",
                           "1e3", "1.GiB", "99999999999999999999", "1GiBs", "١GiB"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_quantity(text));
  }
  CHECK(to_text(Bytes{std::int64_t{3} << 29}) == "1536MiB");
  CHECK(to_text(Bytes{1}) == "1B");
  CHECK(to_text(Bytes{0}) == "0B");
  CHECK(to_text(Duration{90'000}) == "90s");
  CHECK(to_text(Duration{-60'000}) == "-1min");
}

}  // namespace
}  // namespace herdc::analysis
