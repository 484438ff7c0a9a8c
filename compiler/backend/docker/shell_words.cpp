#include "compiler/backend/docker/shell_words.h"

#include "compiler/base/text.h"

namespace herdc::docker {

std::string csv_field(std::string_view field) {
  if (field.find_first_of(",\"") == std::string_view::npos) return std::string(field);
  return "\"" + replace_all(field, "\"", "\"\"") + "\"";
}

}  // namespace herdc::docker
