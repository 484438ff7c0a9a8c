#include <catch2/catch.hpp>

#include "compiler/graph/dependency_graph.h"

namespace herdc::graph {
namespace {

using model::DeclId;
using model::EdgeKind;

struct Declared {
  model::Model model;
  Sink sink;

  DeclId add(schema::Shape kind, const std::string& name, std::uint32_t place) {
    model::Declaration declaration;
    declaration.kind = kind;
    declaration.name = declaration.path = name;
    declaration.span = {FileId{0}, place, place + 1};
    return model.declarations.push(std::move(declaration));
  }
  DeclId service(const std::string& name) { return add(schema::Shape::service, name, next_++); }
  DeclId image(const std::string& name) { return add(schema::Shape::image, name, next_++); }
  void edge(DeclId from, DeclId to, EdgeKind kind) {
    model.edges.push_back({from, to, kind, {FileId{0}, next_++, next_}});
  }

  std::vector<std::string> names(const std::vector<DeclId>& ids) const {
    std::vector<std::string> result;
    for (const auto id : ids) result.push_back(model[id].name);
    return result;
  }

 private:
  std::uint32_t next_ = 0;
};

using Names = std::vector<std::string>;

TEST_CASE("without edges the order is that of the names") {
  Declared declared;
  for (const auto* name : {"web10", "web9", "alpha", "zeta"}) declared.service(name);
  const auto graph = build(declared.model, declared.sink);
  CHECK_FALSE(declared.sink.has_errors());
  auto order = declared.names(graph.start_order);
  CHECK(order == Names{"alpha", "web9", "web10", "zeta"});
}

TEST_CASE("what is needed comes first, whatever the order of writing") {
  const auto order_of = [](bool turned) {
    Declared declared;
    std::vector<DeclId> ids;
    for (const auto* name : {"db", "web", "proxy"}) ids.push_back(declared.service(name));
    if (turned) {
      declared.edge(ids[2], ids[1], EdgeKind::starts);
      declared.edge(ids[1], ids[0], EdgeKind::starts);
    } else {
      declared.edge(ids[1], ids[0], EdgeKind::starts);
      declared.edge(ids[2], ids[1], EdgeKind::starts);
    }
    const auto graph = build(declared.model, declared.sink);
    CHECK_FALSE(declared.sink.has_errors());
    return declared.names(graph.start_order);
  };
  CHECK(order_of(false) == Names{"db", "web", "proxy"});
  CHECK(order_of(true) == Names{"db", "web", "proxy"});
}

TEST_CASE("images and services have orders of their own") {
  Declared declared;
  const auto child = declared.image("child");
  const auto parent = declared.image("parent");
  const auto web = declared.service("web");
  declared.edge(child, parent, EdgeKind::builds);
  declared.edge(web, child, EdgeKind::builds);
  const auto graph = build(declared.model, declared.sink);
  CHECK(declared.names(graph.build_order) == Names{"parent", "child"});
  CHECK(declared.names(graph.start_order) == Names{"web"});
}

TEST_CASE("reading and mounting order nothing") {
  Declared declared;
  const auto a = declared.service("alpha");
  const auto b = declared.service("beta");
  declared.edge(a, b, EdgeKind::reads);
  declared.edge(b, a, EdgeKind::reads);
  declared.edge(a, b, EdgeKind::mounts);
  const auto graph = build(declared.model, declared.sink);
  CHECK_FALSE(declared.sink.has_errors());
  CHECK(declared.names(graph.start_order) == Names{"alpha", "beta"});
}

TEST_CASE("a circle is shown whole, once") {
  Declared declared;
  const auto a = declared.service("alpha");
  const auto b = declared.service("beta");
  const auto c = declared.service("gamma");
  const auto outside = declared.service("outside");
  declared.edge(a, b, EdgeKind::starts);
  declared.edge(b, c, EdgeKind::starts);
  declared.edge(c, a, EdgeKind::starts);
  declared.edge(outside, a, EdgeKind::starts);
  build(declared.model, declared.sink);
  const auto list = declared.sink.sorted();
  REQUIRE(list.size() == 1);
  CHECK(list[0].code.number == catalog::dependency_cycle.code.number);
  CHECK(list[0].notes.size() == 3);
  CHECK(list[0].message.find("outside") == std::string::npos);
}

TEST_CASE("two circles are two mistakes, and one on itself is one") {
  Declared declared;
  const auto a = declared.service("alpha");
  const auto b = declared.service("beta");
  const auto c = declared.image("gamma");
  declared.edge(a, b, EdgeKind::starts);
  declared.edge(b, a, EdgeKind::starts);
  declared.edge(c, c, EdgeKind::builds);
  build(declared.model, declared.sink);
  CHECK(declared.sink.sorted().size() == 2);
}

TEST_CASE("a long chain") {
  Declared declared;
  std::vector<DeclId> ids;
  for (int i = 0; i < 20'000; ++i) ids.push_back(declared.service("s" + std::to_string(i)));
  for (std::size_t i = 0; i + 1 < ids.size(); ++i) declared.edge(ids[i], ids[i + 1], EdgeKind::starts);
  const auto graph = build(declared.model, declared.sink);
  CHECK_FALSE(declared.sink.has_errors());
  CHECK(graph.start_order.front() == ids.back());
  CHECK(graph.start_order.back() == ids.front());
}

}  // namespace
}  // namespace herdc::graph
