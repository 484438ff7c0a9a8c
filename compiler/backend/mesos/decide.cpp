#include <fmt/format.h>

#include <algorithm>

#include "compiler/backend/mesos/agents.h"
#include "compiler/backend/mesos/grammar.h"
#include "compiler/backend/mesos/spelling.h"
#include "compiler/base/text.h"
#include "compiler/diagnostics/catalog.h"

namespace herdc::mesos {
namespace {

namespace field = schema::field;
using model::HostId;
using model::List;
using model::Map;
using model::Value;

bool varies(const Value& value) {
  const auto inside = [](const auto& item) { return varies(item.second); };
  if (value.get<model::PerHost>() != nullptr) return true;
  if (const auto* list = value.get<List>()) return std::any_of(list->begin(), list->end(), varies);
  const auto* map = value.get<Map>();
  return map != nullptr && std::any_of(map->begin(), map->end(), inside);
}

/// The value of one host, all the way down.
Value of_host(const Value& value, HostId host) {
  if (const auto* table = value.get<model::PerHost>()) {
    auto own = of_host(table->at(host), host);
    if (!own.span.known()) own.span = value.span;
    return own;
  }
  if (const auto* list = value.get<List>()) {
    List items;
    for (const auto& item : *list) items.push_back(of_host(item, host));
    return model::make_shared_value(std::move(items), value.span);
  }
  if (const auto* map = value.get<Map>()) {
    Map members;
    for (const auto& [key, item] : *map) members.emplace(key, of_host(item, host));
    return model::make_shared_value(std::move(members), value.span);
  }
  return value;
}

/// One value when all hosts have it, otherwise a table.
Value together(const model::PerHost& table) {
  const auto& first = table.values.front().second;
  const bool all = std::all_of(table.values.begin(), table.values.end(),
                               [&](const auto& own) { return model::same(own.second, first); });
  return all ? first : model::make_shared_value(table, first.span);
}

/// The flags by name. Where hosts do not have the same ones, what one of them lacks is `none` there.
Map flags_of(const model::Declaration& pool) {
  const auto* value = pool.find(field::slaves::flags);
  const auto* table = value == nullptr ? nullptr : value->get<model::PerHost>();
  if (table == nullptr) return model::map(pool, field::slaves::flags);
  Map flags;
  for (const auto& [host, own] : table->values)
    for (const auto& [name, flag] : *own.get<Map>()) flags.emplace(name, flag);
  for (auto& [name, flag] : flags) {
    model::PerHost row;
    for (const auto& [host, own] : table->values) {
      const auto found = own.get<Map>()->find(name);
      row.values.emplace_back(host, found == own.get<Map>()->end() ? Value() : found->second);
    }
    const auto key = flag.key;
    flag = together(row);
    flag.key = key;
  }
  return flags;
}

// The wrapper makes `--NAME` of a file called `?NAME`, and `--no-NAME` of `?no-NAME`.
Setting setting(const Flag& flag, const std::string& text, Span place) {
  if (flag.type != Type::boolean) return {std::string(flag.name), text, {place}};
  return {fmt::format("?{}{}", text == "true" ? "" : "no-", flag.name), "", {place}};
}

// `--logger` is not the wrapper's: without the file there is syslog.
bool has_file(const Flag& flag, const std::string& text) {
  return flag.name != "logger" || text == "false";
}

bool is_armored(const model::InputFile& key) {
  return key.bytes.starts_with("-----BEGIN ");
}

bool is_for_apt_get(std::string_view text) {
  return text.ends_with('-') || text.ends_with('+');
}

// Debian policy 5.6.12. Anything else would be a pattern to apt, or another suite; a sign at its end tells
// apt-get to remove the package.
bool is_package_version(std::string_view text) {
  const auto parts = split(text, ":");
  const std::string_view rest = parts.back();
  const bool epoch = parts.size() == 1 || (parts.size() == 2 && is_count(parts.front()));
  return epoch && !rest.empty() && is_digit(rest.front()) && !is_for_apt_get(rest) &&
         std::all_of(rest.begin(), rest.end(), [](char c) {
           return is_letter(c) || is_digit(c) || std::string_view(".+-~").find(c) != std::string_view::npos;
         });
}

// It is looked for among the packages that are held, which apt-mark lists by their names alone.
std::string package_name_problem(std::string_view name) {
  if (name.find('=') != std::string_view::npos) return "the version is a field of its own";
  if (name.find(':') != std::string_view::npos)
    return "the machine's own architecture is the one that is taken";
  return is_for_apt_get(name) ? "apt-get takes the sign at its end for a command" : "";
}

// sources.list(5): a suite that ends in a slash is a directory without components, any other has some.
std::string wanted_components(const Package& package) {
  const bool directory = package.suite.ends_with('/');
  if (directory == package.components.empty()) return "";
  return directory ? fmt::format("empty beside the suite `{}`, which is a directory", package.suite)
                   : fmt::format("one at least in the suite `{}`, which does not end in `/`", package.suite);
}

std::string key_problem(const model::InputFile& key) {
  if (key.bytes.find("PRIVATE KEY BLOCK") != std::string::npos) return "it holds a private key";
  if (is_armored(key))
    return key.bytes.starts_with("-----BEGIN PGP PUBLIC KEY BLOCK-----") ? "" : "it holds something else";
  // RFC 4880: the packet of a public key, in the old and in the new form.
  const auto first = key.bytes.empty() ? 0U : static_cast<unsigned char>(key.bytes.front());
  return (first & 0xFCU) == 0x98U || first == 0xC6U ? "" : "it does not begin as one";
}

class Decision {
 public:
  Decision(const model::Model& model, model::DeclId pool, Sink& sink)
      : model_(model), pool_(model[pool]), hosts_(model.hosts_of(pool)), sink_(sink) {
    const auto& cluster = model[model.cluster];
    agents_.cluster = cluster.name;
    agents_.pool = pool_.name;
    agents_.place = pool_.span;
    for (const auto host : hosts_)
      agents_.hosts.push_back(
          {model.hosts[host].name, model.hosts[host].address, model.hosts[host].span, {}});
    read_target(cluster);
  }

  Agents run() {
    find_masters();
    read_package();
    for (const auto& [name, value] : flags_of(pool_)) read_flag(name, value);
    check_together(set_, sink_);
    keep_work_dir();
    return std::move(agents_);
  }

 private:
  void read_target(const model::Declaration& cluster) {
    target_.mesos = {1, 11};
    const auto* targets = model::record(cluster, field::cluster::targets);
    const auto* version = targets == nullptr ? nullptr : targets->find(field::targets::mesos);
    const auto* layout = targets == nullptr ? nullptr : targets->find(field::targets::layout);
    if (version != nullptr) target_.mesos = parse_version(*version->get<std::string>());
    target_.clusterd = layout != nullptr && *layout->get<std::string>() == "clusterd";
    agents_.program = target_.clusterd ? "mesos-agent" : "mesos-slave";
  }

  void find_masters() {
    const auto id = model::reference(pool_, field::slaves::masters);
    const auto& service = model_[id];
    const auto place = model::place(pool_, field::slaves::masters);
    for (const auto host : model_.hosts_of(id))
      agents_.master_addresses.push_back({model_.hosts[host].address, model_.hosts[host].span});
    const auto found = service.outputs.find("zk");
    const auto* text = found == service.outputs.end() ? nullptr : found->second.get<std::string>();
    if (text == nullptr) {
      sink_.report(catalog::masters_without_zk, place, service.path)
          .with_note(service.span, "this service has no `output zk`")
          .with_hint("add `output zk = \"zk://\\(zookeeper.connect)/mesos\"` to it");
      return;
    }
    if (const auto problem = zk_problem(*text); !problem.empty())
      sink_.report(catalog::bad_masters_address, place, service.path, problem)
          .with_note(found->second.span, "it is made here")
          .with_hint("such as zk://ops100:2181,ops110:2181,ops120:2181/mesos");
    agents_.masters = {"zk", *text, {place, found->second.span}};
  }

  void read_package() {
    const auto* record = model::record(pool_, field::slaves::package);
    if (record == nullptr) return;
    const auto text = [&](schema::FieldId id) { return *record->find(id)->get<std::string>(); };
    Package package{text(field::agent_package::repository),
                    text(field::agent_package::suite),
                    {},
                    text(field::agent_package::name),
                    text(field::agent_package::version),
                    {},
                    nullptr,
                    model::place(pool_, field::slaves::package)};
    for (const auto& item : *record->find(field::agent_package::components)->get<List>())
      package.components.push_back(*item.get<std::string>());
    package.key = &model_.files[record->find(field::agent_package::key)->get<model::Files>()->files.front()];
    // apt tells the two forms of a key apart by the name of the file.
    package.key_file =
        fmt::format("etc/apt/keyrings/herd-{}.{}", agents_.program, is_armored(*package.key) ? "asc" : "gpg");
    if (const auto problem = key_problem(*package.key); !problem.empty())
      sink_
          .report(catalog::not_a_public_key, record->find(field::agent_package::key)->span, package.key->path,
                  problem)
          .with_hint("`gpg --armor --export KEY` writes one");
    if (!is_package_version(package.version))
      sink_
          .report(catalog::not_one_version, record->find(field::agent_package::version)->span,
                  package.version)
          .with_hint("write exactly one, as `apt-cache policy` shows it: \"1.11.0-2.0.1\"");
    check_package(package, *record);
    agents_.package = std::move(package);
  }

  void check_package(const Package& package, const model::Record& record) {
    if (const auto problem = package_name_problem(package.name); !problem.empty())
      sink_.report(catalog::bad_text, record.find(field::agent_package::name)->span, package.name,
                   "the name of a package", problem);
    const auto wanted = wanted_components(package);
    if (wanted.empty()) return;
    // Components that nobody wrote are those of the standard library.
    const auto place =
        package.components.empty() ? field::agent_package::components : field::agent_package::suite;
    const auto found = package.components.empty() ? "empty" : join(package.components, " ");
    auto& problem =
        sink_.report(catalog::out_of_range, record.find(place)->span, "components", wanted, found);
    if (!package.components.empty()) problem.with_hint("write `components = []`");
  }

  void read_flag(const std::string& name, const Value& value) {
    const auto place = place_of(value);
    const auto* flag = check_name(name, target_, value.key.known() ? value.key : place, sink_);
    if (flag == nullptr) return;
    SetFlag set{flag, place, {}};
    const auto before = sink_.errors();
    if (varies(value))
      read_own(*flag, value, set);
    else if (!value.is_none())
      add(agents_.settings, *flag, value, set);
    if (!set.texts.empty() || sink_.errors() > before) set_.push_back(std::move(set));
  }

  Span place_of(const Value& value) const {
    if (value.span.known()) return value.span;
    if (const auto* table = value.get<model::PerHost>())
      for (const auto& [host, own] : table->values)
        if (own.span.known()) return own.span;
    return model::place(pool_, field::slaves::flags);
  }

  void read_own(const Flag& flag, const Value& value, SetFlag& set) {
    for (std::size_t i = 0; i < hosts_.size(); ++i)
      if (const auto own = of_host(value, hosts_[i]); !own.is_none())
        add(agents_.hosts[i].own, flag, own, set);
  }

  void add(std::vector<Setting>& settings, const Flag& flag, const Value& value, SetFlag& set) {
    const auto word = spell(Spelling(model_, flag, set.place, sink_), value);
    if (!word) return;
    if (has_file(flag, *word)) settings.push_back(setting(flag, *word, set.place));
    set.texts.push_back(*word);
  }

  /// The package brings a file that says so, and it goes away with all others that are not in the tree.
  void keep_work_dir() {
    const Setting packaged{"work_dir", "/var/lib/mesos", {pool_.span}};
    const auto lack = [&](const std::vector<Setting>& settings) {
      return std::none_of(settings.begin(), settings.end(),
                          [&](const auto& setting) { return setting.file == packaged.file; });
    };
    auto& hosts = agents_.hosts;
    if (!lack(agents_.settings) || (target_.mesos < Version{1, 0} && !target_.clusterd)) return;
    if (std::all_of(hosts.begin(), hosts.end(), [&](const auto& host) { return lack(host.own); }))
      return agents_.settings.push_back(packaged);
    for (auto& host : hosts)
      if (lack(host.own)) host.own.push_back(packaged);
  }

  const model::Model& model_;
  const model::Declaration& pool_;
  const std::vector<HostId> hosts_;
  Sink& sink_;
  Target target_;
  Agents agents_;
  std::vector<SetFlag> set_;
};

}  // namespace

Agents decide(const model::Model& model, model::DeclId pool, Sink& sink) {
  return Decision(model, pool, sink).run();
}

}  // namespace herdc::mesos
