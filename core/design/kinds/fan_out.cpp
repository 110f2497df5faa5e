#include <algorithm>

#include "design/internal/kinds.h"
#include "design/part_key.h"

namespace lightloom::design::kinds {
namespace {

constexpr Parameter kRows[] = {
    {.key = "orders_x",
     .type = ValueType::Integer,
     .defaultNumber = 5,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("Copies in plane"),
     .help = LL_TEXT("Used orders in the bench plane; an even count uses the odd orders.")},
    {.key = "orders_y",
     .type = ValueType::Integer,
     .defaultNumber = 5,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("Copies out of plane"),
     .help = LL_TEXT("Used orders out of the bench plane.")},
    {.key = "period_x",
     .unit = Unit::Micrometre,
     .defaultNumber = 243.5e-6,
     .low = 1e-6,
     .high = 0.1,
     .title = LL_TEXT("Period in plane"),
     .help = LL_TEXT("Λ = f λ / spacing of the copies (2 f λ / spacing for an even count).")},
    {.key = "period_y",
     .unit = Unit::Micrometre,
     .defaultNumber = 243.5e-6,
     .low = 1e-6,
     .high = 0.1,
     .title = LL_TEXT("Period out of plane"),
     .help = LL_TEXT("As in plane.")},
    {.key = "efficiency",
     .unit = Unit::Percent,
     .defaultNumber = 0.75,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Efficiency"),
     .help = LL_TEXT("Share of the light in the used orders together."),
     .citation = "binary about 65 %, multilevel above 90 %, unverified"},
    {.key = "order_efficiency",
     .type = ValueType::RealList,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Relative power of the orders"),
     .help = LL_TEXT("One number per order, row by row, scaled to the efficiency; empty = even."),
     .advanced = true},
    {.key = "uniformity_error",
     .unit = Unit::Percent,
     .defaultNumber = 0,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Uniformity error"),
     .help = LL_TEXT("Standard deviation of the orders' powers, drawn once from `seed`."),
     .citation = "1–5 %, unverified"},
    {.key = "stray",
     .unit = Unit::Percent,
     .defaultNumber = 0,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Stray order"),
     .help = LL_TEXT("Power of one order just beyond the used ones relative to a used one."),
     .advanced = true,
     .citation = "0.05–0.2 in real gratings, an estimate"},
    lossRow(LL_TEXT("Absorbed or reflected before diffraction."), 0, true),
    apertureRow(LL_TEXT("Aperture"), LL_TEXT("Clear diameter.")),
    {.key = "seed",
     .type = ValueType::Integer,
     .defaultNumber = 1,
     .low = 0,
     .high = 9.2e18,
     .title = LL_TEXT("Seed"),
     .help = LL_TEXT("Of the uniformity error, and of the phases of stray orders."),
     .advanced = true},
};

// Powers of the used orders: the list or even, times a seeded scatter, scaled to the efficiency.
std::vector<double> orderPowers(const PartView& part) {
  const std::size_t count =
      static_cast<std::size_t>(part.integer("orders_x")) * static_cast<std::size_t>(part.integer("orders_y"));
  std::vector<double> powers = part.list("order_efficiency");
  if (powers.size() != count) powers.assign(count, 1.0);
  KeyedRandom random(partKey(part, Stream::FanOutUniformity));
  const double spread = part.real("uniformity_error");
  double sum = 0;
  for (double& power : powers) {
    power = std::max(0.0, power * (1 + spread * random.normal()));
    sum += power;
  }
  const double scale = sum > 0 ? part.real("efficiency") * (1 - part.real("loss")) / sum : 0;
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
  grating.orderEfficiency = orderPowers(part);
  grating.stray = part.real("stray");
  grating.loss = part.real("loss");
  grating.phaseKey = partKey(part, Stream::StrayPhase);
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
