#include "compiler/syntax/own_stack.h"

#include <pthread.h>

#include <exception>

namespace herdc::syntax {
namespace {

struct Call {
  const std::function<void()>& work;
  std::exception_ptr thrown;
};

void* run(void* pointer) {
  auto& call = *static_cast<Call*>(pointer);
  try {
    call.work();
  } catch (...) {
    call.thrown = std::current_exception();
  }
  return nullptr;
}

}  // namespace

bool run_on_own_stack(std::size_t bytes, const std::function<void()>& work) {
  pthread_attr_t attributes;
  if (pthread_attr_init(&attributes) != 0) return false;
  pthread_t thread;
  Call call{work, nullptr};
  const bool started = pthread_attr_setstacksize(&attributes, bytes) == 0 &&
                       pthread_create(&thread, &attributes, run, &call) == 0;
  pthread_attr_destroy(&attributes);
  const bool ran = started && pthread_join(thread, nullptr) == 0;
  if (call.thrown) std::rethrow_exception(call.thrown);
  return ran;
}

}  // namespace herdc::syntax
