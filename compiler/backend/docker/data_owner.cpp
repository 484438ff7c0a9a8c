#include "compiler/backend/docker/data_owner.h"

#include <algorithm>

#include "compiler/base/text.h"

namespace herdc::docker {
namespace {

namespace field = schema::field;

std::string numeric(std::string_view user) {
  const auto parts = split(user, ":");
  const auto is_number = [](const std::string& part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
  };
  if (parts.size() > 2 || !std::all_of(parts.begin(), parts.end(), is_number)) return "";
  return parts[0] + ":" + (parts.size() == 2 ? parts[1] : "0");
}

}  // namespace

std::string data_owner(const model::Model& model, const model::Declaration& service) {
  if (const auto* user = model::find_text(service, field::service::user)) return numeric(*user);
  auto id = model::reference(service, field::service::image);
  while (model[id].kind == schema::Shape::image) {
    if (const auto* user = model::find_text(model[id], field::image::user)) return numeric(*user);
    const auto* base = model[id].find(field::image::base);
    if (base == nullptr) break;
    id = *base->get<model::DeclId>();
  }
  return "";
}

}  // namespace herdc::docker
