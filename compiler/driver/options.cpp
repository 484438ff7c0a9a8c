#include "compiler/driver/options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <memory>
#include <ostream>

#include "compiler/analysis/text_types.h"
#include "compiler/base/spelling.h"
#include "compiler/base/text.h"
#include "compiler/driver/commands.h"
#include "compiler/driver/version.h"

namespace herdc::driver {
namespace {

/// The argument is one of `words`.
CLI::Validator one_of(const std::vector<std::string>& words) {
  const auto check = [words](const std::string& word) {
    const bool known = std::find(words.begin(), words.end(), word) != words.end();
    return known ? "" : fmt::format("there is no `{}`; {}", word, suggest(word, words, "there are"));
  };
  return {check, fmt::format("{{{}}}", fmt::join(words, ","))};
}

constexpr std::array colors = {std::pair{std::string_view("auto"), Color::automatic},
                               std::pair{std::string_view("always"), Color::always},
                               std::pair{std::string_view("never"), Color::never}};

void add_color(CLI::App& app, Options& options) {
  const auto set = [&options](const std::string& name) {
    for (const auto& [word, color] : colors)
      if (word == name) options.color = color;
  };
  app.add_option_function<std::string>("--color", set, "colour in messages")
      ->check(one_of({"auto", "always", "never"}))
      ->type_name("WHEN");
}

std::string is_date(const std::string& text) {
  return analysis::text_type_problem(schema::Scalar::date, text);
}

void add_today(CLI::App& app, Options& options) {
  app.add_option("--today", options.today,
                 "the day on which exceptions with `until` may be over, as 2026-11-25; no clock is read, so "
                 "without it none is")
      ->check(is_date)
      ->type_name("DATE");
}

const LimitInfo& find_limit(const std::string& name) {
  const auto* found = std::find_if(all_limits.begin(), all_limits.end(),
                                   [&](const auto& limit) { return limit.name == name; });
  if (found != all_limits.end()) return *found;
  std::vector<std::string> names;
  for (const auto& limit : all_limits) names.emplace_back(limit.name);
  throw CLI::ValidationError("--limit",
                             fmt::format("there is no `{}`; {}", name, suggest(name, names, "there are")));
}

void set_limit(const std::string& word, Limits& limits) {
  const auto equals = word.find('=');
  const auto value = equals == std::string::npos ? std::nullopt : parse_integer(word.substr(equals + 1));
  if (!value) throw CLI::ValidationError("--limit", "NAME=N is expected, and this is `" + word + "`");
  const auto& limit = find_limit(word.substr(0, equals));
  if (*value < 1 || static_cast<std::size_t>(*value) > limit.most)
    throw CLI::ValidationError("--limit", fmt::format("`{}` is from 1 to {}", limit.name, limit.most));
  limits.*limit.member = static_cast<std::size_t>(*value);
}

void add_limits(CLI::App& app, Options& options) {
  app.add_option_function<std::vector<std::string>>(
         "--limit",
         [&options](const std::vector<std::string>& words) {
           for (const auto& word : words) set_limit(word, options.limits);
         },
         "another limit than the published one: `--limit instances=500000`; docs/language.md has the names")
      ->type_name("NAME=N")
      ->allow_extra_args(false);
}

void add_choices(CLI::App& app, Options& options) {
  app.add_option("--env", options.choices.environment, "the environment to compile for")->type_name("NAME");
  const auto add = [&options](const std::string& word) {
    const auto equals = word.find('=');
    if (equals == std::string::npos)
      throw CLI::ValidationError("--param", "NAME=VALUE is expected, and this is `" + word + "`");
    options.choices.params.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  };
  app.add_option_function<std::vector<std::string>>(
         "--param",
         [add](const std::vector<std::string>& words) {
           for (const auto& word : words) add(word);
         },
         "the value of a param of the project, above all that is written")
      ->type_name("NAME=VALUE")
      ->allow_extra_args(false);
  add_limits(app, options);
}

constexpr std::string_view layers_word = "layers";

/// `FILE`, and in front of it what `--print=layers` asks for.
void take_words(const std::vector<std::string>& words, bool asks_for_layers, Options& options) {
  if (asks_for_layers && words.empty())
    throw CLI::ValidationError("--print",
                               "`layers` is followed by what to look at: `--print=layers NAME.FIELD`");
  if (words.size() > (asks_for_layers ? 2U : 1U))
    throw CLI::ValidationError("FILE",
                               fmt::format("one file is compiled, and `{}` is one more", words.back()));
  if (asks_for_layers) options.layers = words.front();
  if (words.size() > (asks_for_layers ? 1U : 0U)) options.file = words.back();
}

void add_compile_options(CLI::App& app, Options& options) {
  const auto words = std::make_shared<std::vector<std::string>>();
  const auto asks_for_layers = std::make_shared<bool>(false);
  app.add_option("FILE", *words,
                 "the file that describes the cluster; its directory is the project  [cluster.herd]")
      ->expected(0, 2)
      ->type_name("");
  auto known = phase_names();
  known.emplace_back(layers_word);
  app.add_option_function<std::string>(
         "--print",
         [&options, asks_for_layers](const std::string& name) {
           options.print = find_phase(name);
           *asks_for_layers = name == layers_word;
         },
         fmt::format("print what a phase made, and write nothing: {}; or `--print=layers NAME.FIELD`: who "
                     "writes a field",
                     join(phase_names(), ", ")))
      ->check(one_of(known))
      ->type_name("PHASE");
  app.parse_complete_callback(
      [words, asks_for_layers, &options] { take_words(*words, *asks_for_layers, options); });
  add_choices(app, options);
  app.add_flag("--timings", options.timings, "say how long each phase took");
  add_today(app, options);
  app.add_flag("-q,--quiet", options.quiet, "say nothing when all is well");
  add_color(app, options);
}

void add_build(CLI::App& app, Options& options) {
  add_compile_options(app, options);
  app.add_option("-o,--output", options.output,
                 "directory for the generated tree, instead of `generated` beside FILE")
      ->type_name("DIR");
  app.add_flag("--locked", options.locked, "stop when herd.lock would have to be changed");
}

void add_check(CLI::App& app, Options& options) {
  add_compile_options(app, options);
}

void add_test(CLI::App& app, Options& options) {
  app.add_option("FILE", options.file, "the file that describes the cluster; its directory is the project")
      ->capture_default_str();
  app.add_option("--format", options.format, "how results are shown: text, or junit for build servers")
      ->check(one_of({"text", "junit"}))
      ->capture_default_str()
      ->type_name("FORMAT");
  add_choices(app, options);
  add_today(app, options);
  app.add_flag(
      "--mutate", options.mutate,
      "drop a host, swap ports, lower a number or remove a mount, one at a time in memory, and show which of "
      "these changes no test, rule or lint notices");
  app.add_flag("-q,--quiet", options.quiet, "say nothing of tests that pass");
  add_color(app, options);
}

void add_explain(CLI::App& app, Options& options) {
  app.add_option("CODE", options.codes, "HERD3001, say; none lists all")->type_name("CODE");
}

void add_reference(CLI::App& app, Options& options) {
  app.add_option("KIND", options.words, "a kind or record, or a field: `service.memory`; none lists all")
      ->type_name("KIND[.FIELD]");
  app.add_flag("--markdown", options.markdown, "the whole as a page: docs/reference.md");
}

void add_init(CLI::App& app, Options& options) {
  app.add_option("DIR", options.directory, "where to write cluster.herd and herd.lock")
      ->capture_default_str();
}

void add_lock(CLI::App& app, Options& options) {
  app.add_option("FILE", options.file, "the file that describes the cluster")->capture_default_str();
  add_choices(app, options);
  app.add_option(
         "--refresh", options.refresh,
         "ask again for this base (REPOSITORY:TAG), take this package as it is now (its directory), or `all`")
      ->type_name("BASE");
  app.add_flag("-q,--quiet", options.quiet, "say nothing when all is well");
  add_color(app, options);
}

constexpr std::array option_sets = {
    std::pair{std::string_view("build"), &add_build},
    std::pair{std::string_view("check"), &add_check},
    std::pair{std::string_view("explain"), &add_explain},
    std::pair{std::string_view("init"), &add_init},
    std::pair{std::string_view("lock"), &add_lock},
    std::pair{std::string_view("reference"), &add_reference},
    std::pair{std::string_view("test"), &add_test},
};

std::vector<std::string> option_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* option : app.get_options())
    for (const auto& name : split(option->get_name(false, true), ","))
      if (name.starts_with('-')) names.push_back(name);
  return names;
}

/// The nearest command or flag for the first word that nobody understood.
std::string suggestion(const CLI::App& app, const CLI::App* chosen, const std::vector<std::string>& words) {
  if (chosen == nullptr) {
    for (const auto& word : words)
      if (!word.starts_with('-')) return did_you_mean(word, command_names());
    return words.empty() ? "" : did_you_mean(words.front(), option_names(app));
  }
  const auto known = option_names(*chosen);
  for (const auto& word : words) {
    const auto name = word.substr(0, word.find('='));
    if (word.starts_with('-') && std::find(known.begin(), known.end(), name) == known.end())
      return did_you_mean(name, known);
  }
  return "";
}

int usage_error(const CLI::App& app, const CLI::Error& error, const std::vector<std::string>& words,
                Environment& environment) {
  const auto chosen = app.get_subcommands();
  const auto* command = chosen.empty() ? nullptr : chosen.front();
  std::string message = error.what();
  const bool unknown_command = command == nullptr && !words.empty() && !words.front().starts_with('-');
  if (unknown_command) message = fmt::format("there is no command `{}`", words.front());
  environment.err << fmt::format("herdc: {}\n", printable(message));
  if (const auto near = suggestion(app, command, words); !near.empty())
    environment.err << fmt::format("  help: {}\n", near);
  environment.err << fmt::format("  help: `herdc {}--help` says what there is\n",
                                 command == nullptr ? "" : command->get_name() + " ");
  return exit_could_not_run;
}

}  // namespace

Parsed parse_options(const std::vector<std::string>& words, Environment& environment) {
  Parsed parsed;
  CLI::App app(
      "Compiles a cluster that is described in one small language into the files that machines and engines "
      "consume.",
      "herdc");
  app.set_version_flag("--version", fmt::format("herdc {}", version));
  app.set_help_flag("-h,--help", "what there is");
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  app.footer(
      "Exit codes: 0 fine, 1 something was found, 2 could not run.\nStart with `herdc init`; every message's "
      "code is explained by `herdc explain CODE`.");
  for (const auto& [name, add] : option_sets) {
    auto* command = app.add_subcommand(std::string(name), std::string(command_summary(name)));
    add(*command, parsed.options);
    command->callback([&parsed, name = name] { parsed.options.command = name; });
  }
  if (words.empty()) {  // somebody who looks around
    environment.err << app.help();
    parsed.exit_code = exit_could_not_run;
    return parsed;
  }
  std::vector<std::string> reversed(words.rbegin(), words.rend());
  try {
    app.parse(reversed);
  } catch (const CLI::CallForVersion& version_text) {
    environment.out << version_text.what() << "\n";
    parsed.exit_code = exit_fine;
  } catch (const CLI::CallForHelp&) {
    const auto chosen = app.get_subcommands();
    environment.out << (chosen.empty() ? app.help() : chosen.front()->help("herdc"));
    parsed.exit_code = exit_fine;
  } catch (const CLI::ParseError& error) {
    parsed.exit_code = usage_error(app, error, words, environment);
  }
  return parsed;
}

}  // namespace herdc::driver
