#include "export/table.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <tuple>

#include "design/modulator.h"
#include "design/viewpoint.h"
#include "files/csv.h"
#include "report/fields.h"
#include "report/publication.h"

namespace lightloom::exports {
namespace {

constexpr int kBesideDigits = 4;  // of numbers that stand beside published ones

ExportCell cellOf(double value) {
  return value;
}
ExportCell cellOf(int value) {
  return std::int64_t{value};
}
ExportCell cellOf(std::int64_t value) {
  return value;
}
ExportCell cellOf(bool value) {
  return value;
}
ExportCell cellOf(const std::string& value) {
  return value;
}
ExportCell cellOf(const std::vector<double>& values) {
  std::string out;
  for (double value : values) {
    if (!out.empty()) out += ' ';
    out += shortestNumber(value);
  }
  return out;
}

ExportCell cellOf(const std::optional<Message>& reason) {
  return reason ? ExportCell(english(*reason)) : ExportCell();
}

template <typename Row>
std::vector<ExportCell> rowOf(const Row& row) {
  std::vector<ExportCell> cells;
  visitFields(row, [&](const char*, const auto& value) { cells.push_back(cellOf(value)); });
  return cells;
}

template <typename Row>
ExportTable tableOf(std::string name, std::string title, const std::vector<Row>& rows) {
  ExportTable out{std::move(name), std::move(title), {}, {}};
  visitFields(Row(), [&](const char* key, const auto&) { out.columns.emplace_back(key); });
  for (const Row& row : rows) out.rows.push_back(rowOf(row));
  return out;
}

void addParameter(ExportTable& table, const std::string& path, const Parameter& row, const Value& value,
                  const Source* source) {
  const auto* real = std::get_if<double>(&value);
  constexpr int kDigits = 6;
  const std::string shown = real ? readableQuantity(*real, row.unit, kDigits) : valueText(value);
  table.rows.push_back({path, std::string(row.title), valueText(value), shown,
                        source ? std::string(provenanceKey(source->provenance)) : std::string("design"),
                        source && source->plusMinus > 0 ? ExportCell(source->plusMinus) : ExportCell(),
                        source ? source->note : std::string()});
}

struct ColumnInfo {
  const char *name, *title;
  Unit unit = Unit::None;
};
constexpr ColumnInfo kColumns[] = {
    {"title", "Figure"},
    {"text", "Value"},
    {"formula", "How it is computed"},
    {"source", "Source"},
    {"news", "What the news says"},
    {"claim", "What the abstract says"},
    {"here", "This bench"},
    {"verdict", "Verdict"},
    {"assumptions", "If that is granted, or what speaks against it"},
    {"how", "How this bench's number is computed"},
    {"published_source", "Where the claim stands"},
    {"cell", "Cell"},
    {"N", "Inputs and bias"},
    {"M", "Neurons"},
    {"passes", "Passes"},
    {"weight_scale", "Weight scale"},
    {"activation_scale", "Activation scale"},
    {"w_rms", "rms weight"},
    {"sigma", "Noise, in weights"},
    {"snr", "Signal to noise"},
    {"photons_per_mac", "Electrons per MAC"},
    {"J_per_op", "Energy per operation", Unit::FemtojoulePerOp},
    {"low_J_per_op", "Low", Unit::FemtojoulePerOp},
    {"high_J_per_op", "High", Unit::FemtojoulePerOp},
    {"label", "Item"},
    {"noise", "Source of noise"},
    {"amortised_over", "Shared by"},
    {"count", "Count"},
    {"provenance", "Origin"},
    {"citation", "Source"},
    {"key", "Name"},
    {"energy_share", "Share", Unit::Percent},
    {"cost", "Cost"},
    {"cost_unit", "J or W"},
    {"relative_error", "Stated error", Unit::Percent},
    {"levers", "Made of"},
    {"layer", "Layer"},
    {"product", "Product"},
    {"operations", "Operations"},
    {"channels_used", "Channels used", Unit::Percent},
    {"each_m2", "Each", Unit::SquareMillimetre},
    {"area_m2", "Area", Unit::SquareMillimetre},
    {"counted", "Counted"},
    {"light_step", "Step"},
    {"power_W", "Power", Unit::Microwatt},
    {"left_W", "Left", Unit::Microwatt},
    {"supply_share", "Share of supply", Unit::Percent},
    {"electrons_per_s", "Electrons per second"},
    {"name", "Processor"},
    {"precision", "Precision"},
    {"quality", "Quality of source"},
    {"ops_source", "Where it stands"},
    {"die_m2", "Die", Unit::SquareMillimetre},
    {"ops_per_s_per_m2", "Density", Unit::TeraOpsPerSecondSquareMillimetre},
    {"mark", "Published by"},
    {"lead", "Lead"},
    {"divisor_ops_per_s_per_m2", "Over", Unit::TeraOpsPerSecondSquareMillimetre},
    {"nearest", "Nearest processor"},
    {"here_factor", "Lead of this bench"},
    {"enabled", "On"},
    {"share", "Share of variance", Unit::Percent},
    {"id", "Part"},
    {"channels", "Lasers"},
    {"locked", "Locked"},
    {"injection_ratio", "Injection ratio"},
    {"stable_low_Hz", "Stable from", Unit::Gigahertz},
    {"stable_high_Hz", "Stable to", Unit::Gigahertz},
    {"w_max", "Largest weight"},
    {"phase_error_rad", "Phase error, rms", Unit::Milliradian},
    {"worst_phase_error_rad", "Phase error, worst", Unit::Milliradian},
    {"signal_electrons", "Signal, rms, electrons"},
    {"spent_J", "Energy spent by training"},
    {"heat_error_rad", "Phase error of heat, rms", Unit::Milliradian},
    {"part", "Part"},
    {"cause", "Cause"},
    {"W", "Power lost", Unit::Microwatt},
    {"severity", "Severity"},
    {"message", "What was found"},
    {"remedy", "Remedy"},
    {"path", "Parameter"},
    {"shown", "Value"},
    {"note", "Note"},
    {"quantity", "Pieces"},
    {"kind", "Kind"},
    {"description", "Description"},
    {"vendor", "Maker"},
    {"part_number", "Part number"},
    {"parts", "Parts"},
    {"positions", "Positions x, y"},
    {"epoch", "Epoch"},
    {"step", "Mini-batch"},
    {"loss", "Loss"},
    {"train_accuracy", "Training accuracy", Unit::Percent},
    {"test_accuracy", "Test accuracy", Unit::Percent},
    {"ideal_test_accuracy", "Ideal twin", Unit::Percent},
    {"train_r2", "R² of the training part"},
    {"test_r2", "R² of the test part"},
    {"ideal_test_r2", "R² of the ideal twin"},
    {"emitted_W", "Emitted", Unit::Milliwatt},
    {"detected_W", "Detected", Unit::Milliwatt}};

const ColumnInfo* findColumn(const std::string& name) {
  const auto found = std::find_if(std::begin(kColumns), std::end(kColumns),
                                  [&](const ColumnInfo& column) { return name == column.name; });
  return found == std::end(kColumns) ? nullptr : found;
}

// Powers of one column span six decades and more.
Unit powerUnit(double watts) {
  if (std::fabs(watts) >= 1e-3) return Unit::Milliwatt;
  return std::fabs(watts) >= 1e-6 ? Unit::Microwatt : Unit::Nanowatt;
}

// Columns of keys that people read as words.
bool isKey(const std::string& column) {
  return column == "cause" || column == "provenance" || column == "severity" || column == "product" ||
         column == "light_step" || column == "quality";
}

std::string words(std::string key) {
  std::replace(key.begin(), key.end(), '_', ' ');
  return key;
}

std::string csvText(const std::string& text) {
  const bool numbers = text.find_first_not_of("0123456789+-.eE ") == std::string::npos;
  const bool formula = !numbers && std::string("=+-@").find(text[0]) != std::string::npos;
  return csvField(formula ? "'" + text : text);
}

std::string csvCell(const ExportCell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text ? csvText(*text) : cellText(cell);
}

}  // namespace

ExportTable curvesTable(const CurveTable& curves) {
  ExportTable out{"curves", "Curves of the training", curves.columns, {}};
  const std::size_t points = curves.values.empty() ? 0 : curves.values[0].size();
  for (std::size_t i = 0; i < points; ++i) {
    std::vector<ExportCell> row;
    for (const std::vector<double>& column : curves.values) row.emplace_back(column[i]);
    out.rows.push_back(std::move(row));
  }
  return out;
}

ExportTable shownCurves(const ExportSubject& subject) {
  ExportTable out = curvesTable(*subject.curves());
  if (!subject.data.regression) return out;
  for (std::string& column : out.columns)
    if (const std::size_t at = column.find("accuracy"); at != std::string::npos) column.replace(at, 8, "r2");
  return out;
}

ExportTable linksTable(const ExportSubject& subject) {
  ExportTable out = tableOf("links", "Links", std::vector<LinkRow>());
  const Bench& bench = *subject.bench;
  std::size_t all = 0;
  for (const Cell& cell : bench.cells.cells) all += cell.links.size();
  visitLinkRows(bench, all, [&](const LinkRow& row) { out.rows.push_back(rowOf(row)); });
  if (out.rows.size() < all && bench.hardware->cannotCompute)
    out.notComputed = english(*bench.hardware->cannotCompute);
  return out;
}

ExportTable lasersTable(const ExportSubject& subject) {
  ExportTable out{"lasers", "Lasers", {"array", "channel"}, {}};
  for (const ArrayLock& lock : subject.bench->locks) {
    const ExportTable own = tableOf("", "", lock.lasers);
    if (out.columns.size() == 2)
      out.columns.insert(out.columns.end(), own.columns.begin(), own.columns.end());
    for (std::size_t c = 0; c < own.rows.size(); ++c) {
      out.rows.push_back({lock.id, static_cast<std::int64_t>(c)});
      out.rows.back().insert(out.rows.back().end(), own.rows[c].begin(), own.rows[c].end());
    }
  }
  return out;
}

ExportTable arraysTable(const ExportSubject& subject) {
  return tableOf("arrays", "Arrays under injection", subject.bench->locks);
}

ExportTable ledgerTable(const ExportSubject& subject) {
  return tableOf("ledger", "Energy per operation", subject.report.energy.rows);
}

ExportTable productsTable(const ExportSubject& subject) {
  return tableOf("products", "Energy of the products", subject.report.energy.products);
}

ExportTable areaTable(const ExportSubject& subject) {
  return tableOf("area", "Area", subject.report.density.items);
}

ExportTable lightTable(const ExportSubject& subject) {
  return tableOf("light", "From the wall plug to the electron", subject.report.light.steps);
}

ExportTable processorsTable() {
  const std::span<const DigitalProcessor> all = digitalProcessors();
  return tableOf("processors", "Digital processors", std::vector(all.begin(), all.end()));
}

ExportTable leadsTable(const ExportSubject& subject) {
  if (subject.report.density.opsPerSPerM2 <= 0) return {"leads", "Leads that were claimed", {}, {}};
  return tableOf("leads", "Leads that were claimed", claimedLeads(subject.report.density.opsPerSPerM2));
}

ExportTable lossesTable(const ExportSubject& subject) {
  return tableOf("losses", "Where light is lost", subject.report.losses);
}

ExportTable noiseTable(const ExportSubject& subject) {
  ExportTable out = tableOf("noise", "Noise of the products", subject.report.noise);
  out.columns.insert(out.columns.begin() + 1, "noise");
  for (std::size_t r = 0; r < out.rows.size(); ++r) {
    const Parameter* row = findSetting("noise." + subject.report.noise[r].key);
    LL_CHECK(row != nullptr);
    out.rows[r].insert(out.rows[r].begin() + 1, std::string(row->title));
  }
  return out;
}

ExportTable layersTable(const ExportSubject& subject) {
  return tableOf("layers", "Layers on the hardware", subject.report.layers);
}

namespace {

// What belongs to a laser array and is bought beside it.
void addModulators(const ExportSubject& subject, ExportTable& out) {
  for (const ComponentPtr& part : subject.design().components) {
    const Kind* kind = findKind(part->kind);
    if (!kind || !findParameter(parametersOf(*kind), "modulator")) continue;
    const PartView view = viewOf(*part, *kind);
    const Modulator modulator = modulatorOf(view);
    if (!modulator.isThere()) continue;
    const std::int64_t channels = std::int64_t{view.integer("rows")} * view.integer("columns");
    const bool pair = modulator.kind == ModulatorKind::PushPull;
    out.rows.push_back({channels, pair ? "Second laser" : "Modulator",
                        view.text("modulator") + ", one for each laser of " + part->id, std::string(),
                        std::string(), part->id, std::string(), std::string()});
  }
}

}  // namespace

ExportTable billOfMaterials(const ExportSubject& subject) {
  constexpr std::size_t kIds = 5, kPlaces = 6, kShownPlaces = 7;
  constexpr int kPlaceDigits = 7;  // of millimetres: micrometres on a bench of some metres
  ExportTable out{
      "bill_of_materials",
      "Bill of materials",
      {"quantity", "kind", "description", "vendor", "part_number", "parts", "positions_m", "positions"},
      {}};
  std::map<std::tuple<std::string, std::string, std::string, std::string>, std::size_t> rows;
  for (const ComponentPtr& part : subject.design().components) {
    if (isViewpoint(*part)) continue;
    const Kind* kind = findKind(part->kind);
    const std::string title = kind ? std::string(kind->title) : part->kind;
    const std::string description = kind ? english(kind->summary(viewOf(*part, *kind))) : std::string();
    const auto [found, fresh] =
        rows.try_emplace({title, description, part->vendor, part->partNumber}, out.rows.size());
    if (fresh)
      out.rows.push_back({std::int64_t{0}, title, description, part->vendor, part->partNumber, std::string(),
                          std::string(), std::string()});
    std::vector<ExportCell>& row = out.rows[found->second];
    std::get<std::int64_t>(row[0])++;
    const auto append = [&row](std::size_t cell, const char* between, const std::string& more) {
      auto& text = std::get<std::string>(row[cell]);
      text += (text.empty() ? "" : between) + more;
    };
    append(kIds, " ", part->id);
    if (!kind) continue;
    const PartView view = viewOf(*part, *kind);
    const double x = view.real("x"), y = view.real("y");
    append(kPlaces, "; ", shortestNumber(x) + ' ' + shortestNumber(y));
    append(kShownPlaces, "; ",
           readableNumber(x / unitInfo(Unit::Millimetre).scale, kPlaceDigits) + ", " +
               readableQuantity(y, Unit::Millimetre, kPlaceDigits));
  }
  addModulators(subject, out);
  return out;
}

ExportTable publicationTable(const ExportSubject& subject) {
  ExportTable out{"publication",
                  "Beside the publication",
                  {"number", "published", "chosen", "part", "of", "whole", "of_all", "unit", "source"},
                  {}};
  for (const NumberBeside& row : besidePublication(*subject.bench, subject.report)) {
    const PublishedNumber& number = *row.number;
    const UnitInfo& unit = unitInfo(number.unit);
    const auto shown = [&](const std::optional<double>& value) -> ExportCell {
      if (!value) return std::string("–");
      return readableNumber(*value / unit.scale, kBesideDigits);
    };
    std::string chosen;
    for (const ChosenValue& value : row.chosen)
      chosen += (chosen.empty() ? "" : ", ") + value.path + " = " + value.value;
    out.rows.push_back({std::string(number.title), shown(number.published), chosen, shown(row.part),
                        std::string(number.partTitle), shown(row.whole), std::string(number.wholeTitle),
                        std::string(unit.symbol), std::string(number.source)});
  }
  return out;
}

ExportTable checksTable(const ExportSubject& subject) {
  ExportTable out{"checks", "Checks", {"severity", "id", "part", "message", "remedy"}, {}};
  for (const Check& check : allChecks(*subject.bench, subject.report))
    out.rows.push_back({std::string(check.severityWord()), check.message.id, check.component,
                        english(check.message), english(check.fix)});
  return out;
}

ExportTable headlineTable(const ExportSubject& subject) {
  ExportTable out{"figures",
                  "Figures",
                  {"key", "title", "value_SI", "low_SI", "high_SI", "text", "formula", "source"},
                  {}};
  for (const HeadlineNumber& number : headlineNumbers(subject.report))
    out.rows.push_back({std::string(number.key), std::string(number.title), number.value,
                        number.low ? ExportCell(*number.low) : ExportCell(),
                        number.high ? ExportCell(*number.high) : ExportCell(), numberText(number),
                        std::string(number.formula), std::string(number.source)});
  return out;
}

ExportTable parametersTable(const ExportSubject& subject) {
  ExportTable out{"parameters",
                  "Parameters that differ from their default",
                  {"path", "title", "value_SI", "shown", "provenance", "plus_minus_SI", "note"},
                  {}};
  const Design& design = subject.design();
  for (const ComponentPtr& part : design.components) {
    const Kind* kind = findKind(part->kind);
    if (!kind) continue;
    for (const Parameter& row : parametersOf(*kind)) {
      const auto value = part->values.find(row.key);
      if (value == part->values.end()) continue;
      const auto source = part->sources.find(row.key);
      addParameter(out, part->id + "." + std::string(row.key), row, value->second,
                   source == part->sources.end() ? nullptr : &source->second);
    }
  }
  for (const auto& [key, value] : design.settings)
    if (const Parameter* row = findSetting(key)) addParameter(out, key, *row, value, nullptr);
  return out;
}

std::string cellText(const ExportCell& cell) {
  if (const auto* text = std::get_if<std::string>(&cell)) return *text;
  if (const auto* number = std::get_if<double>(&cell))
    return std::isfinite(*number) ? shortestNumber(*number) : std::string();
  if (const auto* whole = std::get_if<std::int64_t>(&cell)) return std::to_string(*whole);
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "true" : "false";
  return {};
}

std::string columnTitle(const std::string& column) {
  const ColumnInfo* info = findColumn(column);
  return info ? info->title : column;
}

std::string shownCell(const std::string& column, const ExportCell& cell) {
  if (const auto* flag = std::get_if<bool>(&cell)) return *flag ? "yes" : "no";
  const auto* number = std::get_if<double>(&cell);
  if (!number) return isKey(column) ? words(cellText(cell)) : cellText(cell);
  if (!std::isfinite(*number)) return "–";
  const ColumnInfo* info = findColumn(column);
  const Unit unit = info ? info->unit : Unit::None;
  return readableQuantity(*number, unitInfo(unit).dimension == Dimension::Power ? powerUnit(*number) : unit);
}

ExportTable withColumns(const ExportTable& table, const std::vector<std::string>& columns) {
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < table.columns.size(); ++c)
    if (columns.empty() || std::find(columns.begin(), columns.end(), table.columns[c]) != columns.end())
      shown.push_back(c);
  ExportTable out{table.name, table.title, {}, {}};
  for (std::size_t c : shown) out.columns.push_back(table.columns[c]);
  for (const std::vector<ExportCell>& row : table.rows) {
    out.rows.emplace_back();
    for (std::size_t c : shown) out.rows.back().push_back(row[c]);
  }
  return out;
}

std::string csvOf(const ExportTable& table, const ExportSubject& subject) {
  std::string out;
  for (const auto& [key, text] : provenanceOf(subject)) {
    std::string line = text;
    for (char& c : line)
      if (c == '\n' || c == '\r') c = ' ';
    out += "# ";
    out += key;
    out += ": ";
    out += line;
    out += '\n';
  }
  if (!table.notComputed.empty()) out += "# not_computed: " + table.notComputed + '\n';
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    if (c > 0) out += ',';
    out += csvText(table.columns[c]);
  }
  out += '\n';
  for (const std::vector<ExportCell>& row : table.rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out += ',';
      out += csvCell(row[c]);
    }
    out += "\n";
  }
  return out;
}

}  // namespace lightloom::exports
