#pragma once

#include <string>
#include <vector>

#include "bench/bench.h"
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

/// The same at the end of a run, with `training`.
std::string trainingJson(const TrainingResult& result, const ReportTables& tables = {false, false});

/// {checks[]} of `check`.
std::string checksJson(const std::vector<Check>& checks);

/// {kinds[], settings[]} of `kinds`.
std::string kindsJson();

}  // namespace lightloom::exports
