#include <catch2/catch.hpp>

#include "syntax_source.h"

// What people type by mistake: each gives one message, with the code and at the place where the mistake is,
// and the way out as its hint.

namespace {

struct Mistake {
  const char* text;
  int code;
  const char* place;
  const char* hint;  ///< a part of it
};

const Mistake mistakes[] = {
    // Characters.
    {"a = 'x'", 1005, "1:5", "\"…\""},
    {"a = “x”", 1005, "1:5", "\"…\""},
    {"a = $HOME", 1004, "1:5", "\\(name)"},
    {"a = b % 2", 1004, "1:7", "mod(a, b)"},
    {"a = b ? c : d", 1004, "1:7", "if a then b else c"},
    {"größe = 1", 1009, "1:3", "a-z"},
    {"a = b\xC2\xA0", 1003, "1:6", "plain space"},
    {"// note", 1006, "1:1", "`#`"},
    {"/* note\n more */\na = 1", 1006, "1:1", "before each line"},
    {"a = 1;", 1008, "1:6", "leave it out"},
    {"a = b && c", 1007, "1:7", "`and`"},
    {"a = b || c", 1007, "1:7", "`or`"},
    {"a = !b", 1007, "1:5", "`not`"},
    {"a = b === c", 1007, "1:7", "`==`"},
    {"a := 1", 1007, "1:3", "`=`"},
    {"a => 1", 1007, "1:3", "`=`"},
    // Text and numbers.
    {"a = \"x", 1020, "1:5", "close it"},
    {"a = \"\"\"\nx\n", 1021, "1:5", "`\"\"\"`"},
    {"a = \"x \\(y\"", 1022, "1:8", "`)`"},
    {"a = \"\\d\"", 1023, "1:6", "`\\\\`"},
    {"a = \"\\$x\"", 1023, "1:6", "stays itself"},
    {"a = \"\\x41\"", 1023, "1:6", "\\u{…}"},
    {"a = \"\\u{d800}\"", 1024, "1:6", "hexadecimal"},
    {"a = \"\\()\"", 1085, "1:6", "value"},
    {"a = 2g", 1025, "1:6", "`2GiB`"},
    {"a = 2GB", 1025, "1:6", "`2GiB`"},
    {"a = 2Gi", 1025, "1:6", "`2GiB`"},
    {"a = 512M", 1025, "1:8", "`512MiB`"},
    {"a = 5m", 1025, "1:6", "`5min` for a duration, or `5MiB`"},
    {"a = 10sec", 1025, "1:7", "`10s`"},
    {"a = 5furlongs", 1025, "1:6", "`KiB`"},
    {"a = 2 GiB", 1028, "1:7", "`2GiB`"},
    {"a = 2 GB", 1025, "1:7", "`2GiB`"},
    {"a = 0755", 1026, "1:5", "`\"0755\"`; otherwise write `755`"},
    {"a = 00.5", 1026, "1:5", "otherwise write `0.5`"},
    {"a = .5", 1027, "1:5", "`0.5`"},
    {"a = 1_000", 1027, "1:5", "`1000`"},
    {"a = 0x1F", 1027, "1:5", "decimal"},
    {"a = 10.0.0.1", 1027, "1:5", "`\"10.0.0.1\"`"},
    {"a = 10.0.0.0/16", 1027, "1:5", "`\"10.0.0.0/16\"`"},
    {"a = 00:1b:44:11", 1027, "1:5", "`\"00:1b:44:11\"`"},
    // Brackets.
    {"a = [1, 2\nb = 3", 1040, "1:5", "`]`"},
    {"service a {\n  x = 1\n", 1040, "1:11", "`}`"},
    {"a = [1, (2]", 1040, "1:9", "`)`"},
    {"a = (1 + 2]", 1042, "1:11", "`)`"},
    {"a = 1)", 1041, "1:6", "leave it out"},
    {"a { }\n}", 1041, "2:1", "leave it out"},
    {"service a\n{\n}", 1043, "2:1", "line before"},
    {"service a {\n  b { } }\n  c = 1\n}", 1044, "2:9", "one of the two"},
    // Items.
    {"a {\n  memory =\n  cpus = 1\n}", 1050, "2:10", "on the line of its `=`"},
    {"a { x = }", 1050, "1:7", ""},
    {"a = 1 +\nb = 2", 1050, "1:7", ""},
    {"let a = 1 +\nlet b = 2", 1050, "1:11", ""},
    {"a = not", 1050, "1:5", ""},
    {"a = ()", 1050, "1:5", ""},
    {"a = b +* c", 1050, "1:7", ""},
    {"a = 1 b = 2", 1051, "1:7", "`,`"},
    {"a = {b = 1 c = 2}", 1051, "1:12", "`,`"},
    {"a = [1 2]", 1051, "1:8", "`,`"},
    {"a = f(x y)", 1051, "1:9", "`,`"},
    {"a = foo bar", 1051, "1:9", "operator"},
    {"a { } b { }", 1051, "1:7", "`,`"},
    {"from = 1", 1052, "1:1", "`\"from\"`"},
    {"output = 1", 1052, "1:1", "`\"output\"`"},
    {"a = b.use", 1052, "1:7", "[\"use\"]"},
    {"service in { }", 1052, "1:9", "another name"},
    {"let for = 1", 1052, "1:5", "another name"},
    {"memory: 2GiB", 1053, "1:7", "`memory = …`"},
    {"cpus == 1", 1053, "1:6", "`cpus = …`"},
    {"a = {\"b\": 1}", 1053, "1:9", "`\"b\" = …`"},
    {"require a = 1", 1054, "1:11", "`==`"},
    {"a = if b = 1 then 2 else 3", 1054, "1:10", "`==`"},
    {"a = b = c", 1054, "1:7", "`==`"},
    {"a = f(x = 1)", 1054, "1:9", "no names"},
    {"memory 2GiB", 1055, "1:8", "`memory = …`"},
    {"ports [80]", 1055, "1:7", "`ports = …`"},
    {"domain \"x\"", 1055, "1:8", "`domain = …`"},
    {"service zk", 1056, "1:1", "{ … }"},
    {"import \"x.herd\"", 1056, "1:1", "`use \"x.herd\"`"},
    {"service a if { x = 1 }", 1056, "1:1", "missing before it"},
    {"service zoo keeper { }", 1057, "1:9", "`zoo-keeper`"},
    {"service zoo.keeper { }", 1057, "1:9", "`zoo-keeper`"},
    {"service 3com { }", 1057, "1:9", "letter"},
    {"memory", 1058, "1:1", "`memory = value`"},
    {"print(a)", 1058, "1:1", "name = value"},
    {"a { \"x\" }", 1058, "1:5", "list"},
    {"if a { b = 1 }", 1059, "1:1", "header"},
    {"for h in hosts { b = 1 }", 1059, "1:1", "header"},
    {"a = 1\n  + 2", 1059, "2:3", "ends with the operator"},
    {"service a = { }", 1060, "1:11", "`service a {`"},
    {"service a extends b { }", 1061, "1:11", "from path"},
    {"service a from b for x in c { }", 1061, "1:18", "the order"},
    {"var x = 1", 1062, "1:1", "`let x = …`"},
    {"env.A = 1", 1063, "1:1", "`env { … }`"},
    // Items with a word of their own.
    {"param x = 1", 1070, "1:9", "`param name : type`"},
    {"param x", 1070, "1:7", "`param name : type`"},
    {"let x : int = 1", 1071, "1:7", "`let name = value`"},
    {"let x", 1071, "1:5", "`let name = value`"},
    {"use std.zookeeper", 1072, "1:5", "always there"},
    {"use \"a\\(b)\"", 1072, "1:5", "use \"platform.herd\""},
    {"allow HERD4110", 1073, "1:7", "because"},
    {"component service { }", 1074, "1:19", "component service name"},
    {"change zookeeper", 1075, "1:8", "change name"},
    {"remove", 1075, "1:1", "remove name"},
    {"a { require x, \"why\" }", 1076, "1:14", "`require condition : \"why\"`"},
    // Values.
    {"a = 1 < b < 3", 1080, "1:11", "a < b and b < c"},
    {"a = if b then c", 1081, "1:5", "both sides"},
    {"a = if b c else d", 1081, "1:5", "both sides"},
    {"a = [h for h in b]", 1082, "1:8", "[for x in list: value]"},
    {"a = [for h of b: h]", 1083, "1:12", "for x in list"},
    {"a = [for h in b]", 1083, "1:15", "[for x in list: value]"},
    {"a = b.join(\",\")", 1084, "1:7", "join(value)"},
    {"a = b not in c", 1086, "1:7", "not a in b"},
    {"a = 1 if b", 1087, "1:7", "if condition then"},
    {"a = 1 else 2", 1088, "1:7", "if a then b else c"},
    {"a = every", 1098, "1:5", ""},
    {"a = 1..2..3", 1099, "1:9", ""},
};

}  // namespace

TEST_CASE("each mistake gives one message, at its place, with a way out") {
  for (const auto& mistake : mistakes) {
    const ParsedSource source(mistake.text);
    INFO(mistake.text << "\n" << source.messages());
    CHECK(source.codes() == std::vector{mistake.code});
    CHECK(source.messages().find("test.herd:" + std::string(mistake.place) + ":") == 0);
    CHECK(source.messages().find(mistake.hint) != std::string::npos);
  }
}

TEST_CASE("things that look foreign but are fine") {
  for (const auto* text :
       {"a = \"${x} \\\"quoted\\\"\"", "a = n-1", "a = \"it's // /* ; && fine\" # 'and' here", "a { b = 1, }",
        "\"from\" = 1", "a = b.c[\"use\"]", "a = {\"x\" = 1}", "route \"x.\\(y)\" { }", "a = -1",
        "a = [\n]\n"}) {
    const ParsedSource source(text);
    INFO(text << "\n" << source.messages());
    CHECK(source.codes().empty());
  }
}
