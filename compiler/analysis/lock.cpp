#include "compiler/analysis/lock.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/base/json.h"

namespace herdc::analysis {
namespace {

constexpr std::int64_t version = 1;
constexpr std::int64_t max_ordinal = 1'000'000'000;

bool is_digest(std::string_view text) {
  constexpr std::string_view prefix = "sha256:";
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (!text.starts_with(prefix) || text.size() != prefix.size() + 64) return false;
  return std::all_of(text.begin() + prefix.size(), text.end(), hex);
}

class LockReader {
 public:
  LockReader(Span place, Sink& sink) : place_(place), sink_(sink) {}

  Lock read(const json::Value& document) {
    Lock lock;
    const auto* found = document.member("version");
    if (found == nullptr || found->integer() == nullptr) return bad("it has no version"), lock;
    if (*found->integer() != version)
      return bad(fmt::format("its version is {}, and this herdc knows {}", *found->integer(), version)), lock;
    for (const auto& [name, value] : members(document.member("bases"))) add_digest(lock.bases, name, value);
    for (const auto& [root, value] : members(document.member("packages")))
      add_digest(lock.packages, root, value);
    for (const auto& [cluster, services] : members(document.member("ordinals")))
      for (const auto& [service, hosts] : members(&services))
        lock.ordinals[cluster][service] = ordinals(service, hosts);
    return lock;
  }

 private:
  void bad(std::string_view why) { sink_.report(catalog::bad_lock, place_, why); }

  const json::Value::Object& members(const json::Value* value) {
    static const json::Value::Object empty;
    if (value == nullptr) return empty;
    if (value->object() == nullptr) bad("an object is expected where something else stands");
    return value->object() == nullptr ? empty : *value->object();
  }

  void add_digest(std::map<std::string, std::string>& digests, const std::string& name,
                  const json::Value& value) {
    if (value.text() == nullptr || !is_digest(*value.text()))
      return bad(fmt::format("the digest of `{}` is not \"sha256:\" and 64 hexadecimal digits", name));
    digests[name] = *value.text();
  }

  model::Ordinals ordinals(const std::string& service, const json::Value& hosts) {
    model::Ordinals result;
    std::map<std::int64_t, std::string> holders;
    for (const auto& [host, value] : members(&hosts)) {
      if (value.integer() == nullptr || *value.integer() < 1 || *value.integer() > max_ordinal) {
        bad(fmt::format("the number of `{}` is not a number from 1 to {}", host, max_ordinal));
        continue;
      }
      const auto [holder, fresh] = holders.emplace(*value.integer(), host);
      if (!fresh)
        sink_.report(catalog::duplicate_ordinal, place_, holder->second, host, service, *value.integer());
      result[host] = *value.integer();
    }
    return result;
  }

  Span place_;
  Sink& sink_;
};

}  // namespace

Lock parse_lock(std::string_view text, FileId file, Sink& sink) {
  const Span place{file, 0, 0};
  const auto document = json::parse(text);
  if (!document) {
    sink.report(catalog::bad_lock, place, document.failure().message);
    return {.usable = false};
  }
  const auto errors = sink.errors();
  auto lock = LockReader(place, sink).read(*document);
  lock.usable = sink.errors() == errors;
  return lock;
}

std::string write_lock(const Lock& lock) {
  json::Value::Object bases, ordinals;
  for (const auto& [name, digest] : lock.bases) bases[name] = digest;
  for (const auto& [cluster, services] : lock.ordinals) {
    json::Value::Object by_service;
    for (const auto& [service, hosts] : services) {
      json::Value::Object by_host;
      for (const auto& [host, number] : hosts) by_host[host] = number;
      by_service[service] = std::move(by_host);
    }
    ordinals[cluster] = std::move(by_service);
  }
  json::Value::Object document{{"version", version}, {"bases", bases}, {"ordinals", ordinals}};
  json::Value::Object packages;
  for (const auto& [root, digest] : lock.packages) packages[root] = digest;
  if (!packages.empty()) document["packages"] = std::move(packages);
  return json::write(document);
}

const model::Ordinals* Lock::find(const std::string& tree, const std::string& service) const {
  const auto services = ordinals.find(tree);
  if (services == ordinals.end()) return nullptr;
  const auto hosts = services->second.find(service);
  return hosts == services->second.end() ? nullptr : &hosts->second;
}

std::string tree_name(const std::string& cluster, const std::string& environment) {
  return environment.empty() ? cluster : fmt::format("{}-{}", cluster, environment);
}

model::Ordinals assign_ordinals(const model::Ordinals& known, const std::vector<std::string>& hosts) {
  std::int64_t last = 0;
  for (const auto& [host, number] : known) last = std::max(last, number);
  model::Ordinals result = known;
  for (const auto& host : hosts)
    if (!result.contains(host)) result[host] = ++last;
  return result;
}

}  // namespace herdc::analysis
