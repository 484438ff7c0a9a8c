#include <pthread.h>

#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "compiler/driver/commands.h"

namespace {

/// Evaluation may nest as deep as its published limits allow, whatever `ulimit -s` says: it gets a stack of
/// its own.
constexpr std::size_t stack_bytes = 512u << 20;

struct Job {
  std::vector<std::string> words;
  int exit_code = herdc::driver::exit_could_not_run;
};

int run(const std::vector<std::string>& words) {
  auto environment = herdc::driver::real_environment();
  try {
    const int code = herdc::driver::run(words, environment);
    environment.out.flush();
    if (environment.out) return code;
    std::cerr << "herdc: cannot write to standard output\n";
  } catch (const std::bad_alloc&) {
    std::cerr << "herdc: out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "herdc: " << error.what() << "\n";
  }
  return herdc::driver::exit_could_not_run;
}

void* run_job(void* pointer) {
  auto& job = *static_cast<Job*>(pointer);
  job.exit_code = run(job.words);
  return nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  Job job{std::vector<std::string>(argv + (argc > 0 ? 1 : 0), argv + argc)};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack_bytes);
  pthread_t thread;
  if (pthread_create(&thread, &attributes, run_job, &job) != 0) {
    std::cerr << "herdc: cannot reserve a stack of 512 MiB\n";
    return herdc::driver::exit_could_not_run;
  }
  pthread_join(thread, nullptr);
  return job.exit_code;
}
