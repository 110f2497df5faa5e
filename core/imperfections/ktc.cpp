#include "base/units.h"
#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"detector_line", "capacitance"}, {"detector_line", "temperature"}};

// Charge noise kTC/q² of an integrating capacitor; lines that integrate apart have two.
void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  const PartView& line = light.detector;
  if (line.text("receiver") == "transimpedance") return;
  const double charge = constants::kElementaryCharge * constants::kElementaryCharge;
  const double receivers = light.cell.balanced() && line.text("integration") == "separate" ? 2 : 1;
  const double kTC = constants::kBoltzmann * line.real("temperature") * line.real("capacitance");
  out.readVariance = receivers * kTC / charge;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return on.overLinks(
      cell, [&](std::size_t i) { return on.rails() * cell.readVariance * square(cell.inverseSignal[i]); });
}

}  // namespace

constinit const Imperfection kKtc = {
    .key = "ktc",
    .formula = LL_TEXT(
        "√(kTC)/q electrons per capacitor and read-out, C in F, T in K; lines that integrate apart have "
        "two capacitors"),
    .citation = "Nyquist, charge on a capacitor: √(kTC)",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Part,
    .countedOn = CountedOn::Factors,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
