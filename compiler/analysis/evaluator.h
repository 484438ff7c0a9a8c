#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "compiler/analysis/entity.h"
#include "compiler/analysis/functions.h"
#include "compiler/analysis/lock.h"
#include "compiler/analysis/slot.h"
#include "compiler/analysis/trace.h"
#include "compiler/base/file_system.h"
#include "compiler/base/limits.h"
#include "compiler/model/model.h"

namespace herdc::analysis {

/// One file of the tree, for `artifact`.
struct EmittedFile {
  std::string_view text;
  bool executable = false;
};
using Emitted = std::map<std::string, EmittedFile, std::less<>>;

enum class DataFormat : std::uint8_t { yaml, json };

/// Evaluates lazily: a slot is computed when somebody reads it, at most once (once a host when it varies).
/// Everything that fails gives one diagnostic and then silence: Maybe without a value.
class Evaluator {
 public:
  Evaluator(const Outline& outline, const Lock& lock, const ReadFiles& project, const ReadFiles& standard,
            SourceMap& sources, Limits limits, Sink& sink);

  /// Makes all declarations, their headers evaluated.
  void instantiate();
  /// After that: tries the components of the project that have no instance. What it makes for that is no
  /// result; take the number of entities before.
  void check_unused_components();

  // Results, for lowering.
  const std::deque<Entity>& entities() const { return entities_; }
  const Entity& entity(DeclId id) const { return entities_[id.index]; }
  /// In the order in which they are made.
  const std::vector<DeclId>& clusters() const { return clusters_; }
  /// The cluster that a declaration belongs to; not valid for what stands beside several of them.
  DeclId cluster_around(DeclId id) const;
  /// The value of a field; `none` when nobody writes it. A value that varies comes as PerHost at the
  /// innermost places that differ.
  Maybe field_on_all_hosts(DeclId id, schema::FieldId field);
  /// Also those that nobody reads.
  void evaluate_params(DeclId id);
  /// An output, or a let that nobody may have read.
  Maybe binding(DeclId id, const ast::Binding& binding);
  /// Lets and params of the project that nobody read: they may be wrong all the same.
  void evaluate_unread();
  std::string emitted_name(DeclId id);
  /// `is_read`: for a value that is made of them, so what they were made from is read, too.
  std::vector<HostId> hosts_of(DeclId id, bool is_read = false);
  Maybe host_address(HostId host, Span place);
  /// Whether something in its bodies was left out after a diagnostic.
  bool is_broken(DeclId id) const;
  /// Whether nobody but the schema's table wrote it.
  bool is_default(DeclId id, schema::FieldId field) const;
  std::vector<Read> reads_of(DeclId id, schema::FieldId field) const;
  /// What the layers say of a field, from the schema's default upwards.
  std::vector<Write> writes_of(DeclId id, std::string_view name) const {
    return writes_of(id, name, entity(id).layers.size());
  }
  /// Without the sub-blocks whose `if` does not hold; nothing after a diagnostic.
  std::optional<std::vector<Write>> holding(const std::vector<Write>& writes);
  /// Whether `route … { … }` is the entry `key`, or makes it for one of its elements.
  bool makes_entry(const Write& write, const std::string& key);
  /// Entries of a map field that read `host.number`, with the place.
  std::map<std::string, Span> number_readings(DeclId id, schema::FieldId field) const;
  const IdVector<HostId, model::Host>& hosts() const { return hosts_; }
  IdVector<model::InputFileId, model::InputFile>& files() { return files_; }
  /// Services that read `host.ordinal`, with the numbers they have now.
  const std::map<DeclId, model::Ordinals>& ordinals() const { return ordinals_; }

  /// What one `require` came to.
  struct Outcome {
    std::optional<bool> holds;  ///< nothing: it could not be evaluated, and why was reported
    std::vector<diagnostics::Part> parts;
    std::vector<DeclId> read;  ///< what it was made from
  };
  Outcome require(const ast::Require& require, const Frame& frame);
  /// The text behind `:`, or the condition itself.
  std::string message_of(const ast::Require& require, const Frame& frame);
  /// What `every` finds: the finished model.
  void show(const model::Model& model) { finished_ = &model; }
  /// What `artifact` finds.
  void show(const Emitted& emitted) { emitted_ = &emitted; }
  /// A test is a declaration while it runs.
  DeclId make_test(const Blueprint& test) { return add_entity(test, {}, "", {}); }

  // The language, for functions and operators.
  Maybe evaluate(const ast::Expr& expr, const Frame& frame);
  /// The value as the type asks for it, or one diagnostic at `place`. `what` is the field or param.
  Maybe convert(const Value& value, const schema::Type& type, std::string_view what, Span place,
                const Frame& frame);
  std::string describe(const Value& value) const;
  /// As one would write it, on one line, and cut when it is long.
  std::string written(const Value& value) const;
  std::string title_of(DeclId id) const;
  std::optional<std::string> text_form(const Value& value) const;
  void no_text_form(const Value& value, Span place, const Frame& frame);
  bool equal(const Value& left, const Value& right);
  bool holds_secret(const Value& value) const;
  bool spend_bytes(std::size_t bytes, Span place);
  /// Text is copied by whoever reads it.
  Maybe charged(Maybe value, Span place);
  Sink& sink() { return sink_; }
  /// Reports, and names the instance when the mistake stands in a component.
  template <class... Args>
  diagnostics::Diagnostic& report(const Frame& frame, const diagnostics::Definition<Args...>& definition,
                                  Span span, const std::type_identity_t<Args>&... args) {
    auto& diagnostic = sink_.report(definition, span, args...);
    note_instance(frame, diagnostic);
    return diagnostic;
  }

  // Special forms.
  Maybe evaluate_unordered(const ast::Expr& expr, const Frame& frame);
  Maybe evaluate_at(const ast::Expr& expr, const ast::Expr& host, const Frame& frame);
  Maybe evaluate_exists(const ast::Expr& expr, const Frame& frame);
  /// What a data file beside the source holds.
  Maybe data_file(const std::string& path, DataFormat format, Span place, const Frame& frame);
  Maybe evaluate_artifact(const ast::Expr& path, Span span, const Frame& frame);

 private:
  /// What is going on around the expression at hand.
  struct Context {
    DeclId host_domain;  ///< whose hosts `host` runs over
    HostId host;         ///< bound, when evaluating for one host
    HostId foreign;      ///< of `at(x, host)`
    bool unordered = false;
    bool header = false;        ///< of a block: may read little
    bool resolve_hosts = true;  ///< false in a param, which may hold a pattern that machines define later
    Slot* slot = nullptr;       ///< being computed
    Trace* trace = nullptr;     ///< of the `require` whose condition this is
  };
  /// Empties the context at the end of a scope, whose slot it must not point to afterwards.
  struct Leave {
    Context& context;
    ~Leave() { context = {}; }
  };
  struct Active {
    const Slot* slot;
    std::string name;
    Span span;
  };

  // instantiate.cpp
  void declare(const Blueprint& blueprint, DeclId owner, std::map<std::string, Member>& members);
  void create(Member& member);
  bool settle(Member& member, Span place);
  void make(Member& member);
  void try_fields(DeclId id);

  // changes.cpp
  void add_changes(DeclId id);
  void refuse_written_twice(const std::vector<const Blueprint*>& changes);
  bool is_target(const Target& target, const Blueprint& blueprint, std::string_view key, DeclId owner,
                 DeclId at, const Frame& frame);
  std::optional<std::string> target_key(const Target::Step& step, const Frame& frame);
  const Removal* removal_of(const Blueprint& blueprint, std::string_view key, DeclId owner);
  void check_targets();
  void check_targets(const Blueprint& body, DeclId at);
  void check_target(const Target& target, DeclId at, std::string_view verb, const Frame& frame);
  void check_removed_field(DeclId id, std::size_t layer, const Removal& removal);
  Maybe without_entry(const Value& current, const Write& write);
  bool is_trial(DeclId id) const { return id.index >= first_trial_; }
  void declare_owned(DeclId id);
  void create_owned(DeclId id);
  bool create_collection(const Blueprint& blueprint, Member& member);
  DeclId add_entity(const Blueprint& blueprint, DeclId owner, std::string key,
                    std::vector<std::pair<std::string, Value>> loop);
  std::optional<bool> header_condition(const Blueprint& blueprint, const Frame& frame);
  std::optional<std::vector<std::pair<Value, Value>>> iterate(const Value& source, bool pairs, Span place,
                                                              const Frame& frame);
  std::optional<std::string> element_key(const Value& key, Span place, const Frame& frame);

  // slots.cpp
  Maybe slot(SlotKey key, std::string name, Span place, const std::function<Maybe()>& compute);
  void pass_on(const std::vector<Read>& reads);
  void pass_on_order(const std::vector<Read>& reads);
  void run(Slot& state, std::string name, Span place, const std::function<Maybe()>& compute);
  void report_cycle(const Slot& state, Span place);
  Maybe outside(DeclId target, Span place, std::string_view what, const Frame& frame,
                const std::function<Maybe()>& read);
  Maybe port_of_all_hosts(DeclId domain, const std::function<Maybe()>& read);
  DeclId host_domain_of(DeclId id) const;
  void record_read(DeclId target, Span place);
  bool spend_step(Span place);
  void over_budget(Span place, std::string_view what, std::string_view limit);

  // fields.cpp
  /// Of the lowest `layers` layers.
  std::vector<Write> writes_of(DeclId id, std::string_view name, std::size_t layers) const;
  std::vector<Write> project_writes(const std::string& name) const;
  Maybe field(DeclId id, schema::FieldId field, Span place = {});
  Maybe compute_field(DeclId id, const schema::Field& row);
  void forget_reads(std::size_t count);
  Maybe apply(const schema::Type& type, std::string_view what, Value current, const Write& write);
  Maybe append(const schema::Type& type, std::string_view what, Value current, const Value& value,
               const Write& write);
  Maybe merge_body(const schema::Type& type, std::string_view what, Value current, const Write& write);
  Maybe merge_record(const schema::Type& type, std::string_view what, Value current, const Write& write);
  Maybe merge_item(const schema::Type& type, const std::string& key, Value current, const ast::Item& item,
                   const Frame& frame);
  Maybe apply_item(const schema::Type& type, const std::string& key, Value current, const ast::Item& item,
                   const Frame& frame);
  static void set_field(model::Record& record, schema::FieldId id, Value value);
  Maybe complete_record(model::Record record, Span place);

  // map_entries.cpp, entries.cpp
  Maybe compute_entries(DeclId id, const schema::Field& row, const std::vector<Write>& writes,
                        const model::Map& keys, Span place);
  Maybe entry(DeclId id, const schema::Field& row, const std::vector<Write>& writes, const std::string& key);
  Maybe apply_to_entry(DeclId id, const schema::Field& row, Value current, const Write& write,
                       const std::string& key);
  Maybe literal_entry(const schema::Type& map, const ast::Map& literal, const std::string& key,
                      const Frame& frame);
  template <class Listed>
  bool find_constant(const std::vector<Listed>& list, const std::string& key, const Listed*& found);
  Maybe keys_of_entries(DeclId id, const schema::Field& row, Span place);
  std::optional<std::vector<std::string>> known_keys(const std::vector<Write>& writes,
                                                     const schema::Type& type);
  std::optional<std::string> key_text(const ast::Key& key, const Frame& frame);
  std::optional<std::string> item_key(const ast::Item& item, const Frame& frame);
  using UseEntry = std::function<void(const std::string& key, const Frame& frame)>;
  bool each_entry(const Write& write, const UseEntry& use);
  bool each_element(const Write& write, const UseEntry& use);
  Maybe elements_by_key(const Write& write);
  std::optional<std::string> entry_key(const ast::Block& block, const Frame& frame);
  Maybe apply_entries(const schema::Field& row, Value current, const Write& write, const std::string& key);

  // conditional_blocks.cpp
  using Items = std::vector<const ast::Item*>;
  std::optional<bool> is_there(const ast::Block& block, const Frame& frame);
  std::optional<Items> items_there(const ast::Body& body, const Frame& frame);
  std::optional<Items> items_of(const ast::Body& body, const Frame& frame);

  // repeated_keys.cpp
  /// Where a layer writes a key. Of two plain ones resolve has said what is to say.
  struct Mention {
    Span span;
    bool plain;
    Span element = {};  ///< that a `for` makes it for
  };
  using Mentions = std::map<std::pair<const Blueprint*, std::string>, Mention>;
  bool mention(Mentions& known, const std::string& key, const Mention& here, const Frame& frame);
  bool refuse_repeated(const Items& items, const Frame& frame);
  bool refuse_repeated(const std::vector<Write>& writes);

  // names.cpp
  Maybe look_up(const std::string& name, Span place, const Frame& frame);
  Maybe named(const NameEntry& entry, const std::string& name, DeclId id, const Home& home,
              const Blueprint* blueprint, Span place, const Frame& frame);
  bool settle_clusters(Span place);
  Maybe own_cluster(Span place, const Frame& frame);
  Maybe root(const std::string& name, Span place, const Frame& frame);
  Maybe bound_host(Span place, const Frame& frame);
  Member* find_member(DeclId id, const Home& home, std::string_view name);
  Maybe member_value(Member& member, Span place, const Frame& frame);
  Maybe let(const ast::Binding& binding, const Frame& frame, Span place);
  Maybe param(const ast::Param& param, const Frame& frame, Span place);
  void report_missing(const ast::Param& param, const Frame& frame, Span place);

  // access.cpp
  Maybe access(const ast::Access& access, Span span, const Frame& frame);
  Maybe first_object(const ast::Access& access, std::size_t& next, const Frame& frame);
  Maybe step(const Value& value, const ast::Step& step, const Frame& frame);
  Maybe attribute(const Value& value, const std::string& name, Span place, const Frame& frame);
  Maybe index(const Value& value, const Value& key, Span place, const Frame& frame);
  Maybe map_element(const model::Map& map, const std::string& key, Span place, const Frame& frame);
  Maybe host_attribute(HostId host, const std::string& name, Span place, const Frame& frame);
  Maybe record_attribute(const model::Record& record, const std::string& name, Span place,
                         const Frame& frame);
  Maybe endpoints(const model::Record& port, Span place);
  Maybe step_into_entry(DeclId id, const schema::Field& row, const ast::Step& step, const Frame& frame);
  Maybe machine_field(HostId host, std::string_view name, Span place);
  model::Ordinals recorded_ordinals(DeclId service);
  Maybe standard_name(const ast::Access& access, const Frame& frame);
  Maybe library_name(const Home& home, const std::string& title, const ast::Name& name, const Frame& frame);
  Maybe ordinal(Span place, const Frame& frame);
  Maybe unknown_attribute(std::string_view of, const std::string& name, std::vector<std::string> names,
                          Span place, const Frame& frame);

  // attributes.cpp
  Maybe entity_attribute(DeclId id, const std::string& name, Span place, const Frame& frame);
  Maybe entity_entry(DeclId id, const schema::Field& row, const std::string& key, Span place,
                     const Frame& frame);
  Maybe foreign(DeclId id, const std::string& name, Span place, const Frame& frame,
                const std::function<Maybe()>& read);
  Maybe own_attribute(DeclId id, const std::string& name, Span place, const Frame& frame, bool inside);
  Maybe layer_attribute(DeclId id, const Layer& layer, const std::string& name, Span place,
                        const Frame& frame, bool inside, bool& found);
  bool is_inside(DeclId id, const Frame& frame) const;
  bool refuses_header(DeclId id, const std::string& name, Span place, const Frame& frame);
  std::vector<std::string> attribute_names(DeclId id) const;

  // special_forms.cpp
  std::optional<bool> is_present(Member& member, Span place);
  std::optional<bool> is_present(Member& member, std::span<const ast::Step> steps, const Frame& frame);
  std::optional<std::string> present_key(const ast::Step& step, const Frame& frame);

  // expressions.cpp
  Maybe visit(const ast::None&, Span span, const Frame&) { return Value{{}, span}; }
  Maybe visit(const ast::Bool& node, Span span, const Frame&) { return Value{node.value, span}; }
  Maybe visit(const ast::Number& number, Span span, const Frame& frame);
  Maybe visit(const ast::Text& node, Span span, const Frame& frame) { return text(node, span, frame); }
  Maybe visit(const ast::NameRef& node, Span span, const Frame& frame) {
    return charged(look_up(node.name, span, frame), span);
  }
  Maybe visit(const ast::Call& call, Span span, const Frame& frame);
  Maybe visit(const ast::EveryKind& every, Span span, const Frame&);
  Maybe visit(const ast::List& node, Span span, const Frame& frame);
  Maybe visit(const ast::Map& node, Span span, const Frame& frame);
  Maybe visit(const ast::Comprehension& node, Span span, const Frame& frame);
  Maybe visit(const ast::If& node, Span span, const Frame& frame);
  Maybe visit(const ast::Chain& chain, Span span, const Frame& frame);
  Maybe visit(const ast::Not& node, Span span, const Frame& frame);
  Maybe visit(const ast::Negate& node, Span span, const Frame& frame);
  Maybe visit(const ast::Access& node, Span span, const Frame& frame) {
    return charged(access(node, span, frame), span);
  }
  Maybe text(const ast::Text& text, Span span, const Frame& frame);
  std::optional<std::string> interpolated(const ast::Expr& expr, const Frame& frame);
  bool comprehend(const ast::Comprehension& node, const Frame& inside, model::List& list, model::Map& map);
  Maybe logic(const ast::Chain& chain, Span span, const Frame& frame);
  bool holds_secret(const Value& value, std::size_t& parts) const;
  bool refuses_secrets(ast::Operator op, const Value& left, const Value& right, Span span,
                       const Frame& frame);
  Maybe combine(ast::Operator op, const Value& left, const Value& right, Span span, const Frame& frame);
  Maybe contains(const Value& container, const Value& item, Span span, const Frame& frame);
  Maybe range(const Value& from, const Value& to, Span span, const Frame& frame);
  Maybe arithmetic(ast::Operator op, const Value& left, const Value& right, Span span, const Frame& frame);
  void report_operands(ast::Operator op, const Value& left, const Value& right, Span span,
                       const Frame& frame);
  std::optional<bool> condition(const ast::Expr& expr, std::string_view what, const Frame& frame);
  Member* visible_member(std::string_view name, const Frame& frame);

  // requirements.cpp
  void report_varying(const ast::Require& require, const Trace& trace, const Frame& frame);
  std::vector<diagnostics::Part> parts_of(const ast::Require& require, const Trace& trace) const;

  // convert.cpp, convert_scalars.cpp, convert_references.cpp, convert_records.cpp
  bool is_misspelt(Span place) const;
  Maybe convert_scalar(const Value& value, schema::Scalar scalar, std::string_view what, Span place,
                       const Frame& frame);
  Maybe convert_env_value(const Value& value, std::string_view what, Span place, const Frame& frame);
  Maybe convert_any_scalar(const Value& value, std::string_view what, Span place, const Frame& frame);
  Maybe convert_text(const std::string& text, schema::Scalar scalar, std::string_view what, Span place,
                     const Frame& frame);
  Maybe wrong_text(const std::string& text, schema::Scalar scalar, std::string_view what, Span place,
                   const Frame& frame);
  Maybe convert_list(const Value& value, const schema::Type& type, std::string_view what, Span place,
                     const Frame& frame);
  Maybe convert_map(const Value& value, const schema::Type& type, std::string_view what, Span place,
                    const Frame& frame);
  Maybe convert_record(const Value& value, const schema::Type& type, std::string_view what, Span place,
                       const Frame& frame);
  Maybe convert_reference(const Value& value, const schema::Type& type, std::string_view what, Span place,
                          const Frame& frame);
  Maybe convert_choice(const Value& value, const schema::Type& type, std::string_view what, Span place,
                       const Frame& frame);
  Maybe record_of_map(const model::Map& map, schema::Shape shape, std::string_view what, Span place,
                      const Frame& frame);
  Maybe convert_endpoint(const Value& value, std::string_view what, Span place, const Frame& frame);
  bool is_open_value(const Value& value, std::string_view what, Span place, const Frame& frame);
  Maybe convert_any(const Value& value, std::string_view what, Span place, const Frame& frame);
  bool port_of_text(const Value& value, model::Record& record);
  Maybe in_range(const Value& value, schema::Scalar scalar, std::string_view what, Span place,
                 const Frame& frame);
  Maybe wrong_type(const Value& value, std::string_view what, std::string_view expected, Span place,
                   const Frame& frame);
  void wrong_scalar(const Value& value, schema::Scalar scalar, std::string_view what, Span place,
                    const Frame& frame);
  std::string reference_hint(const std::string& text, const schema::Type& type, const Frame& frame);
  bool key_fits(const std::string& key, schema::Scalar scalar, Span place, const Frame& frame);

  // convert_hosts.cpp
  Maybe convert_hosts(const Value& value, std::string_view what, Span place, const Frame& frame);
  bool collect_hosts(const Value& value, Span place, const Frame& frame, std::vector<HostId>& found);
  std::optional<std::vector<std::string>> pattern_names(const std::string& pattern, Span place,
                                                        const Frame& frame);
  std::optional<HostId> find_host(const std::string& name, Span place, const Frame& frame);
  Maybe define_hosts(DeclId machines, const Value& value, Span place, const Frame& frame);
  bool define_from(DeclId machines, const Value& value, const model::Host& facts, Span place,
                   const Frame& frame, std::vector<HostId>& defined);
  bool define_host(DeclId machines, const std::string& name, const model::Host& facts, Span place,
                   const Frame& frame, std::vector<HostId>& defined);
  std::optional<model::Host> host_facts(const Value& value, Span place, const Frame& frame);

  // input_files.cpp
  Maybe input_files(const std::string& path, schema::Scalar scalar, Span place, const Frame& frame);
  /// One file, named relative to the source that names it.
  Result<model::InputFileId> beside_source(const std::string& path, Span place, const Frame& frame);
  Maybe read_data(const model::InputFile& file, DataFormat format);
  Result<model::InputFileId> input_file(const ReadFiles& files, const std::string& path, bool standard);

  void note_instance(const Frame& frame, diagnostics::Diagnostic& diagnostic) const;

  const Outline& outline_;
  const Lock& lock_;
  const ReadFiles& project_;
  const ReadFiles& standard_;
  SourceMap& sources_;
  Limits limits_;
  Sink& sink_;

  std::deque<Entity> entities_;  // references stay good while declarations are added
  std::map<const Home*, std::map<std::string, Member>> top_;
  std::vector<DeclId> clusters_;
  std::size_t first_trial_ = SIZE_MAX;  ///< entities from here on only try a component
  IdVector<HostId, model::Host> hosts_;
  std::map<std::string, HostId, std::less<>> hosts_by_name_;
  IdVector<model::InputFileId, model::InputFile> files_;
  std::map<std::string, model::InputFileId> files_by_path_;
  std::map<std::pair<model::InputFileId, DataFormat>, Maybe> data_files_;
  std::map<DeclId, model::Ordinals> ordinals_;

  const model::Model* finished_ = nullptr;
  const Emitted* emitted_ = nullptr;
  std::map<const void*, std::optional<std::map<std::string, std::size_t>>> places_of_keys_;  ///< by list
  std::map<SlotKey, Slot> slots_;
  std::vector<Active> active_;
  Context context_;
  std::size_t steps_ = 0;
  std::size_t bytes_ = 0;
  std::size_t depth_ = 0;
  bool exhausted_ = false;
};

}  // namespace herdc::analysis
