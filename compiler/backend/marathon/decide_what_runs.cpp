#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {
namespace {

namespace field = schema::field;

/// Fields that only a container can have.
void check_without_image(const Draft& draft) {
  for (const auto id : {field::app::args, field::app::mounts})
    if (draft.has(id))
      draft.sink()
          .report(catalog::needs_image, draft.place(id), schema::info(id).name, draft.app().name)
          .with_hint("say which `image`");
  if (draft.network == Network::bridge)
    draft.sink()
        .report(catalog::needs_image, draft.place(field::app::network), "network = \"bridge\"",
                draft.app().name)
        .with_hint("say which `image`, or leave `network` out: without one it is the machine's own");
}

/// Exactly one of: a command, arguments to the image's program, the image as it is.
void check_ways(const Draft& draft) {
  const auto& app = draft.app();
  if (draft.has(field::app::cmd) && draft.has(field::app::args))
    draft.sink()
        .report(catalog::two_ways_to_run, draft.place(field::app::args), app.name)
        .with_note(draft.place(field::app::cmd), "the other one")
        .with_hint(
            "`cmd` is run by a shell instead of the image's program; `args` are given to that program");
  else if (!draft.has(field::app::cmd) && !draft.has(field::app::image))
    draft.sink()
        .report(catalog::no_way_to_run, app.span, app.name)
        .with_hint("say which `image`, or which `cmd`");
  else if (!draft.has(field::app::image))
    check_without_image(draft);
}

void put_container(Draft& draft) {
  const auto place = draft.place(field::app::image);
  auto& container = draft.document.put("container", Json::object(place));
  auto type = Json::text("DOCKER", place);
  type.assumed = true;
  container.put("type", type);
  const auto& references = draft.surroundings().images.references;
  const auto found = references.find(model::reference(draft.app(), field::app::image));
  auto& docker = container.put("docker", Json::object(place));
  // Without a reference the image has an error of its own, and nothing is written: one message is enough.
  // What stands in for it is nothing that docker could pull.
  docker.put("image", Json::text(found == references.end() ? "(unresolved)" : found->second, place));
}

void put_args(Draft& draft) {
  auto& args = draft.document.put("args", Json::list(draft.place(field::app::args)));
  for (const auto& value : model::list(draft.app(), field::app::args))
    args.add(Json::text(model::word(draft.model(), value), value.span));
}

}  // namespace

void decide_what_runs(Draft& draft) {
  check_ways(draft);
  const auto& app = draft.app();
  if (draft.has(field::app::image)) put_container(draft);
  if (const auto* command = model::find_text(app, field::app::cmd)) {
    draft.document.put("cmd", Json::text(*command, draft.place(field::app::cmd)));
    if (command->size() < 2)
      draft.sink().report(catalog::marathon_limit, draft.place(field::app::cmd), "cmd", "one character long",
                          "Marathon", "two at least");
  }
  if (draft.has(field::app::args)) put_args(draft);
  if (const auto* user = model::find_text(app, field::app::user))
    draft.document.put("user", Json::text(*user, draft.place(field::app::user)));
}

}  // namespace herdc::marathon
