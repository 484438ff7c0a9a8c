#include "compiler/backend/docker/draft.h"
#include "compiler/diagnostics/catalog_haproxy.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;

constexpr std::string_view secrets_directory = "/run/secrets";

// The scripts keep copies there (scripts/inputs.sh): the directory is mounted, so that a file in it can
// change by a rename.
std::string mounted(std::string_view kind, const std::string& service, std::string_view target) {
  return std::string("type=bind,source=/var/lib/herd/") + std::string(kind) + "/" + service +
         ",target=" + std::string(target) + ",readonly";
}

void check_free(Draft& draft, std::string_view directory) {
  const auto& mounts = model::map(draft.service(), field::service::mounts);
  const auto taken = mounts.find(directory);
  if (taken != mounts.end())
    draft.sink().report(catalog::mount_over_inputs, taken->second.span, directory, draft.service().name);
}

void decide_configuration(Draft& draft) {
  const auto found = draft.model().configurations.find(draft.id());
  if (found == draft.model().configurations.end()) return;
  const auto& [files, directory, validate, signal] = found->second;
  const auto place = draft.service().span;
  draft.container.configuration = ReloadedFiles{files, directory, validate, signal, place};
  draft.flag("mount", mounted("config", draft.service().name, directory), place);
  check_free(draft, directory);
}

void decide_secrets(Draft& draft) {
  const auto& list = model::list(draft.service(), field::service::secrets);
  for (const auto& value : list) {
    const auto& secret = draft.model()[*value.get<model::DeclId>()];
    if (const auto* file = secret.find(field::secret::file))
      draft.container.secrets.push_back(
          {secret.name, draft.word(*file, "secret", "the path", 16), {value.span, file->span}});
    else
      draft.sink()
          .report(catalog::secret_of_marathon, value.span, secret.path)
          .with_note(secret.span, "this one")
          .with_hint("services and proxies take `secret NAME { file = \"…\" }`, a file of their machines");
  }
  // With a configuration there is always a place for secrets, so that a route that asks for a password is no
  // reason to replace the container.
  if (list.empty() && !draft.container.configuration) return;
  draft.flag("mount", mounted("secrets", draft.service().name, secrets_directory),
             draft.place(field::service::secrets));
  check_free(draft, secrets_directory);
}

}  // namespace

void decide_inputs(Draft& draft) {
  decide_configuration(draft);
  decide_secrets(draft);
}

}  // namespace herdc::docker
