#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/marathon/draft.h"
#include "compiler/base/spelling.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;
using model::Record;

struct TimeField {
  schema::FieldId field;
  std::string_view name;
};
constexpr std::array times = {
    TimeField{field::app_health::interval, "intervalSeconds"},
    TimeField{field::app_health::timeout, "timeoutSeconds"},
    TimeField{field::app_health::grace, "gracePeriodSeconds"},
};

class Check {
 public:
  Check(Draft& draft, const Record& health)
      : draft_(draft),
        health_(health),
        place_(draft.place(field::app::health)),
        entry_(Json::object(place_)) {
    protocol_ = choose_protocol();
  }

  Json decided() && {
    entry_.put("protocol", Json::text(protocol_, span(field::app_health::protocol)));
    if (protocol_ == "COMMAND")
      put_command();
    else
      put_port();
    put_path();
    refuse_command();
    for (const auto& time : times) put_seconds(time);
    const auto* retries = health_.find(field::app_health::retries);
    entry_.put("maxConsecutiveFailures", Json::integer(*retries->get<std::int64_t>(), retries->span));
    return std::move(entry_);
  }

 private:
  const std::string* text(schema::FieldId id) const {
    const auto* value = health_.find(id);
    return value == nullptr ? nullptr : value->get<std::string>();
  }
  Span span(schema::FieldId id) const {
    const auto* value = health_.find(id);
    return value == nullptr ? place_ : value->span;
  }
  bool is_http() const { return protocol_.find("HTTP") != std::string::npos; }

  /// The slave checks, unless this Marathon cannot tell it to.
  std::string choose_protocol() const {
    if (const auto* word = text(field::app_health::protocol)) return *word;
    if (text(field::app_health::command) != nullptr) return "COMMAND";
    return draft_.version() >= slave_checks_since ? "MESOS_HTTP" : "HTTP";
  }

  void put_command() {
    const auto* command = text(field::app_health::command);
    if (command == nullptr) return report(field::app_health::protocol, "needs a `command`");
    auto& holder = entry_.put("command", Json::object(span(field::app_health::command)));
    holder.put("value", Json::text(*command, span(field::app_health::command)));
    if (text(field::app_health::port) != nullptr)
      report(field::app_health::port, "is a command, which reads `$PORT0` and its like by itself");
  }

  void refuse_command() {
    if (protocol_ != "COMMAND" && text(field::app_health::command) != nullptr)
      report(field::app_health::command, "has no `command`: that is protocol COMMAND");
  }

  void put_path() {
    const auto* path = text(field::app_health::path);
    if (is_http())
      entry_.put("path", Json::text(path == nullptr ? "/" : *path, span(field::app_health::path)));
    else if (path != nullptr)
      report(field::app_health::path, "has no `path`: only HTTP has one");
  }

  /// Without a name it is the first port that can be asked at all.
  std::vector<Port>::const_iterator asked_port(const std::string* name) const {
    const auto& ports = draft_.ports;
    const auto asked = [&](const Port& port) {
      return name == nullptr ? port.protocol != "udp" : port.name == *name;
    };
    const auto found = std::find_if(ports.begin(), ports.end(), asked);
    return name == nullptr && found == ports.end() ? ports.begin() : found;
  }

  void put_port() {
    const auto* name = text(field::app_health::port);
    const auto found = asked_port(name);
    if (found == draft_.ports.end()) return report_port(name);
    entry_.put("portIndex", Json::integer(found - draft_.ports.begin(), span(field::app_health::port)));
  }

  void report_port(const std::string* name) {
    std::vector<std::string> names;
    for (const auto& port : draft_.ports) names.push_back(port.name);
    draft_.sink()
        .report(catalog::no_such_port, span(field::app_health::port), draft_.app().name,
                name == nullptr ? "" : fmt::format(" `{}`", *name))
        .with_hint(name == nullptr
                       ? "give it one, such as `ports { http = 80 }`, or check it with a `command`"
                       : suggest(*name, names, names.empty() ? "" : "the ports are"));
  }

  void put_seconds(const TimeField& time) {
    const auto* value = health_.find(time.field);
    const auto milliseconds = value->get<model::Duration>()->milliseconds;
    if (milliseconds % 1000 != 0)
      draft_.sink().report(catalog::marathon_limit, value->span, schema::info(time.field).name,
                           fmt::format("{} ms", milliseconds), "Marathon", "whole seconds");
    entry_.put(std::string(time.name), Json::integer(milliseconds / 1000, value->span));
  }

  void report(schema::FieldId id, std::string_view what) {
    draft_.sink().report(catalog::bad_app_health, span(id), protocol_, what);
  }

  Draft& draft_;
  const Record& health_;
  const Span place_;
  Json entry_;
  std::string protocol_;
};

}  // namespace

void decide_health(Draft& draft) {
  const auto* health = model::record(draft.app(), field::app::health);
  if (health == nullptr) return;
  auto check = Check(draft, *health).decided();
  draft.document.put("healthChecks", Json::list(draft.place(field::app::health))).add(std::move(check));
}

}  // namespace herdc::marathon
