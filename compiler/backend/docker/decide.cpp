#include "compiler/backend/docker/decide.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/backend/docker/data_owner.h"
#include "compiler/backend/docker/limits.h"
#include "compiler/base/text.h"
#include "compiler/image/dockerfile_words.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;
using model::Declaration;
using model::DeclId;
using model::Value;

std::string spell_size(const Value& value) {
  return docker_size(*value.get<model::Bytes>());
}
std::string spell_scalar(const Value& value) {
  return model::scalar_text(value).value_or("");
}
std::string spell_seconds(const Value& value) {
  return std::to_string(value.get<model::Duration>()->milliseconds / 1000);
}

/// Fields that are one flag each, in the order of the script.
struct SimpleFlag {
  schema::FieldId field;
  std::string_view flag;
  std::string (*spell)(const Value&);
};
constexpr std::array simple_flags = {
    SimpleFlag{field::service::restart, "restart", spell_scalar},
    SimpleFlag{field::service::memory, "memory", spell_size},
    SimpleFlag{field::service::memory, "memory-swap", spell_size},  // as much: no swap on top
    SimpleFlag{field::service::cpus, "cpus", spell_scalar},
    SimpleFlag{field::service::pids, "pids-limit", spell_scalar},
    SimpleFlag{field::service::stop_timeout, "stop-timeout", spell_seconds},
    SimpleFlag{field::service::stop_signal, "stop-signal", spell_scalar},
    SimpleFlag{field::service::user, "user", spell_scalar},
    SimpleFlag{field::service::workdir, "workdir", spell_scalar},
};

// A service without a `log` block gets what an empty one would say.
constexpr model::Bytes log_size{10 << 20};
constexpr std::int64_t log_files = 3;

class Decision {
 public:
  Decision(const model::Model& model, const image::Contexts& images, DeclId id, Sink& sink)
      : model_(model), images_(images), service_(model[id]), hosts_(model.hosts_of(id)), sink_(sink) {}

  Container run() {
    check_limits(service_, sink_);
    check_workdir();
    name_things();
    make_rows();
    add_simple_flags();
    add_fixed_flags();
    add_log();
    add_hosts();
    add_network();
    add_ports();
    add_mounts();
    add_map("env", field::service::env);
    add_map("label", field::service::labels);
    add_health();
    add_command();
    return std::move(container_);
  }

 private:
  void name_things() {
    const auto image = images_.references.find(model::reference(service_, field::service::image));
    container_.cluster = model_[model_.cluster].name;
    container_.service = service_.name;
    container_.image = image == images_.references.end() ? "" : image->second;
    container_.place = service_.span;
    container_.image_place = model::place(service_, field::service::image);
    container_.hosts_place = model::place(service_, field::service::on);
  }

  void make_rows() {
    for (const auto id : hosts_) {
      const auto& host = model_.hosts[id];
      container_.rows.push_back({host.name, host.address, {}, {host.span}});
    }
  }

  void check_workdir() {
    const auto* path = model::find_text(service_, field::service::workdir);
    if (path != nullptr && image::is_kernel_directory(*path))
      sink_.report(catalog::kernel_directory, model::place(service_, field::service::workdir), *path);
  }

  // --- words ---

  void flag(std::string_view name, ShellWord value, Span origin) {
    container_.flags.push_back({ShellWord::literal(fmt::format("--{}=", name)) + value, {origin}});
  }

  void flag(std::string_view name, std::string_view value, Span origin) {
    check(value, fmt::format("`{}`", name), origin, name.size() + 3);
    flag(name, ShellWord::literal(value), origin);
  }

  /// What no argument can hold. `around` bytes stand in the same word.
  void check(std::string_view value, std::string_view what, Span span, std::size_t around) {
    if (value.find('\0') != std::string_view::npos) sink_.report(catalog::nul_byte, span, std::string(what));
    if (value.size() + around > longest_argument)
      sink_.report(catalog::argument_too_long, span, std::string(what), value.size())
          .with_label(fmt::format("at most {} bytes fit here", longest_argument - around));
  }

  /// The word for `value`, which `spell` writes for one host; a column of the table when it varies.
  template <class Spell>
  ShellWord word(const Value& value, const std::string& column, std::string_view what, std::size_t around,
                 const Spell& spell) {
    const auto* table = value.get<model::PerHost>();
    if (table == nullptr) {
      const std::string text = spell(value);
      check(text, what, value.span, around);
      return ShellWord::literal(text);
    }
    for (std::size_t i = 0; i < hosts_.size(); ++i) {
      const auto& own = table->at(hosts_[i]);
      const std::string text = spell(own);
      check(text, what, own.span.known() ? own.span : value.span, around);
      container_.rows[i].columns.emplace_back(column, text);
      container_.rows[i].origins.push_back(value.span);
    }
    return ShellWord::variable(column);
  }

  ShellWord scalar_word(const Value& value, const std::string& column, std::string_view what,
                        std::size_t around) {
    return word(value, column, what, around, [&](const Value& own) { return model::word(model_, own); });
  }

  // --- flags ---

  void add_simple_flags() {
    for (const auto& row : simple_flags)
      if (const auto* value = service_.find(row.field))
        flag(row.flag, row.spell(*value), model::place(service_, row.field));
  }

  void add_fixed_flags() { flag("security-opt", "no-new-privileges", service_.span); }

  void add_log() {
    const auto* log = model::record(service_, field::service::log);
    const auto* size = log == nullptr ? nullptr : log->find(field::log::max_size);
    const auto* files = log == nullptr ? nullptr : log->find(field::log::files);
    const auto origin = model::place(service_, field::service::log);
    const auto count = files == nullptr ? log_files : *files->get<std::int64_t>();
    flag("log-opt", "max-size=" + docker_size(size == nullptr ? log_size : *size->get<model::Bytes>()),
         origin);
    flag("log-opt", fmt::format("max-file={}", count), origin);
  }

  // Containers know the machines of their service by name before any name server runs.
  void add_hosts() {
    if (model::text(service_, field::service::network) != "bridge") return;
    for (const auto& row : container_.rows)
      flag("add-host", row.host + ":" + row.address, container_.hosts_place);
  }

  void add_network() {
    const auto& network = model::text(service_, field::service::network);
    if (network != "bridge") flag("network", network, model::place(service_, field::service::network));
  }

  void add_health() {
    const auto* health = model::record(service_, field::service::health);
    if (health == nullptr) return;
    const auto origin = model::place(service_, field::service::health);
    std::vector<std::string> words;
    for (const auto& value : *health->find(field::health::command)->get<model::List>())
      words.push_back(image::posix_word(model::word(model_, value)));
    const auto time = [&](schema::FieldId id) {
      return image::docker_duration(*health->find(id)->get<model::Duration>());
    };
    flag("health-cmd", join(words, " "), origin);
    flag("health-interval", time(field::health::interval), origin);
    flag("health-timeout", time(field::health::timeout), origin);
    flag("health-start-period", time(field::health::grace), origin);
    flag("health-retries", spell_scalar(*health->find(field::health::retries)), origin);
  }

  void add_map(std::string_view name, schema::FieldId id) {
    std::size_t number = 0;
    for (const auto& [key, value] : model::map(service_, id)) {
      ++number;
      const auto column = name == "env" ? "env_" + key : fmt::format("label_{}", number);
      const auto text = scalar_word(value, column, "`" + key + "`", name.size() + key.size() + 5);
      flag(name, ShellWord::literal(key + "=") + text, value.span);
    }
  }

  // --- ports ---

  void add_ports() {
    const auto& network = model::text(service_, field::service::network);
    for (const auto& [name, value] : model::map(service_, field::service::ports)) {
      const auto& port = *value.get<model::Record>();
      const auto* listen = port.find(field::port::listen);
      if (listen == nullptr) continue;  // reported where records are checked
      const auto* machine = port.find(field::port::machine);
      const auto inside = *listen->get<std::int64_t>();
      const auto outside = machine == nullptr ? inside : *machine->get<std::int64_t>();
      const auto& protocol = *port.find(field::port::protocol)->get<std::string>();
      if (container_.ready_port.empty() && protocol == "tcp" && network != "none")
        container_.ready_port = std::to_string(outside);
      const auto* address = port.find(field::port::address);
      if (network == "bridge")
        publish(value, address, fmt::format(":{}:{}/{}", outside, inside, protocol), ++published_);
      else if (network == "none" || outside != inside || address != nullptr)
        sink_.report(catalog::ports_need_bridge, value.span, network);
    }
  }

  // On the machine's own address unless another one is named: never on all of them by accident.
  void publish(const Value& port, const Value* address, const std::string& rest, int number) {
    const auto host = address == nullptr
                          ? ShellWord::variable("address")
                          : scalar_word(*address, fmt::format("publish_{}", number), "`address`", 64);
    flag("publish", host + ShellWord::literal(rest), port.span);
  }

  // --- mounts ---

  void add_mounts() {
    std::size_t number = 0;
    for (const auto& [target, value] : model::map(service_, field::service::mounts)) {
      ++number;
      if (target == "/") sink_.report(catalog::mount_over_root, value.span);
      if (image::is_kernel_directory(target)) sink_.report(catalog::kernel_directory, value.span, target);
      const auto& mount = *value.get<model::Record>();
      const auto& volume = model_[*mount.find(field::mount::volume)->get<DeclId>()];
      const auto& path = *volume.find(field::volume::host_path);
      const auto* read_only = mount.find(field::mount::read_only);
      const bool writable = read_only == nullptr || !*read_only->get<bool>();
      flag("mount",
           word(path, fmt::format("mount_{}", number), "the path", target.size() + 64,
                [&](const Value& own) { return mount_text(model::word(model_, own), target, writable); }),
           value.span);
      container_.flags.back().origins.push_back(path.span);
      add_directory(path, number);
    }
  }

  static std::string mount_text(const std::string& source, const std::string& target, bool writable) {
    return "type=bind," + csv_field("source=" + source) + "," + csv_field("target=" + target) +
           (writable ? "" : ",readonly");
  }

  void add_directory(const Value& path, std::size_t number) {
    const auto owner = data_owner(model_, service_);
    const auto text = scalar_word(path, fmt::format("path_{}", number), "the path", 16);
    container_.directories.push_back(
        {text, owner.empty() ? "0:0" : owner, owner.empty() ? "0755" : "0750", {path.span}});
  }

  // --- command ---

  // `command` replaces the image's program: docker's --entrypoint takes its first word, the others follow.
  void add_command() {
    const auto& command = model::list(service_, field::service::command);
    if (command.empty() && service_.find(field::service::command) != nullptr)
      sink_.report(catalog::empty_command, model::place(service_, field::service::command));
    if (!command.empty()) flag("entrypoint", arg(command[0]), command[0].span);
    for (std::size_t i = 1; i < command.size(); ++i)
      container_.args.push_back({arg(command[i]), {command[i].span}});
    for (const auto& value : model::list(service_, field::service::args))
      container_.args.push_back({arg(value), {value.span}});
  }

  ShellWord arg(const Value& value) {
    return scalar_word(value, fmt::format("arg_{}", ++arguments_), "this word", 16);
  }

  const model::Model& model_;
  const image::Contexts& images_;
  const Declaration& service_;
  const std::vector<model::HostId> hosts_;
  Sink& sink_;
  Container container_;
  int published_ = 0;
  int arguments_ = 0;
};

}  // namespace

Container decide(const model::Model& model, const image::Contexts& images, DeclId service, Sink& sink) {
  return Decision(model, images, service, sink).run();
}

}  // namespace herdc::docker
