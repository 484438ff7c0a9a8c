#pragma once

#include <vector>

#include "compiler/backend/marathon/draft.h"

namespace herdc::marathon {

/// What Marathon's own validation asks of an app beyond the form of its fields. On the whole document, so
/// that it holds for what is written in `marathon { … }` as well.
void check_rules(const Draft& draft);

// Its parts.
void check_constraints(const Draft& draft);
void check_health_checks(const Draft& draft);
void check_container(const Draft& draft);
void check_addresses_of_tasks(const Draft& draft);
void check_secrets(const Draft& draft);
void check_required_ports(const Draft& draft);
void check_upgrades(const Draft& draft);
void check_limits(const Draft& draft);
void check_volumes(const Draft& draft);
void check_fetches(const Draft& draft);

/// What apps can be to each other: service ports, ids and groups.
void check_together(const std::vector<Draft>& apps, Sink& sink);

/// What is wrong with the form of a regular expression of Java's: "a `[` of this one is not closed"; "" when
/// nothing is.
std::string_view expression_problem(std::string_view expression);

/// Whether a backtracking matcher can take for ever over the expression: something that repeats inside
/// something that repeats.
bool can_be_endless(std::string_view expression);

/// The ports array that indexes of checks count in.
const Json::Items& ports_of(const Json& document);

}  // namespace herdc::marathon
