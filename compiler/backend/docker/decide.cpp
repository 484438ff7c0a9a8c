#include "compiler/backend/docker/decide.h"

#include <fmt/format.h>

#include <array>

#include "compiler/backend/docker/draft.h"
#include "compiler/backend/docker/limits.h"
#include "compiler/base/text.h"
#include "compiler/image/dockerfile_words.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;
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

void name_things(Draft& draft, const image::Contexts& images) {
  const auto& model = draft.model();
  const auto& service = draft.service();
  const auto image = images.references.find(model::reference(service, field::service::image));
  auto& container = draft.container;
  container.cluster = model[model.cluster].name;
  container.cluster_place = model[model.cluster].span;
  container.service = service.name;
  container.image = image == images.references.end() ? "" : image->second;
  container.place = service.span;
  container.image_place = draft.place(field::service::image);
  container.hosts_place = draft.place(field::service::on);
}

void check_workdir(const Draft& draft) {
  const auto* path = model::find_text(draft.service(), field::service::workdir);
  if (path != nullptr && image::is_kernel_directory(*path))
    draft.sink().report(catalog::kernel_directory, draft.place(field::service::workdir), *path);
}

void decide_simple_flags(Draft& draft) {
  for (const auto& row : simple_flags)
    if (const auto* value = draft.service().find(row.field))
      draft.flag(row.flag, row.spell(*value), draft.place(row.field));
  draft.flag("security-opt", "no-new-privileges", draft.service().span);
}

void decide_log(Draft& draft) {
  const auto* log = model::record(draft.service(), field::service::log);
  const auto* size = log == nullptr ? nullptr : log->find(field::log::max_size);
  const auto* files = log == nullptr ? nullptr : log->find(field::log::files);
  const auto origin = draft.place(field::service::log);
  const auto most = size == nullptr ? log_size : *size->get<model::Bytes>();
  const auto count = files == nullptr ? log_files : *files->get<std::int64_t>();
  draft.flag("log-opt", "max-size=" + docker_size(most), origin);
  draft.flag("log-opt", fmt::format("max-file={}", count), origin);
}

void decide_env(Draft& draft) {
  for (const auto& [key, value] : model::map(draft.service(), field::service::env)) {
    const auto text = draft.word(value, "env_" + key, "`" + key + "`", key.size() + 8);
    draft.flag("env", ShellWord::literal(key + "=") + text, value.span);
  }
}

void decide_labels(Draft& draft) {
  std::size_t number = 0;
  for (const auto& [key, value] : model::map(draft.service(), field::service::labels)) {
    const auto text = draft.word(value, fmt::format("label_{}", ++number), "`" + key + "`", key.size() + 10);
    draft.flag("label", ShellWord::literal(key + "=") + text, value.span);
  }
}

// Docker takes a line for the container's /bin/sh, so each word is quoted for that shell.
void decide_health(Draft& draft) {
  const auto* health = model::record(draft.service(), field::service::health);
  if (health == nullptr) return;
  const auto origin = draft.place(field::service::health);
  std::vector<std::string> words;
  for (const auto& value : *health->find(field::health::command)->get<model::List>())
    words.push_back(image::posix_word(model::word(draft.model(), value)));
  const auto time = [&](schema::FieldId id) {
    return image::docker_duration(*health->find(id)->get<model::Duration>());
  };
  draft.flag("health-cmd", join(words, " "), origin);
  draft.flag("health-interval", time(field::health::interval), origin);
  draft.flag("health-timeout", time(field::health::timeout), origin);
  draft.flag("health-start-period", time(field::health::grace), origin);
  draft.flag("health-retries", spell_scalar(*health->find(field::health::retries)), origin);
}

}  // namespace

Container decide(const model::Model& model, const image::Contexts& images, model::DeclId service,
                 Sink& sink) {
  Draft draft(model, service, sink);
  check_limits(draft.service(), sink);
  check_workdir(draft);
  name_things(draft, images);
  decide_simple_flags(draft);
  decide_log(draft);
  decide_names(draft);
  decide_network(draft);
  decide_ports(draft);
  decide_mounts(draft);
  decide_inputs(draft);
  decide_env(draft);
  decide_labels(draft);
  decide_health(draft);
  decide_command(draft);
  return std::move(draft.container);
}

}  // namespace herdc::docker
