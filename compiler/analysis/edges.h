#pragma once

#include "compiler/analysis/evaluator.h"

namespace herdc::analysis {

/// Fills `model.edges`, unsorted: why declarations need each other. From what the values of each have read,
/// from what Dockerfiles of the user's own name, and, for the start order, from what a service uses reads in
/// turn.
void add_edges(const Evaluator& evaluator, model::Model& model);

/// By the paths of both ends, so that the order of declarations does not show.
void sort_edges(model::Model& model);

}  // namespace herdc::analysis
