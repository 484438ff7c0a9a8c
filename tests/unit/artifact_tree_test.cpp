#include <catch2/catch.hpp>

#include "compiler/artifact/lines.h"

namespace herdc::artifact {
namespace {

TEST_CASE("paths that may be written below a tree") {
  for (const auto* path : {"a", "a/b", "core/web.sh", "a.b_c+d-e", ".hidden", "images/x/.dockerignore",
                           "console", "com10", "etc/mesos-slave/?no-strict", "a/.gitkeep", "..a", "a..b"}) {
    CAPTURE(path);
    CHECK(path_problem(path).empty());
  }
  CHECK(path_problem(std::string(255, 'a')).empty());
}

TEST_CASE("paths that may not") {
  for (const std::string path : {"",           "/",     "/a",     "a/",          "a//b",
                                 ".",          "..",    "a/..",   "a/../b",      "./a",
                                 "a b",        "a\nb",  "é",      "a\\b",        "a:b",
                                 "-a",         "a/-rf", ".git",   ".GIT/config", "a/.gitmodules",
                                 "git~1/x/..", "con",   "CON",    "con.txt",     "a/aux",
                                 "nul.sh",     "com1",  "LPT9.x", "a.",          "a/b./c",
                                 "*",          "?",     "a/?/b",  "a?b",         "~",
                                 "$HOME",      "a\x1b"}) {
    CAPTURE(path);
    CHECK_FALSE(path_problem(path).empty());
  }
  CHECK_FALSE(path_problem(std::string(256, 'a')).empty());
  std::string deep = "a";
  while (deep.size() <= 1024) deep += "/a";
  CHECK_FALSE(path_problem(deep).empty());
}

Tree tree_of(const std::vector<std::string>& paths) {
  Tree tree;
  for (const auto& path : paths) tree.artifacts[path] = {path, "cluster x", false, "", {}};
  return tree;
}

TEST_CASE("paths that cannot stand beside each other") {
  CHECK(collisions(tree_of({"a", "b/a", "b/c"})).empty());
  CHECK(collisions(tree_of({"core/Web.sh", "core/web.sh"})).size() == 1);
  CHECK(collisions(tree_of({"a", "a/b"})).size() == 1);
  CHECK(collisions(tree_of({"a", "A/b"})).size() == 1);
  CHECK(collisions(tree_of({"a", "a/b/c"})).size() == 1);
  CHECK(collisions(tree_of({"a.b", "a/b", "a-b"})).empty());
}

TEST_CASE("each line has its places") {
  SourceMap sources;
  const auto file = sources.add("x.herd", "one\ntwo\nthree\n");
  const Span one{file, 0, 3}, two{file, 4, 7};
  Lines lines(one);
  lines.add("first").add("second\nthird", two).add("fourth", std::vector<Span>{two, Span{}, one});
  Lines all(two);
  all.append(lines).add("").add("last", Span{});
  const auto artifact = all.finish("a/b", "service x", true);
  CHECK(artifact.bytes == "first\nsecond\nthird\nfourth\n\nlast\n");
  REQUIRE(artifact.origins.size() == 6);
  Tree tree;
  tree.artifacts[artifact.path] = artifact;
  CHECK(dump(tree, sources) ==
        "a/b:1 <- x.herd:1\na/b:2 <- x.herd:2\na/b:3 <- x.herd:2\na/b:4 <- x.herd:2, x.herd:1\n"
        "a/b:5 <- x.herd:2\na/b:6 <- x.herd:2\n");
}

TEST_CASE("a copy keeps bytes and line numbers") {
  SourceMap sources;
  const std::string text = "#!/bin/sh\nexit 0";
  const auto file = sources.add("run.sh", text);
  const auto artifact = copy("images/x/run.sh", "image x", true, sources, file);
  CHECK(artifact.bytes == text);
  CHECK(artifact.executable);
  REQUIRE(artifact.origins.size() == 2);
  CHECK(sources.place(artifact.origins[1][0]) == "run.sh:2");
}

}  // namespace
}  // namespace herdc::artifact
