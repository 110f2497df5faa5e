#include "study/causes.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "design/edit.h"
#include "design/kind.h"
#include "study/sensitivity.h"
#include "train/simulate.h"

namespace lightloom::study {
namespace {

constexpr double kNoEffect = 1e-9;  // what rounding may do to a number

// Within the limits of the parameter; of whole decibels the ratio behind them.
double variedTo(const Parameter& row, double value, double factor) {
  const double wanted = isDecibel(row.unit) ? value + 10 * std::log10(factor) : value * factor;
  return std::clamp(wanted, row.low, row.high);
}

std::optional<VariedValue> variedValue(const Parameter& row, const std::string& path,
                                       const std::optional<double>& value) {
  if (row.type != ValueType::Real || !value || *value == 0 || !std::isfinite(*value)) return std::nullopt;
  VariedValue out;
  out.path = path;
  out.unit = row.unit;
  out.value = *value;
  out.lessValue = variedTo(row, *value, 1 - kTenth);
  out.moreValue = variedTo(row, *value, 1 + kTenth);
  return out;
}

std::optional<double> settingNumber(const Design& design, const std::string& path) {
  const Value value = settingValue(design, path);
  const double* number = std::get_if<double>(&value);
  return number ? std::optional(*number) : std::nullopt;
}

std::optional<VariedValue> valueAt(const Design& design, const std::string& path) {
  if (const Parameter* setting = findSetting(path))
    return variedValue(*setting, path, settingNumber(design, path));
  const std::size_t dot = path.find('.');
  const ComponentPtr part = dot == std::string::npos ? nullptr : findComponent(design, path.substr(0, dot));
  const Kind* kind = part ? findKind(part->kind) : nullptr;
  const Parameter* row = kind ? findParameter(parametersOf(*kind), path.substr(dot + 1)) : nullptr;
  if (!row || row->type != ValueType::Real) return std::nullopt;
  const PartView view = viewOf(*part, *kind);
  return variedValue(*row, path, view.isSet(row->key) ? std::optional(view.real(row->key)) : std::nullopt);
}

// Where a part stands is no cause that is a tenth larger farther to the right.
std::vector<VariedValue> valuesOf(const Design& design) {
  std::vector<VariedValue> out;
  const auto add = [&](const std::string& path) {
    if (std::optional<VariedValue> value = valueAt(design, path)) out.push_back(std::move(*value));
  };
  for (const ComponentPtr& part : design.components) {
    const Kind* kind = findKind(part->kind);
    if (!kind) continue;
    const PartView view = viewOf(*part, *kind);
    for (const Parameter& row : kind->own)
      if (row.type == ValueType::Real && counts(row, view, design))
        add(part->id + "." + std::string(row.key));
  }
  for (const SettingsGroup& group : settingsGroups())
    if (group.id == "network" || group.id == "energy")
      for (const Parameter& row : group.rows) add(std::string(group.id) + "." + std::string(row.key));
  return out;
}

const HeadlineNumber* numberNamed(const std::vector<HeadlineNumber>& numbers, std::string_view key) {
  const auto found = std::find_if(numbers.begin(), numbers.end(),
                                  [&](const HeadlineNumber& number) { return number.key == key; });
  return found == numbers.end() ? nullptr : &*found;
}

std::optional<double> valueNamed(const std::vector<HeadlineNumber>& numbers, std::string_view key) {
  const HeadlineNumber* number = numberNamed(numbers, key);
  return number && number->reason.empty() ? std::optional(number->value) : std::nullopt;
}

// None where the design takes no such value, or does not compute with it.
std::vector<HeadlineNumber> numbersWith(const Design& design, const Dataset& data, const VariedValue& varied,
                                        double value) {
  if (value == varied.value) return {};
  const Result<Design> changed = applyAssignment(design, varied.path + "=" + shortestNumber(value));
  if (!changed) return {};
  const Result<Simulation> found = simulateDesign(changed.value(), data);
  if (!found || found.value().report.cannotCompute) return {};
  return headlineNumbers(found.value().report);
}

// Without end where the number is gone with another value, 0 where there is no other value.
double effectOf(double now, const std::optional<double>& then, bool other) {
  if (!then) return other ? HUGE_VAL : 0;
  return now == 0 ? (*then == 0 ? 0 : HUGE_VAL) : std::fabs(*then / now - 1);
}

Result<std::vector<HeadlineNumber>> numbersNow(const Design& design, const Dataset& data) {
  const Result<Simulation> now = simulateDesign(design, data);
  if (!now) return now.error();
  return headlineNumbers(now.value().report);
}

}  // namespace

Result<std::optional<Causes>> causesOf(const Design& design, const Dataset& data, std::string_view number,
                                       const CausesOptions& options) {
  const Result<std::vector<HeadlineNumber>> now = numbersNow(design, data);
  if (!now) return now.error();
  const HeadlineNumber* asked = numberNamed(now.value(), number);
  if (!asked || !asked->reason.empty())
    return Message{"causes.no-number",
                   LL_TEXT("The report of this design has no number “%1”. `explain FILE` lists those that it "
                           "has."),
                   {std::string(number)}};
  Causes out;
  out.number = *asked;
  std::vector<VariedValue> values = valuesOf(design);
  for (VariedValue& value : values) {
    for (const bool more : {false, true}) {
      if (options.cancelled && options.cancelled()) return std::optional<Causes>();
      (more ? value.more : value.less) =
          valueNamed(numbersWith(design, data, value, more ? value.moreValue : value.lessValue), number);
    }
    value.effect = std::max(effectOf(asked->value, value.less, value.lessValue != value.value),
                            effectOf(asked->value, value.more, value.moreValue != value.value));
    ++out.tried;
    if (options.onProgress)
      options.onProgress(static_cast<double>(out.tried) / static_cast<double>(values.size()));
  }
  std::erase_if(values, [](const VariedValue& value) { return value.effect <= kNoEffect; });
  std::stable_sort(values.begin(), values.end(),
                   [](const VariedValue& a, const VariedValue& b) { return a.effect > b.effect; });
  out.values = std::move(values);
  return std::optional(std::move(out));
}

Result<std::optional<Effects>> effectsOf(const Design& design, const Dataset& data, const std::string& path,
                                         const CausesOptions& options) {
  const std::optional<VariedValue> value = valueAt(design, path);
  if (!value)
    return Message{"causes.no-value",
                   LL_TEXT("“%1” is no number that could be a tenth larger: it is 0, unset, whole or not "
                           "there. Name another value, such as leader_laser1.power."),
                   {path}};
  const Result<std::vector<HeadlineNumber>> now = numbersNow(design, data);
  if (!now) return now.error();
  Effects out{*value, now.value(), {}, {}};
  for (const bool more : {false, true}) {
    if (options.cancelled && options.cancelled()) return std::optional<Effects>();
    const std::vector<HeadlineNumber> then =
        numbersWith(design, data, *value, more ? value->moreValue : value->lessValue);
    for (const HeadlineNumber& number : out.numbers)
      (more ? out.more : out.less).push_back(valueNamed(then, number.key));
    if (options.onProgress) options.onProgress(more ? 1 : 0.5);
  }
  return std::optional(std::move(out));
}

}  // namespace lightloom::study
