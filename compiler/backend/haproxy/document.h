#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "compiler/model/value.h"
#include "compiler/source/span.h"

namespace herdc::haproxy {

/// A text and the place that says it.
struct Placed {
  std::string text;
  Span span;
};

/// What a server has to answer. Without a path it is enough that its port accepts a connection.
struct Check {
  std::optional<std::string> path;
  std::string expected;  ///< text that the answer holds; "" when its status 200 is enough
  Span span;
};

struct Timing {
  model::Duration interval;
  model::Duration retry;
  std::int64_t fall = 1;
  std::int64_t rise = 1;
  std::vector<Span> spans;
};

struct Server {
  std::string name;
  std::string address;  ///< literal, with the port
  std::vector<Span> spans;
};

/// Servers of an app, which are not known before its tasks run: the refresher fills them.
struct Slots {
  std::int64_t count = 0;
  std::string marathon;  ///< name of the service that launches the app
  std::string app;       ///< id in Marathon
  std::size_t port = 0;  ///< place among the app's ports
  Span span;
};

/// What one host name leads to.
struct Route {
  std::string domain;
  Span span;
  std::vector<Placed> allowed;  ///< networks; empty: all
  std::optional<Placed> users;  ///< name of the list of users, which is that of its secret
  Check check;
  Timing timing;
  bool leader = false;
  std::vector<Server> servers;
  std::optional<Slots> slots;
};

struct Tls {
  std::int64_t port = 443;
  std::vector<Placed> certificates;  ///< names of secrets
  bool redirect = true;
  Span span;
};

/// One proxy, decided: the same on each of its hosts.
struct Proxy {
  std::string name;
  std::string cluster;
  Span span;
  std::int64_t port = 80;
  Span port_span;
  std::int64_t connections = 0;
  std::int64_t buffer = 16384;  ///< bytes; a check sees no more of an answer
  Span memory_span;
  std::optional<Tls> tls;
  std::vector<Route> routes;
  std::map<std::string, std::vector<Placed>> marathons;  ///< those that launch apps behind it: addresses
  std::vector<std::pair<std::string, Placed>> hosts;     ///< addresses of machines that run tasks
};

}  // namespace herdc::haproxy
