#include "design/templates.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "design/grating_profile.h"

namespace lightloom::design {
namespace {

using constants::kPi;
constexpr double kMm = 1e-3;
constexpr double kFocalLength = kCellFocalLength, kWavelength = 974e-9;
constexpr double kWidestField = 2.4e-3, kUsualPitch = 80e-6;  // m

// Rows (out of plane) and columns (in plane) of something.
struct Grid {
  int rows = 1, columns = 1;
  bool single() const { return rows * columns == 1; }
};

// Numbers of a cell; spacings in m.
struct CellPlan {
  Grid axons, synapses;            // emitters
  Grid axonCopies, synapseCopies;  // orders of the gratings behind them
  double axonPitch = 0, synapsePitch = 0, axonSpacing = 0, synapseSpacing = 0;
  Grid pixels;
  double pixelPitch = 0;
  bool oneAxon = false;
  // Of the gratings that copy to the pixels of several axons, where else stray orders would fall on pixels of
  // others. The leader's grating of the synapses has it, too: the phases of equal orders cancel on each
  // pixel.
  std::vector<double> profile;
};

int sideOf(int count) {
  const int side = static_cast<int>(std::lround(std::sqrt(static_cast<double>(count))));
  return side * side == count ? side : 0;
}

Message outOfRange(int count) {
  return {"template.range",
          LL_TEXT("A cell of %1 channels cannot be made. Ask for 1 to 10 000 axons and synapses."),
          {std::int64_t{count}}};
}

Message notSquare(int count) {
  return {
      "template.not-square",
      LL_TEXT("%1 is no square number, as this crossing needs. Take a square number (1, 4, 9, 16, 25 …), or "
              "cross a column with a row."),
      {std::int64_t{count}}};
}

constexpr double kUsualEfficiency = 0.75;  // of a grating without a profile, as `fan_out` has it
constexpr double kAxonPower = 1.6e-3;      // W: what profile and modulator take of 0.5 mW, given back

double efficiencyOf(const std::vector<double>& profile, int count) {
  double sum = 0;
  for (const int order : usedOrders(count)) sum += std::norm(orderAmplitude(profile, order));
  return sum;
}

Result<CellPlan> planOf(const CellRequest& request) {
  for (int count : {request.axons, request.synapses})
    if (count < 1 || count > 10000) return outOfRange(count);
  CellPlan plan;
  plan.oneAxon = request.crossing == CellCrossing::OneAxon;
  if (request.crossing == CellCrossing::RowAndColumn) {
    plan.axons = {request.axons, 1};
    plan.synapses = {1, request.synapses};
    plan.axonCopies = plan.synapses;
    plan.synapseCopies = plan.axons;
    plan.pixels = {request.axons, request.synapses};
  } else {
    const int n = sideOf(request.synapses), b = plan.oneAxon ? 1 : sideOf(request.axons);
    if (n == 0) return notSquare(request.synapses);
    if (b == 0) return notSquare(request.axons);
    plan.axons = {b, b};
    plan.synapses = {n, n};
    plan.axonCopies = plan.synapses;
    plan.synapseCopies = plan.axons;
    plan.pixels = {n * b, n * b};
  }
  const int widest = std::max(plan.pixels.rows, plan.pixels.columns);
  if (widest > kMostTemplatePixels)
    return Message{"template.too-many-pixels",
                   LL_TEXT("This cell needs %1 pixels along a side; at most %2 can be lit. Ask for fewer "
                           "axons or synapses."),
                   {std::int64_t{widest}, std::int64_t{kMostTemplatePixels}}};
  const double pitch = std::floor(1e6 * std::min(kUsualPitch, kWidestField / widest)) * 1e-6;
  const bool squares = request.crossing == CellCrossing::TwoPitches;
  plan.pixelPitch = plan.synapsePitch = plan.axonSpacing = pitch;
  plan.axonPitch = plan.synapseSpacing = squares ? plan.synapses.columns * pitch : pitch;
  if (squares && !plan.axons.single() && !plan.synapses.single())
    plan.profile = usualProfile(plan.synapses.columns);
  return plan;
}

using Values = std::map<std::string, Value, std::less<>>;

class Parts {
 public:
  void add(CellPart place, const char* kind, const char* name, const char* group, double xMm, double yMm,
           double angle, Values values = {}) {
    auto part = std::make_shared<Component>();
    part->kind = kind;
    part->id = std::string(kind) + std::to_string(++m_counters[kind]);
    part->name = name;
    part->group = group;
    part->values = std::move(values);
    if (xMm != 0) part->values["x"] = xMm * kMm;
    if (yMm != 0) part->values["y"] = yMm * kMm;
    if (angle != 0) part->values["angle"] = angle;
    m_parts.push_back(std::move(part));
    m_places.push_back(place);
  }
  std::vector<ComponentPtr> take() { return std::move(m_parts); }

  // Null where there is none.
  ComponentPtr find(CellPart place) const {
    const auto found = std::find(m_places.begin(), m_places.end(), place);
    return found == m_places.end() ? nullptr : m_parts[static_cast<std::size_t>(found - m_places.begin())];
  }

 private:
  std::map<std::string, int> m_counters;
  std::vector<ComponentPtr> m_parts;
  std::vector<CellPart> m_places;  // of each
};

Values grid(const Grid& size) {
  return {{"rows", std::int64_t{size.rows}}, {"columns", std::int64_t{size.columns}}};
}

// Orders `spacing` apart behind the lens; an even number of them are the odd orders.
Values grating(const Grid& orders, double spacing, const std::vector<double>& profile = {}) {
  const auto period = [&](int count) {
    return (count % 2 == 0 ? 2 : 1) * kFocalLength * kWavelength / spacing;
  };
  Values values = {{"orders_x", std::int64_t{orders.columns}},
                   {"orders_y", std::int64_t{orders.rows}},
                   {"period_x", period(orders.columns)},
                   {"period_y", period(orders.rows)}};
  if (!profile.empty()) values["profile_x"] = values["profile_y"] = profile;
  return values;
}

// One axon needs little of the light: it is the synapses that are many (bench B of model.md 6).
void addFeed(const CellPlan& plan, Parts& parts) {
  const double share = plan.synapses.rows * plan.synapses.columns / 25.0;
  const double many = std::max(share, plan.axons.rows * plan.axons.columns / 25.0);
  double toAxons = plan.oneAxon ? 0.03 : 0.5, powerW = plan.oneAxon ? 8e-3 * share : 13.7e-3 * many;
  const double injected = plan.oneAxon ? 0.1 : 0.3;
  if (!plan.profile.empty()) {
    // What the profile takes of the synapses' light more than another grating, the leader gives them more.
    const double alongAxis = efficiencyOf(plan.profile, plan.synapses.columns);
    const double taken = kUsualEfficiency / (alongAxis * alongAxis);
    const double all = toAxons + (1 - toAxons) * taken;
    powerW *= all;
    toAxons /= all;
  }
  parts.add(CellPart::Leader, "leader_laser", "Leader", "leader", -40, -30, 0, {{"power", powerW}});
  parts.add(CellPart::OneWay, "isolator", "Isolator", "leader", 0, -30, 0);
  parts.add(CellPart::ArmSplitter, "beam_splitter", "Arm splitter", "leader", 30, -30, 3 * kPi / 4,
            {{"loss", 0.1}, {"reflectance", toAxons}});
  if (!plan.axons.single())
    parts.add(CellPart::LeaderToAxons, "fan_out", "Leader grating, axons", "leader", 30, -10, kPi / 2,
              grating(plan.axons, plan.axonPitch));
  if (!plan.synapses.single())
    parts.add(CellPart::LeaderToSynapses, "fan_out", "Leader grating, synapses", "leader", 50, -30, 0,
              grating(plan.synapses, plan.synapsePitch, plan.profile));
  parts.add(CellPart::AxonInjection, "beam_splitter", "Injection splitter, axons", "leader", 30, 0, kPi / 4,
            {{"reflectance", injected}});
  parts.add(CellPart::SynapseInjection, "beam_splitter", "Injection splitter, synapses", "leader", 60, -30,
            kPi / 4, {{"reflectance", injected}});
  parts.add(CellPart::Stop, "beam_stop", "Stop", "leader", 30, 20, -kPi / 2);
  parts.add(CellPart::Stop, "beam_stop", "Stop", "leader", 90, -30, kPi);
  parts.add(CellPart::Stop, "beam_stop", "Stop", "leader", 30, -50, kPi / 2);
}

void addArms(const CellPlan& plan, Parts& parts) {
  Values axons = grid(plan.axons), synapses = grid(plan.synapses);
  axons["role"] = Enumerator{"axon"};
  axons["pitch"] = plan.axonPitch;
  synapses["pitch"] = plan.synapsePitch;
  axons["modulator"] = Enumerator{"interferometric"};
  if (!plan.profile.empty()) axons["power"] = kAxonPower;
  if (plan.oneAxon) {
    for (Values* laser : {&axons, &synapses}) (*laser)["symbol_rate"] = 1e9;
  }
  parts.add(CellPart::Axons, "vcsel_array", "Axons", "cell", 0, 0, 0, axons);
  parts.add(CellPart::AxonLens, "lens", "Axon lens", "cell", 20, 0, 0);
  if (!plan.axonCopies.single())
    parts.add(CellPart::AxonCopies, "fan_out", "Axon fan-out", "cell", 40, 0, 0,
              grating(plan.axonCopies, plan.axonSpacing, plan.profile));
  parts.add(CellPart::Synapses, "vcsel_array", "Synapses", "cell", 60, -60, kPi / 2, synapses);
  parts.add(CellPart::SynapseLens, "lens", "Synapse lens", "cell", 60, -40, kPi / 2);
  if (!plan.synapseCopies.single())
    parts.add(CellPart::SynapseCopies, "fan_out", "Synapse fan-out", "cell", 60, -20, kPi / 2,
              grating(plan.synapseCopies, plan.synapseSpacing));
}

void addPair(const CellPlan& plan, Parts& parts) {
  Values pixels = grid(plan.pixels);
  pixels["pitch"] = plan.pixelPitch;
  // What the arms of the modulators leave beside x is known of each sample.
  pixels["calibration"] = Enumerator{"offset_and_sums"};
  if (plan.pixelPitch < 30e-6) pixels["pixel_size"] = 0.6 * plan.pixelPitch;
  parts.add(CellPart::Combiner, "beam_splitter", "Combiner", "cell", 60, 0, 3 * kPi / 4, {{"loss", 0.05}});
  parts.add(CellPart::PixelLens, "lens", "Lens, minus", "cell", 80, 0, 0);
  parts.add(CellPart::PixelLens, "lens", "Lens, plus", "cell", 60, 20, kPi / 2);
  parts.add(CellPart::Pixels, "detector_line", "Dendrites, minus", "cell", 100, 0, kPi, pixels);
  parts.add(CellPart::Pixels, "detector_line", "Dendrites, plus", "cell", 60, 40, -kPi / 2, pixels);
}

template <typename Add>
Result<std::vector<ComponentPtr>> made(const CellRequest& request, Add add) {
  const Result<CellPlan> plan = planOf(request);
  if (!plan) return plan.error();
  Parts parts;
  add(plan.value(), parts);
  return parts.take();
}

}  // namespace

Result<std::vector<ComponentPtr>> homodyneCell(const CellRequest& request) {
  return made(request, [](const CellPlan& plan, Parts& parts) {
    addFeed(plan, parts);
    addArms(plan, parts);
    addPair(plan, parts);
  });
}

Result<ComponentPtr> cellPart(const CellRequest& request, CellPart part) {
  const Result<CellPlan> plan = planOf(request);
  if (!plan) return plan.error();
  Parts parts;
  addFeed(plan.value(), parts);
  addArms(plan.value(), parts);
  addPair(plan.value(), parts);
  const ComponentPtr found = parts.find(part);
  if (!found) return ComponentPtr();
  auto out = std::make_shared<Component>(*found);
  out->id.clear();
  for (const char* key : {"x", "y", "angle"}) out->values.erase(key);
  return ComponentPtr(std::move(out));
}

Result<std::vector<ComponentPtr>> leaderFeed(const CellRequest& request) {
  return made(request, addFeed);
}

Result<std::vector<ComponentPtr>> balancedPair(const CellRequest& request) {
  return made(request, addPair);
}

}  // namespace lightloom::design
