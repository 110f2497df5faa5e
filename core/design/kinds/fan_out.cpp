#include <algorithm>
#include <complex>
#include <numeric>

#include "design/grating_profile.h"
#include "design/internal/kinds.h"
#include "design/part_key.h"

namespace lightloom::design::kinds {
namespace {

constexpr int kMostStrays = 8;        // of one axis and side, those next to the used orders
constexpr double kFaintStray = 1e-4;  // of a used order: below it making decides, not the profile

constexpr Parameter profileRow(std::string_view key, std::string_view title, std::string_view help) {
  Parameter row;
  row.key = key;
  row.type = ValueType::RealList;
  row.low = -1e3;
  row.high = 1e3;
  row.title = title;
  row.help = help;
  row.advanced = true;
  row.provenance = Provenance::Chosen;
  row.citation = "empty: the profile is not known";
  return row;
}

constexpr Parameter kRows[] = {
    {.key = "orders_x",
     .type = ValueType::Integer,
     .defaultNumber = 5,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("Copies in plane"),
     .help = LL_TEXT("Used orders in the bench plane; an even count uses the odd orders."),
     .provenance = Provenance::Chosen,
     .citation = "5 copies, for arrays of 5 × 5"},
    fineRollRow(),
    {.key = "orders_y",
     .type = ValueType::Integer,
     .defaultNumber = 5,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("Copies out of plane"),
     .help = LL_TEXT("Used orders out of the bench plane."),
     .provenance = Provenance::Chosen,
     .citation = "5 copies, for arrays of 5 × 5"},
    {.key = "period_x",
     .unit = Unit::Micrometre,
     .defaultNumber = 243.5e-6,
     .low = 1e-6,
     .high = 0.1,
     .title = LL_TEXT("Period in plane"),
     .help = LL_TEXT("Λ = f λ / spacing of the copies (2 f λ / spacing for an even count)."),
     .provenance = Provenance::Chosen,
     .citation = "copies 80 µm apart behind f = 20 mm at 974 nm"},
    {.key = "period_y",
     .unit = Unit::Micrometre,
     .defaultNumber = 243.5e-6,
     .low = 1e-6,
     .high = 0.1,
     .title = LL_TEXT("Period out of plane"),
     .help = LL_TEXT("As in plane."),
     .provenance = Provenance::Chosen,
     .citation = "copies 80 µm apart behind f = 20 mm at 974 nm"},
    {.key = "efficiency",
     .unit = Unit::Percent,
     .defaultNumber = 0.75,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Efficiency"),
     .help = LL_TEXT("Share of the light in the used orders together; a profile says it itself."),
     .citation = "an estimate: Romero and Dickey, J. Opt. Soc. Am. A 24, 2280 (2007) bound five orders by 92 "
                 "% an axis, 85 % in both; less is taken, because no relief is perfect",
     .countsWith = "profile_x=none|profile_y=none"},
    {.key = "order_efficiency",
     .type = ValueType::RealList,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Relative power of the orders"),
     .help = LL_TEXT("One number per order, row by row, scaled to the efficiency; empty = even."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "empty: all orders alike"},
    profileRow(
        "profile_x", LL_TEXT("Profile in plane"),
        LL_TEXT("Phases in rad of the equal steps of a period, from the centre of the grating on; powers "
                "and phases of used and stray orders follow (model.md 1.2). Empty = not known.")),
    profileRow("profile_y", LL_TEXT("Profile out of plane"), LL_TEXT("As in plane.")),
    {.key = "uniformity_error",
     .unit = Unit::Percent,
     .defaultNumber = 0,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Uniformity error"),
     .help = LL_TEXT("Standard deviation of the orders' powers, drawn once from `seed`."),
     .provenance = Provenance::Chosen,
     .citation = "0: all orders alike; made ones differ by some per cent"},
    {.key = "stray",
     .unit = Unit::Percent,
     .defaultNumber = 0.07,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Stray order"),
     .help = LL_TEXT("Power of one order just beyond the used ones relative to a used one, along an axis "
                     "whose profile is not known."),
     .advanced = true,
     .citation = "an estimate: 6–8 % is the mean of profiles of 3 to 10 orders that nobody asked to be dark "
                 "there (model.md 1.2); 5–20 % is told of real ones",
     .countsWith = "noise.crosstalk=on&profile_x=none|profile_y=none"},
    lossRow(LL_TEXT("Absorbed or reflected before diffraction."), 0, true),
    apertureRow(LL_TEXT("Aperture"), LL_TEXT("Clear diameter.")),
    {.key = "seed",
     .type = ValueType::Integer,
     .defaultNumber = 1,
     .low = 0,
     .high = 9.2e18,
     .title = LL_TEXT("Seed"),
     .help = LL_TEXT("Of the uniformity error, and of the phases of stray orders that no profile states."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "any number draws a grating, the same one the same grating"},
};

// What a grating does along one axis.
struct Axis {
  std::vector<double> powers;  // of the used orders, of unit incident power
  std::vector<double> phases;
  std::vector<StrayOrder> strays;
  bool known = false;  // its profile states them
};

// Powers and phases of the orders that a profile makes.
Axis profiledAxis(std::span<const double> profile, int count) {
  Axis axis;
  axis.known = true;
  const std::vector<int> used = usedOrders(count);
  for (int order : used) {
    const std::complex<double> amplitude = orderAmplitude(profile, order);
    axis.powers.push_back(std::norm(amplitude));
    axis.phases.push_back(std::arg(amplitude));
  }
  const double mean = std::accumulate(axis.powers.begin(), axis.powers.end(), 0.0) / count;
  const auto add = [&](int order) {
    const std::complex<double> amplitude = orderAmplitude(profile, order);
    const double beside = axis.powers[static_cast<std::size_t>(nearestUsed(count, order))];
    if (std::norm(amplitude) <= kFaintStray * mean || beside <= 0) return false;
    axis.strays.push_back({order, std::norm(amplitude) / beside, std::arg(amplitude)});
    return true;
  };
  for (int order = used.front(); order <= used.back(); ++order)
    if (!std::binary_search(used.begin(), used.end(), order)) add(order);
  for (const int side : {-1, 1}) {
    int found = 0;
    for (int beyond = used.back() + 1; beyond <= lastOrderInReach(count) && found < kMostStrays; ++beyond)
      if (add(side * beyond)) ++found;
  }
  return axis;
}

// Orders of even power, and one stray order at either end, of whose phase nothing is known: evenly drawn, the
// same for an order of one grating at all times.
Axis assumedAxis(const PartView& part, int count, bool inPlane) {
  Axis axis;
  axis.powers.assign(static_cast<std::size_t>(count), 1.0 / count);
  axis.phases.assign(static_cast<std::size_t>(count), 0.0);
  const double stray = part.real("stray");
  if (count < 2 || stray <= 0) return axis;
  const std::vector<int> used = usedOrders(count);
  const int step = used[1] - used[0];
  for (const int side : {-1, 1}) {
    RandomKey key = partKey(part, Stream::StrayPhase);
    key.block = (inPlane ? 0U : 2U) + (side < 0 ? 0U : 1U);
    axis.strays.push_back(
        {side * (used.back() + step), stray, 2 * constants::kPi * KeyedRandom(key).uniform()});
  }
  return axis;
}

Axis axisOf(const PartView& part, bool inPlane) {
  const int count = part.integer(inPlane ? "orders_x" : "orders_y");
  const std::vector<double>& profile = part.list(inPlane ? "profile_x" : "profile_y");
  return profile.empty() ? assumedAxis(part, count, inPlane) : profiledAxis(profile, count);
}

// Powers of the used orders, rows of y: what the profiles say, or the list, or even; times a seeded scatter;
// scaled to the efficiency where an axis with several orders has no profile.
std::vector<double> orderPowers(const PartView& part, const Axis& x, const Axis& y) {
  std::vector<double> powers = part.list("order_efficiency");
  if (x.known || y.known || powers.size() != x.powers.size() * y.powers.size()) {
    powers.clear();
    for (const double alongY : y.powers)
      for (const double alongX : x.powers) powers.push_back(alongX * alongY);
  }
  const double before = std::accumulate(powers.begin(), powers.end(), 0.0);
  KeyedRandom random(partKey(part, Stream::FanOutUniformity));
  const double spread = part.real("uniformity_error");
  for (double& power : powers) power = std::max(0.0, power * (1 + spread * random.normal()));
  const double sum = std::accumulate(powers.begin(), powers.end(), 0.0);
  const auto stated = [](const Axis& axis) { return axis.known || axis.powers.size() == 1; };
  const bool profiled = (x.known || y.known) && stated(x) && stated(y);
  const double total = profiled ? before : part.real("efficiency") * (x.known || y.known ? before : 1);
  const double scale = sum > 0 ? total * (1 - part.real("loss")) / sum : 0;
  for (double& power : powers) power *= scale;
  return powers;
}

std::vector<Shape> silhouette(const PartView& part) {
  const double width = part.real("aperture");
  std::vector<Shape> out{rectangle(1e-3, width), surface(width)};
  for (int i = -2; i <= 2; ++i)
    out.push_back(Line{{0.5e-3, i * width / 5}, {1.2e-3, i * width / 5}, Ink::Surface});
  return out;
}

std::vector<Face> faces(const PartView& part) {
  Grating grating;
  grating.ordersX = part.integer("orders_x");
  grating.ordersY = part.integer("orders_y");
  grating.periodX = part.real("period_x");
  grating.periodY = part.real("period_y");
  Axis x = axisOf(part, true), y = axisOf(part, false);
  grating.orderEfficiency = orderPowers(part, x, y);
  grating.loss = part.real("loss");
  grating.phasesX = std::move(x.phases);
  grating.phasesY = std::move(y.phases);
  grating.straysX = std::move(x.strays);
  grating.straysY = std::move(y.strays);
  const double radius = part.real("aperture") / 2;
  return {faceAt(grating, radius, radius)};
}

void check(const PartView& part, std::vector<Check>& out) {
  const std::size_t given = part.list("order_efficiency").size();
  const int count = part.integer("orders_x") * part.integer("orders_y");
  if (given == 0 || given == static_cast<std::size_t>(count)) return;
  out.push_back(
      {Severity::Error,
       part.component().id,
       {"fan_out.order-count",
        LL_TEXT("%1 lists %2 order powers, but has %3 orders."),
        {part.component().id, static_cast<std::int64_t>(given), std::int64_t{count}}},
       {"fan_out.order-count.fix", LL_TEXT("Give one number per order, or none for even orders."), {}}});
}

Message summary(const PartView& part) {
  return {"kind.fan_out.summary",
          LL_TEXT("Fan-out, %1 × %2 copies, period %3"),
          {std::int64_t{part.integer("orders_x")}, std::int64_t{part.integer("orders_y")},
           Quantity{part.real("period_x"), Unit::Micrometre}}};
}

}  // namespace

const Kind kFanOut = {"fan_out",
                      LL_TEXT("Fan-out grating"),
                      LL_TEXT("Diffractive element that copies a beam into a grid of orders."),
                      kRows,
                      silhouette,
                      faces,
                      nullptr,
                      check,
                      summary};

}  // namespace lightloom::design::kinds
