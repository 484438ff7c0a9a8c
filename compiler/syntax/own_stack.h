#pragma once

#include <functional>

namespace herdc::syntax {

/// Runs `work` on a thread with a stack of `bytes`, and waits for it, so that the caller's own stack does not
/// matter. False when there is no such thread to be had; then nothing has run. What `work` throws is thrown
/// here.
bool run_on_own_stack(std::size_t bytes, const std::function<void()>& work);

}  // namespace herdc::syntax
