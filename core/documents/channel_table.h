#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "design/edit.h"
#include "files/csv.h"
#include "rooms.h"

namespace lightloom::documents {

/// Measured values of single lasers or pixels as a table, one line each, and the overrides of a part they
/// become.
///
/// Columns, in any order: `laser` (also `pixel`, `channel`: its number from 0, row by row) or `row` and
/// `column`; then parameters of the part that may differ per channel, with their unit, a factor or not:
/// "detuning (GHz)", "power [µW]", "power / dBm", "detuning_GHz", "alpha". Columns "light at 2 mA (µW)", …
/// are points of a light–current curve; a line through those above threshold gives `threshold` and
/// `slope_efficiency` (see `fitLightCurve`). A cell without a value (empty, NA) takes the channel's own value
/// away, so that it has the part's again; a table that neither gives nor takes any is refused. Decimals
/// become the doubles next to them: 20 µW and 0.02 mW are the same power. Channels that the table leaves out
/// stay as they are.
struct ChannelImport {
  DesignEdit edit;
  /// Remarks on the table: curves that are no line, with the residual ("channels.bent-curve"), that roll over
  /// ("channels.rollover") or have no threshold ("channels.no-threshold").
  std::vector<Message> notes;
};

/// The edit that puts a table into the overrides of a part. `source` is how messages call the table;
/// `options` are those of the JSON file beside it (`descriptorBeside`, `csvOptions`). Errors name column or
/// line, what was found and what is possible: those of readCsv, "channels.no-channels",
/// "channels.unknown-column", "channels.repeated-column", "channels.no-unit", "channels.wrong-unit",
/// "channels.no-number-column", "channels.no-values", "channels.no-lasers", "channels.bad-channel",
/// "channels.two-places", "channels.twice", "channels.too-large", "channels.bad-curve" and those of
/// checkedValue.
Result<ChannelImport> importChannels(const Design& design, const std::string& part, std::string_view text,
                                     const std::string& source, const CsvOptions& options = {});

/// The table of a part: every channel, every parameter that may differ, empty where the part's value holds.
/// Import of an export gives the same design to the last bit, where the part has values of its own. Error:
/// "channels.no-channels".
Result<std::string> exportChannels(const Design& design, const std::string& part);

}  // namespace lightloom::documents
