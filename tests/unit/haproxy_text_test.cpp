#include <catch2/catch.hpp>

#include "compiler/backend/haproxy/text.h"
#include "compiler/backend/haproxy/words.h"

namespace herdc::haproxy {
namespace {

using model::Duration;

TEST_CASE("a word of the configuration is quoted when it has to be") {
  CHECK(ConfigWord::literal("/master/state").text() == "/master/state");
  CHECK(ConfigWord::literal("127.0.0.1:80").text() == "127.0.0.1:80");
  CHECK(ConfigWord::literal("").text() == "''");
  CHECK(ConfigWord::literal("a b").text() == "'a b'");
  CHECK(ConfigWord::literal("$HOME").text() == "'$HOME'");
  CHECK(ConfigWord::literal("a#b").text() == "'a#b'");
  CHECK(ConfigWord::literal("it's").text() == "'it'\\''s'");
  CHECK(ConfigWord::literal("a\\b\"c").text() == "'a\\b\"c'");
}

TEST_CASE("a time is written in its largest exact unit") {
  CHECK(config_time(Duration{1500}) == "1500ms");
  CHECK(config_time(Duration{10'000}) == "10s");
  CHECK(config_time(Duration{120'000}) == "2m");
  CHECK(config_time(Duration{86'400'000}) == "1d");
}

TEST_CASE("the bound after an election is the slower of getting in and getting out") {
  const auto bound = [](std::int64_t interval, std::int64_t retry, std::int64_t fall, std::int64_t rise) {
    return election_bound({Duration{interval}, Duration{retry}, fall, rise, {}}).milliseconds;
  };
  CHECK(bound(10'000, 1000, 1, 1) == 10'000);
  CHECK(bound(10'000, 10'000, 1, 3) == 30'000);
  CHECK(bound(10'000, 1000, 3, 2) == 12'000);
}

Proxy proxy_with(Route route) {
  Proxy proxy;
  proxy.name = "edge";
  proxy.cluster = "demo";
  route.domain = "a.example.com";
  proxy.routes.push_back(std::move(route));
  return proxy;
}

std::string text_of(const Proxy& proxy) {
  return configuration(proxy).finish("", "", false).bytes;
}

TEST_CASE("guards of a route stand in the order of network, HTTPS, password") {
  Route route;
  route.allowed = {{"10.0.0.0/8", {}}};
  route.users = Placed{"people", {}};
  auto proxy = proxy_with(route);
  proxy.tls = Tls{8443, {{"cert", {}}}, true, {}};
  const auto text = text_of(proxy);
  const auto deny = text.find("deny deny_status 403 unless allowed");
  const auto redirect = text.find("redirect prefix https://a.example.com:8443 code 308 unless { ssl_fc }");
  const auto password = text.find("auth realm a.example.com unless { http_auth(people) }");
  CHECK(deny < redirect);
  CHECK(redirect < password);
  CHECK(password != std::string::npos);
}

TEST_CASE("the description changes with any other line, and only then") {
  const auto description = [](const Proxy& proxy) {
    const auto text = text_of(proxy);
    return text.substr(text.find("  description herd-"), 35);
  };
  auto proxy = proxy_with({});
  const auto before = description(proxy);
  CHECK(description(proxy) == before);
  proxy.port = 81;
  CHECK(description(proxy) != before);
}

TEST_CASE("every file ends in a line feed, without which HAProxy takes none") {
  CHECK(text_of(proxy_with({})).ends_with("\n"));
}

}  // namespace
}  // namespace herdc::haproxy
