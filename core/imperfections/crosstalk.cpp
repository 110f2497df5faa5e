#include <algorithm>
#include <cmath>

#include "imperfections/layer_on_cell.h"

namespace lightloom::imperfections {
namespace {

constexpr ParameterPlace kPlaces[] = {{"fan_out", "stray"},
                                      {"fan_out", "profile_x"},
                                      {"fan_out", "profile_y"},
                                      {"fan_out", "seed"},
                                      {"detector_line", "pixel_size"}};

// Links whose pixels are looked at beam by beam; of more of them only powers count.
constexpr std::size_t kMostLinks = std::size_t{1} << 16;
constexpr double kNothing = 1e-12;  // of the wanted power

// Half the swing of the wanted fringe, as what is on makes it, W.
double fringeOf(const LinkDraft& link) {
  const auto of = [](const LineDraft& line) {
    return line.overlap * line.inStep * std::sqrt(line.axonW * line.synapseW);
  };
  return of(link.plus) + of(link.minus);
}

// The phase of another beam's fringe beyond what lasers and servo hold.
double beyondHeld(const Cell& cell, const Link& link, int synapse, int axon, double psi) {
  if (cell.held.assumed) return psi - link.tracedPhaseRad;
  return cell.held.empty() ? psi : cell.held.rest(synapse, axon, psi);
}

// Unwanted light is coherent with the wanted light: it brings the product of its own channels. False where
// there are too many beams on the pixels.
bool addCrossed(const CellLight& light, const Link& link, LinkDraft& out) {
  const double wanted = fringeOf(out);
  std::vector<StrayBeam> beams;
  if (!light.cell.links.strays(out.index, beams)) return false;
  if (!(wanted > 0)) return true;
  for (const StrayBeam& beam : beams) {
    const int synapse = beam.ofAxons ? link.synapseChannel : beam.channel;
    const int axon = beam.ofAxons ? beam.channel : link.axonChannel;
    const double theta = beyondHeld(light.cell, link, synapse, axon, std::arg(beam.fringeW));
    const std::complex<double> relative = std::polar(std::abs(beam.fringeW) / wanted, theta);
    if (std::norm(relative) < kNothing) continue;
    out.crossed.push_back(
        {0, synapse, axon, static_cast<float>(relative.real()), static_cast<float>(relative.imag())});
  }
  return true;
}

void onElectrons(const CellLight& light, const CellDraft&, const Link& link, LinkDraft& out) {
  const double axon = (link.plus.unwantedAxonW + link.minus.unwantedAxonW) / link.axonW(),
               synapse = (link.plus.unwantedSynapseW + link.minus.unwantedSynapseW) / link.synapseW();
  if (!std::isfinite(axon + synapse)) return;
  out.unwantedAxon = axon;
  out.unwantedSynapse = synapse;
  if (axon + synapse <= kNothing) return;
  if (light.cell.links.size() <= kMostLinks && addCrossed(light, link, out)) return;
  out.strayAxon = axon;
  out.straySynapse = synapse;
}

double variance(const LayerOnCell& on, const CellHardware& cell) {
  const double leak = on.inputs.leakSquares[static_cast<std::size_t>(cell.leakCalibration)];
  std::vector<double> crossed(cell.gain.size());
  for (const CrossedLink& other : cell.crossed)
    crossed[static_cast<std::size_t>(other.link)] +=
        square(static_cast<double>(other.inPhase)) * on.inputs.meanSquareOutput +
        square(static_cast<double>(other.quadrature)) * leak;
  const double product = on.met(cell).sumSquares * on.weightSquare();
  return on.overLinks(cell, [&](std::size_t i) {
    const double gain = static_cast<double>(cell.gain[i]);
    return gain * gain * (crossed[i] + static_cast<double>(cell.crosstalk[i]) * product);
  });
}

// The calibration of the lines takes off what of this light goes with the sums, as of fringe phases.
void onCell(const CellLight& light, const CellDraft&, CellHardware& out) {
  if (light.calibrated) out.leakCalibration = leakCalibrationOf(light.detector);
}

}  // namespace

constinit const Imperfection kCrosstalk = {
    .key = "crosstalk",
    .formula = LL_TEXT(
        "√κ (cos θ Σx′w′ + sin θ Σx′c′), κ the unwanted over the wanted power on a pixel, x′ and w′ of its "
        "own "
        "channels, θ in rad its phase beyond those that lasers hold; and the shot noise of that light"),
    .citation =
        "coherent light of other channels; power and phase of a stray order from the grating's profile, or "
        "an estimate and drawn",
    .places = kPlaces,
    .electronNoise = ElectronNoise::Factor,
    .scattersReadOut = true,
    .onElectrons = onElectrons,
    .onCell = onCell,
    .variance = variance};

}  // namespace lightloom::imperfections
