#pragma once

#include "compiler/output/exchange.h"

namespace herdc::output {

/// For trees that cannot be exchanged. All new files are staged in a dot directory inside the tree; once a
/// journal of what is to be done stands there and is on the disk, each file is renamed into its place, the
/// manifest last. A run that is killed before has changed nothing; after it, the next run finishes the work.
/// In between, who reads the tree can see some files new and some old.
Status write_by_journal(const Work& work);

/// Finishes or undoes what a killed run has left in `tree`. A file that was edited since then is reported and
/// stops it before anything is changed.
Status recover_journals(const Directory& tree, Sink& sink);

/// Whether recover_journals would have work that changes files of the tree.
Result<bool> has_unfinished_journal(const Directory& tree);

}  // namespace herdc::output
