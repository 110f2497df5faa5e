#include "base/units.h"
#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"detector_line", "tia_noise"}};

// Current noise of an amplifier, i_n² T/2q² per slot; lines that integrate apart have two.
void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  const PartView& line = light.detector;
  if (line.text("receiver") != "transimpedance") return;
  const double charge = constants::kElementaryCharge * constants::kElementaryCharge;
  const double receivers = light.cell.balanced() && line.text("integration") == "separate" ? 2 : 1;
  const double current = line.real("tia_noise");
  out.readVariancePerSlot = receivers * current * current * light.slotS / (2 * charge);
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  return on.overLinks(cell, [&](std::size_t i) {
    return on.slots() * cell.readVariancePerSlot * square(cell.inverseSignal[i]);
  });
}

}  // namespace

constinit const Imperfection kTia = {
    .key = "tia",
    .formula =
        LL_TEXT("i_n √(N T/2)/q electrons per amplifier and read-out, i_n in A/√Hz, T in s; transimpedance "
                "receivers only"),
    .citation = "white input noise of the amplifier",
    .places = kPlaces,
    .scattersReadOut = true,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
