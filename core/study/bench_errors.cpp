#include "study/bench_errors.h"

#include <algorithm>
#include <cmath>

#include "bench/alignment.h"
#include "design/edit.h"
#include "design/kept_fields.h"
#include "design/kind.h"

namespace lightloom::study {
namespace {

constexpr BenchErrorName kNames[] = {
    {"placement", Unit::Micrometre, 1e-2}, {"angle", Unit::Microradian, 1},
    {"reflectance", Unit::None, 1},        {"dead_lasers", Unit::None, 1},
    {"dead_pixels", Unit::None, 1},        {"detuning", Unit::Gigahertz, 1e13},
    {"grating", Unit::None, 10},
};

void take(BenchErrors& out, std::string_view name, double value) {
  if (name == "placement") out.placement = value;
  if (name == "angle") out.angle = value;
  if (name == "reflectance") out.reflectance = value;
  if (name == "dead_lasers") out.deadLasers = value;
  if (name == "dead_pixels") out.deadPixels = value;
  if (name == "detuning") out.detuning = value;
  if (name == "grating") out.grating = value;
}

Message unknownError(const std::string& name) {
  std::vector<std::string> known;
  std::string all;
  for (const BenchErrorName& one : kNames) {
    known.emplace_back(one.name);
    all += (all.empty() ? "" : ", ") + known.back();
  }
  const std::string nearest = nearestKey(name, known);
  if (nearest.empty())
    return {
        "study.unknown-error", LL_TEXT("There is no error “%1” of a bench. Choose one of: %2."), {name, all}};
  return {"study.unknown-error",
          LL_TEXT("There is no error “%1” of a bench. Did you mean “%2”?"),
          {name, nearest}};
}

StudyAxis drawn(std::string path, StudyAxis::Draw draw, std::vector<std::string> values = {}) {
  StudyAxis out;
  out.listed = {std::move(path), std::move(values)};
  out.draw = draw;
  return out;
}

void addNormal(const Design& design, const std::string& part, const std::string& key, double spread,
               Study& out) {
  const Parameter& row = *findParameter(parametersOf(*findKind(findComponent(design, part)->kind)), key);
  out.axes.push_back(drawn(part + '.' + key, {StudyAxis::Draw::Law::Normal, viewOf(design, part).real(key),
                                              spread, row.low, row.high}));
}

void addDead(const PartView& view, const char* key, double chance, Study& out) {
  const int channels = view.integer("rows") * view.integer("columns");
  for (int channel = 0; channel < channels; ++channel)
    out.axes.push_back(drawn(view.component().id + '[' + std::to_string(channel) + "]." + key,
                             {StudyAxis::Draw::Law::Chance, 0, chance, 0, 0}, {"0"}));
}

// Gives a part the spread and lets each bench draw it anew.
void addSpread(BenchYield& yield, const std::string& part, const char* key,
               const std::optional<double>& stated) {
  if (stated) yield.design = apply(yield.design, setParameter(yield.design, part, key, Value(*stated)));
  if (viewOf(yield.design, part).real(key) != 0)
    yield.study.axes.push_back(drawn(part + ".seed", {StudyAxis::Draw::Law::Seed, 0, 0, 0, 0}));
}

}  // namespace

std::span<const BenchErrorName> benchErrorNames() {
  return kNames;
}

Result<BenchErrors> readBenchErrors(const std::vector<std::string>& texts) {
  BenchErrors out;
  for (const std::string& text : texts) {
    const std::size_t equals = std::min(text.find('='), text.size());
    const std::string name = text.substr(0, equals);
    const auto* const known = std::find_if(std::begin(kNames), std::end(kNames),
                                           [&](const BenchErrorName& one) { return one.name == name; });
    if (known == std::end(kNames)) return unknownError(name);
    const auto number = parseQuantity(equals < text.size() ? text.substr(equals + 1) : std::string());
    const Dimension own = unitInfo(known->unit).dimension;
    const bool fits = number && (!number->hasUnit || number->dimension == own);
    if (!fits || number->si < 0 || number->si > known->high)
      return Message{"study.bad-error",
                     LL_TEXT("“%1” is no error of a bench: it must be a number from 0 to %2. Correct it."),
                     {text, Quantity{known->high, known->unit}}};
    take(out, name, number->si);
  }
  return out;
}

BenchYield yieldStudy(const Design& design, const BenchErrors& errors, std::size_t benches) {
  BenchYield out{design, {}};
  out.study.sampling = Sampling::Random;
  out.study.samples = benches;
  out.study.seed = settingInteger(design, "training.seed");
  for (const Knob& knob : alignmentKnobs(design)) {
    const Parameter& row =
        *findParameter(parametersOf(*findKind(findComponent(design, knob.part)->kind)), knob.key);
    const double spread = row.unit == Unit::Microradian ? errors.angle : errors.placement;
    if (spread > 0) addNormal(design, knob.part, knob.key, spread, out.study);
  }
  for (const ComponentPtr& part : design.components) {
    if (!findKind(part->kind) || !viewOf(design, part->id).flag("enabled")) continue;
    const PartView view = viewOf(design, part->id);
    if (view.has("reflectance") && errors.reflectance > 0)
      addNormal(design, part->id, "reflectance", errors.reflectance, out.study);
    if (view.has("detuning_spread")) {
      addSpread(out, part->id, "detuning_spread", errors.detuning);
      if (errors.deadLasers > 0) addDead(view, "power", errors.deadLasers, out.study);
    }
    if (view.has("uniformity_error")) addSpread(out, part->id, "uniformity_error", errors.grating);
    if (view.has("quantum_efficiency") && errors.deadPixels > 0)
      addDead(view, "quantum_efficiency", errors.deadPixels, out.study);
  }
  return out;
}

}  // namespace lightloom::study
