#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/json_writer.h"
#include "bench/bench.h"
#include "report/publication.h"
#include "report/report.h"
#include "rooms.h"
#include "train/headless.h"

namespace lightloom::exports {

/// The parts of a report beside its summaries.
struct ReportTables {
  bool tables = true;    ///< optics.links and lock.arrays[].lasers
  bool allRows = false;  ///< more than the first 10 000 rows of each
};

/// The report of `simulate` as JSON ("lightloom-report", version 1; SI throughout, non-finite numbers as
/// null).
std::string reportJson(const Bench& bench, const Report& report, const ReportTables& tables = {});

/// The same at the end of a run, with `training`: its epochs, the metric of the test part (final, of the
/// ideal twin, of the same weights without noise), and what the final one is of: confusion[][] (a row for
/// each true class, a column for each answer) with classes[], sensitivity and specificity where one of two
/// classes is the positive one; residuals[] {target, rms in its own unit} of a regression.
std::string trainingJson(const TrainingResult& result, const ReportTables& tables = {false, false});

/// The numbers of a publication beside those of a bench as an array: title, unit, published, source, chosen
/// {path: value as people read it}, part, part_of, whole, whole_of; SI, null where there is none.
void writeBeside(JsonWriter& json, std::span<const NumberBeside> rows);

/// {checks[]} of `check`.
std::string checksJson(const std::vector<Check>& checks);

/// {kinds[], settings[]} of `kinds`.
std::string kindsJson();

}  // namespace lightloom::exports
