#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "export/subject.h"
#include "rooms.h"

namespace lightloom::exports {

/// Empty, text, number, whole number or yes/no.
using ExportCell = std::variant<std::monostate, std::string, double, std::int64_t, bool>;

/// A table as CSV, LaTeX, HTML and PDF show it. Columns carry their unit in the name ("injected_W"), values
/// are SI.
struct ExportTable {
  std::string name;   ///< of its file: "links"
  std::string title;  ///< for people, English
  std::vector<std::string> columns;
  std::vector<std::vector<ExportCell>> rows;
  std::string notComputed = {};  ///< why rows are missing, where some are
};

/// The columns of the longer tables that people are shown.
inline const std::vector<std::string> kArrayColumns = {"id",
                                                       "channels",
                                                       "locked",
                                                       "injection_ratio",
                                                       "stable_low_Hz",
                                                       "stable_high_Hz",
                                                       "w_max",
                                                       "phase_error_rad",
                                                       "worst_phase_error_rad"};
inline const std::vector<std::string> kLedgerColumns = {"label",         "J_per_op",     "low_J_per_op",
                                                        "high_J_per_op", "energy_share", "amortised_over",
                                                        "provenance",    "citation"};
inline const std::vector<std::string> kProductColumns = {
    "layer", "product", "cell", "operations", "passes", "channels_used", "J_per_op", "energy_share"};
inline const std::vector<std::string> kAreaColumns = {"label",   "part",    "count",
                                                      "each_m2", "area_m2", "counted"};
inline const std::vector<std::string> kLightColumns = {"step", "part", "label", "power_W", "supply_share"};
inline const std::vector<std::string> kProcessorColumns = {
    "name", "precision", "low_J_per_op", "high_J_per_op", "ops_per_s_per_m2", "quality", "ops_source"};
inline const std::vector<std::string> kLeadColumns = {"mark",    "lead",        "divisor_ops_per_s_per_m2",
                                                      "nearest", "here_factor", "source"};

/// The columns of the bill of materials that people are shown, with places in millimetres.
inline const std::vector<std::string> kPieceColumns = {"quantity",    "kind",  "description", "vendor",
                                                       "part_number", "parts", "positions"};

ExportTable curvesTable(const CurveTable& curves);
/// The curves as people read them: of a regression R² is called R². The subject must have a run.
ExportTable shownCurves(const ExportSubject& subject);
ExportTable linksTable(const ExportSubject& subject);
ExportTable lasersTable(const ExportSubject& subject);
ExportTable arraysTable(const ExportSubject& subject);
ExportTable ledgerTable(const ExportSubject& subject);
/// One per product of the network.
ExportTable productsTable(const ExportSubject& subject);
ExportTable areaTable(const ExportSubject& subject);
/// Every step from the wall plugs to the electrons, by part and cause.
ExportTable lightTable(const ExportSubject& subject);
ExportTable processorsTable();
/// No rows where the bench has no density.
ExportTable leadsTable(const ExportSubject& subject);
ExportTable lossesTable(const ExportSubject& subject);
ExportTable noiseTable(const ExportSubject& subject);
ExportTable layersTable(const ExportSubject& subject);
ExportTable billOfMaterials(const ExportSubject& subject);
ExportTable checksTable(const ExportSubject& subject);
/// The numbers of the publication that the design is after beside those of the bench; no rows without one.
ExportTable publicationTable(const ExportSubject& subject);
/// The headline numbers with range, formula and source.
ExportTable headlineTable(const ExportSubject& subject);
/// Every parameter and setting that differs from its default, with where its value comes from.
ExportTable parametersTable(const ExportSubject& subject);

/// One cell as text in the C locale; numbers in their shortest form that reads back to the same double, what
/// is not finite empty.
std::string cellText(const ExportCell& cell);

/// The title of a column for people ("Injected power"); its name where there is no better word.
std::string columnTitle(const std::string& column);

/// A cell as people read it: `readableQuantity` with the unit of its column ("1.23 mW").
std::string shownCell(const std::string& column, const ExportCell& cell);

/// The columns of `table` that are named, in the order of the table; all where none are named.
ExportTable withColumns(const ExportTable& table, const std::vector<std::string>& columns);

/// RFC 4180 with provenance in front as lines that begin with "# ". Text that a spreadsheet would take for a
/// formula (= + - @) has an apostrophe before it.
std::string csvOf(const ExportTable& table, const ExportSubject& subject);

}  // namespace lightloom::exports
