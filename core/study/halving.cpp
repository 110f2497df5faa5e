#include "study/halving.h"

#include <algorithm>
#include <cmath>

#include "design/edit.h"
#include "design/modulator.h"
#include "train/simulate.h"

namespace lightloom::study {
namespace {

constexpr double kValueKnownTo = 1e-4;  // of the value
constexpr double kTriesPerLever = 16;

std::vector<std::string> pathsOf(const std::string& lever) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < lever.size();) {
    const std::size_t end = std::min(lever.find(' ', at), lever.size());
    out.push_back(lever.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

const EnergyRow* rowOf(const Report& report, const std::string& key) {
  const std::vector<EnergyRow>& rows = report.energy.rows;
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const EnergyRow& row) { return row.key == key; });
  return found == rows.end() ? nullptr : &*found;
}

/// A value of the design with the limits of its parameter.
struct Lever {
  std::vector<std::string> paths;
  const Parameter* parameter = nullptr;
  double value = 0;
};

// What a part has where it states no value: that of its modulator, or of its curve.
double impliedValue(const Bench& bench, const std::string& part, const std::string& key) {
  const ArrayLock* lock = lockOf(bench.locks, part);
  if (!lock) return 0;
  for (const ModulatorValue& value : modulatorValues(modulatorOf(viewOf(bench.design, part)).kind))
    if (value.key == key) return value.value;
  return key == "wall_plug_efficiency" ? lock->drive.wallPlugEfficiency : 0;
}

std::optional<Lever> leverOf(const Bench& bench, const EnergyRow& row, const std::string& words) {
  Lever out{pathsOf(words)};
  const std::string& first = out.paths.front();
  if (const Parameter* setting = findSetting(first)) {
    const Value value = settingValue(bench.design, first);
    // Of an unset word of memory the row has the energy.
    out.parameter = setting;
    out.value = isUnset(value) ? row.cost : std::get<double>(value);
  } else {
    const std::string part = first.substr(0, first.find('.')), key = first.substr(part.size() + 1);
    const ComponentPtr component = findComponent(bench.design, part);
    const Kind& kind = *findKind(component->kind);
    out.parameter = findParameter(parametersOf(kind), key);
    if (!out.parameter) return std::nullopt;
    const PartView view = viewOf(*component, kind);
    out.value = view.isSet(key) ? view.real(key) : impliedValue(bench, part, key);
  }
  if (out.value <= 0) return std::nullopt;
  return out;
}

/// The ledger with one value otherwise.
class Prober {
 public:
  Prober(const Design& design, const Dataset& data, const Simulation& now, const EnergyRow& row,
         const HalvingOptions& options)
      : m_design(design), m_data(data), m_now(now), m_row(row), m_options(options) {}

  void expect(std::size_t levers) { m_total = kTriesPerLever * static_cast<double>(levers); }
  void beginLever(std::size_t number) {
    m_done = kTriesPerLever * static_cast<double>(number);
    m_end = m_done + kTriesPerLever;
  }
  bool cancelled() const { return m_options.cancelled && m_options.cancelled(); }

  /// Nothing where the bench cannot compute, or it was cancelled.
  std::optional<Simulation> at(const Lever& lever, double value) {
    if (cancelled()) return std::nullopt;
    Design design = m_design;
    for (const std::string& path : lever.paths) {
      Result<Design> changed = applyAssignment(design, path + "=" + shortestNumber(value));
      if (!changed) return std::nullopt;
      design = std::move(changed).value();
    }
    Result<Simulation> found = simulateDesign(design, m_data);
    m_done = std::min(m_done + 1, m_end);
    if (m_options.onProgress) m_options.onProgress(m_done / m_total);
    if (!found || found.value().report.cannotCompute) return std::nullopt;
    return std::move(found).value();
  }
  /// J/OP of the row; infinite where the bench cannot compute. A row that is gone costs nothing.
  double rowAt(const Lever& lever, double value) {
    const std::optional<Simulation> found = at(lever, value);
    if (!found) return HUGE_VAL;
    const EnergyRow* row = rowOf(found->report, m_row.key);
    return row ? row->joulesPerOp : 0;
  }
  double half() const { return m_row.joulesPerOp / 2; }
  double now() const { return m_row.joulesPerOp; }

  std::optional<double> valueThatHalves(const Lever& lever);
  HalvingValue described(const Lever& lever, double value);

 private:
  std::optional<double> betweenThese(const Lever& lever, double above, double beyond, bool halved);
  std::optional<Message> newTrouble(const Simulation& with) const;

  const Design& m_design;
  const Dataset& m_data;
  const Simulation& m_now;
  const EnergyRow& m_row;
  const HalvingOptions& m_options;
  double m_done = 0, m_end = 0, m_total = 1;
};

// At `above` the row is above its half; at `beyond` it is halved, or the bench does not compute.
std::optional<double> Prober::betweenThese(const Lever& lever, double above, double beyond, bool halved) {
  while (std::fabs(std::log(beyond / above)) > kValueKnownTo) {
    const double middle = std::sqrt(above * beyond), row = rowAt(lever, middle);
    if (cancelled()) return std::nullopt;
    if (row <= half()) {
      beyond = middle;
      halved = true;
    } else if (std::isinf(row) && !halved) {
      beyond = middle;
    } else {
      above = middle;
    }
  }
  return halved ? std::optional(beyond) : std::nullopt;
}

std::optional<double> Prober::valueThatHalves(const Lever& lever) {
  const double least = std::max(lever.parameter->low, lever.value * 1e-6), most = lever.parameter->high;
  for (const double factor : {0.5, 2.0}) {
    double above = lever.value, before = now();
    while (true) {
      const double next = std::clamp(above * factor, least, most);
      if (next == above) break;
      const double row = rowAt(lever, next);
      if (cancelled()) return std::nullopt;
      if (row <= half()) return betweenThese(lever, above, next, true);
      if (std::isinf(row)) {
        if (const std::optional<double> found = betweenThese(lever, above, next, false)) return found;
        break;
      }
      if (row >= before) break;
      above = next;
      before = row;
    }
  }
  return std::nullopt;
}

std::optional<Message> Prober::newTrouble(const Simulation& with) const {
  const auto isRed = [](const Check& check) {
    return check.severity == Severity::Error || check.unbuildable;
  };
  const std::vector<Check> before = allChecks(*m_now.bench, m_now.report);
  for (const Check& check : allChecks(*with.bench, with.report)) {
    const bool known = std::any_of(before.begin(), before.end(), [&](const Check& old) {
      return isRed(old) && old.message.id == check.message.id && old.component == check.component;
    });
    if (isRed(check) && !known) return check.message;
  }
  return std::nullopt;
}

HalvingValue Prober::described(const Lever& lever, double value) {
  HalvingValue out;
  out.paths = lever.paths;
  out.unit = lever.parameter->unit;
  out.from = lever.value;
  out.to = value;
  if (const std::optional<Simulation> with = at(lever, value)) {
    const EnergyRow* row = rowOf(with->report, m_row.key);
    out.rowJoulesPerOp = row ? row->joulesPerOp : 0;
    out.totalJoulesPerOp = with->report.energy.totalJoulesPerOp;
    out.snr = with->report.snr;
    out.trouble = newTrouble(*with);
  }
  return out;
}

}  // namespace

Result<std::optional<Halving>> whatHalves(const Design& design, const Dataset& data, const std::string& key,
                                          const HalvingOptions& options) {
  const Result<Simulation> now = simulateDesign(design, data);
  if (!now) return now.error();
  const Report& report = now.value().report;
  if (report.cannotCompute) return *report.cannotCompute;
  const EnergyRow* row = rowOf(report, key);
  if (!row || row->joulesPerOp <= 0)
    return Message{"halving.no-row",
                   LL_TEXT("The ledger has no row “%1” that costs anything. Its rows are those of "
                           "`simulate --json`, under energy.rows."),
                   {key}};
  Halving out;
  out.row = key;
  out.rowJoulesPerOp = row->joulesPerOp;
  out.totalJoulesPerOp = report.energy.totalJoulesPerOp;
  out.snr = report.snr;
  Prober prober(design, data, now.value(), *row, options);
  prober.expect(row->levers.size());
  for (std::size_t i = 0; i < row->levers.size() && !out.value; ++i) {
    prober.beginLever(i);
    const std::optional<Lever> lever = leverOf(*now.value().bench, *row, row->levers[i]);
    if (!lever) continue;
    out.tried.push_back(row->levers[i]);
    const std::optional<double> value = prober.valueThatHalves(*lever);
    if (prober.cancelled()) return std::optional<Halving>();
    if (value) out.value = prober.described(*lever, *value);
  }
  if (prober.cancelled()) return std::optional<Halving>();
  return std::optional(std::move(out));
}

}  // namespace lightloom::study
