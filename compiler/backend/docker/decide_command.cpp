#include <fmt/format.h>

#include "compiler/backend/docker/draft.h"

namespace herdc::docker {

namespace field = schema::field;

// `command` replaces the image's program: docker's --entrypoint takes its first word, the others follow.
void decide_command(Draft& draft) {
  const auto& service = draft.service();
  const auto& command = model::list(service, field::service::command);
  std::size_t number = 0;
  const auto word = [&](const model::Value& value) {
    return draft.word(value, fmt::format("arg_{}", ++number), "this word", 16);
  };
  if (command.empty() && service.find(field::service::command) != nullptr)
    draft.sink().report(catalog::empty_command, draft.place(field::service::command));
  if (!command.empty()) draft.flag("entrypoint", word(command[0]), command[0].span);
  for (std::size_t i = 1; i < command.size(); ++i)
    draft.container.args.push_back({word(command[i]), {command[i].span}});
  for (const auto& value : model::list(service, field::service::args))
    draft.container.args.push_back({word(value), {value.span}});
}

}  // namespace herdc::docker
