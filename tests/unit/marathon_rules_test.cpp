#include <catch2/catch.hpp>

#include "compiler/backend/marathon/document.h"
#include "compiler/backend/marathon/field_table.h"
#include "compiler/backend/marathon/json_text.h"
#include "compiler/backend/marathon/rules.h"
#include "compiler/backend/marathon/slaves.h"
#include "compiler/backend/marathon/version.h"
#include "farm.h"

namespace herdc::marathon {
namespace {

using test::Farm;

std::string written(const Json& document) {
  return json_text(document).finish("x", "x", false).bytes;
}

TEST_CASE("a version without a third number is the last of its line") {
  CHECK(parse_version("1.10") > parse_version("1.10.17"));
  CHECK(parse_version("1.10.2") < parse_version("1.10.17"));
  CHECK(parse_version("0.8") < parse_version("0.13.0"));
  CHECK(parse_version("1.4") < parse_version("1.5.0"));
}

TEST_CASE("names of fields go from one spelling to the other and back") {
  for (const auto& [name, field] : app_fields().members) CHECK(camel_case(snake_case(name)) == name);
  CHECK(camel_case("task_kill_grace_period_seconds") == "taskKillGracePeriodSeconds");
  CHECK(camel_case("ignore_http1xx") == "ignoreHttp1xx");
}

TEST_CASE(
    "each field of Marathon's that an app does not have by its name is one that messages send elsewhere") {
  for (const auto& [name, field] : app_fields().members) {
    INFO(name);
    const auto instead = schema::instead_of(schema::Shape::app, name);
    CHECK(instead.has_value() != schema::find_field(schema::Shape::app, snake_case(name)).has_value());
    if (!instead || name == "healthChecks") continue;  // `health` is one check of them
    CHECK(*instead == own_field(name).value_or("marathon { " + snake_case(name) + " = … }"));
  }
  CHECK_FALSE(schema::instead_of(schema::Shape::service, "gpus"));
}

TEST_CASE("the table is a tree of what Marathon's API takes") {
  const auto& app = app_fields();
  const auto& docker = app.members.at("container").members.at("docker");
  CHECK(docker.members.at("image").required);
  CHECK(docker.members.at("parameters").element.front().members.at("key").type == "string");
  CHECK(app.members.at("container").members.at("volumes").element.front().forms.size() == 4);
  CHECK(app.members.at("labels").is_map());
  CHECK(app.members.at("instances").maximum == 2147483647.0);
  CHECK(app.members.at("tty").since == "1.5.0");
}

TEST_CASE("a document is laid out with sorted keys, one value a line") {
  auto document = Json::object({});
  document.put("b", Json::text("a\"\\\n\x7f\u2028é", {}));
  document.put("a", Json::list({}));
  document.object_at("c", {}).put("d", Json::number(*Decimal::parse("0.25"), {}));
  CHECK(written(document) ==
        "{\n  \"a\": [],\n  \"b\": \"a\\\"\\\\\\n\\u007f\\u2028é\",\n  \"c\": {\n    \"d\": 0.25\n  }\n}\n");
}

TEST_CASE("a repetition inside a repetition can take for ever") {
  for (const auto* text : {"(a+)+", "((a|b)*c)*", "(a{2,}){3,}", "((x*))+", "(?:a*)*"}) {
    INFO(text);
    CHECK(can_be_endless(text));
  }
  for (const auto* text : {"", "a+b*", "(a|b)+", "[()*+]+", "\\(a+\\)+", "(a{2}){3}", "(a+)?", ")+("}) {
    INFO(text);
    CHECK_FALSE(can_be_endless(text));
  }
}

TEST_CASE("an expression whose brackets and repetitions are whole is one of Java's") {
  for (const auto* text :
       {"",           "a",       "[a-c]+", "[]a]", "[^]a]",    "[a[bc]]", "(a|b)*",      "(?:a)?",
        "(?<rack>a)", "a{2,3}?", "a*+",    "\\[",  "\\Q[(\\E", "\\Q[(",   "\\p{Alpha}+", "\\x{1F}",
        "\\c[",       "^a$",     "}",      "|a"}) {
    INFO(text);
    CHECK(expression_problem(text) == "");
  }
  for (const auto* text : {"[a", "[]", "[a[b]", "(a", "a)", "(a))(", "*a", "+", "a|*", "(*a)", "a**", "a{2",
                           "\\", "a\\", "\\Qa\\E("}) {
    INFO(text);
    CHECK(expression_problem(text) != "");
  }
}

/// What a pool of slaves with this flag offers.
Slaves with_flag(const std::string& name, model::Value value) {
  Farm farm;
  model::Map flags;
  flags.emplace(name, std::move(value));
  farm.add(schema::Shape::slaves, "cattle", {FileId{0}, 40, 41},
           {{schema::field::slaves::flags, test::map(flags)}});
  return slaves_of(farm.model);
}

TEST_CASE("slaves offer ports 31000 to 32000 unless their resources say otherwise") {
  CHECK(with_flag("work_dir", test::text("/x")).offer(31500));
  CHECK_FALSE(with_flag("work_dir", test::text("/x")).offer(4400));
  CHECK_FALSE(with_flag("resources", test::text("cpus:8")).offer(4400));
  CHECK(with_flag("resources", test::text("cpus(*):8;ports(*):[31000-32000, 4400-4400]")).offer(4400));
  CHECK_FALSE(with_flag("resources", test::text("ports:[4400-4400]")).offer(31000));
  // What is not understood is not held against an app.
  CHECK(with_flag("resources", test::text("file:///etc/resources")).offer(4400));
  CHECK(with_flag("resources", test::text("[{\"name\": \"ports\"}]")).offer(4400));
  CHECK(Slaves{}.offer(1));
}

TEST_CASE("attributes are read from the flag's text and from a map") {
  CHECK(with_flag("attributes", test::text("rack:r1;level:10")).attributes ==
        std::set<std::string>{"level", "rack"});
  model::Map map;
  map.emplace("rack", test::text("r1"));
  CHECK(with_flag("attributes", test::map(map)).attributes == std::set<std::string>{"rack"});
}

}  // namespace
}  // namespace herdc::marathon
