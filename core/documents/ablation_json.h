#pragma once

#include <string>
#include <string_view>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"
#include "train/run_record.h"

namespace lightloom::documents {

/// The cost of the noise sources as JSON text: {steps, changes, samples, metric, all, none, lost, lost_error,
/// sources[]{key, without, gained, gained_error, share, share_error, alone, lost_alone, lost_alone_error}};
/// shares are null where nothing is lost.
std::string ablationJson(const Ablation& ablation);

/// Reads what `ablationJson` wrote; rows of sources that this version does not know are kept. Errors: those
/// of the JSON reader, and what is missing or of another type, with its place.
Result<Ablation> readAblation(std::string_view text, const std::string& source,
                              const LoadBudget& budget = {});

}  // namespace lightloom::documents
