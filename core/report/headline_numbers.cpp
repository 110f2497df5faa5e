#include <array>
#include <cmath>
#include <limits>

#include "report/report.h"

namespace lightloom::report {
namespace {

HeadlineNumber headlineNumber(std::string_view key, std::string_view title, double value, Unit unit,
                              std::string_view formula, std::string_view source) {
  HeadlineNumber out;
  out.key = key;
  out.title = title;
  out.value = value;
  out.unit = unit;
  out.formula = formula;
  out.source = source;
  return out;
}

HeadlineNumber without(HeadlineNumber number, std::string_view reason) {
  number.value = std::numeric_limits<double>::quiet_NaN();
  number.low = number.high = std::nullopt;
  number.reason = reason;
  return number;
}

constexpr std::string_view kDrawing = LL_TEXT("from the drawing");
constexpr std::string_view kLasers = LL_TEXT("rate equations of the locked lasers");
constexpr std::string_view kMeasured = LL_TEXT("measured with the network on this bench");
constexpr std::string_view kParts = LL_TEXT("from the parts' data and the running network");

constexpr struct {
  std::string_view key;
  Better better;
} kBetter[] = {{"mean_visibility", Better::Larger},
               {"phase_error", Better::Smaller},
               {"worst_phase_error", Better::Smaller},
               {"fringe_error", Better::Smaller},
               {"energy_per_op", Better::Smaller},
               {"electrical_power", Better::Smaller},
               {"snr", Better::Larger},
               {"enob", Better::Larger},
               {"density", Better::Larger}};

Better betterOf(std::string_view key) {
  for (const auto& row : kBetter)
    if (row.key == key) return row.better;
  return Better::Neither;
}

std::vector<HeadlineNumber> ofBench(const Report& report) {
  std::vector<HeadlineNumber> out;
  HeadlineNumber visibility =
      headlineNumber("mean_visibility", LL_TEXT("Visibility, mean"), report.meanVisibility, Unit::None,
                     LL_TEXT("γ = |⟨u_x|u_w⟩| over each pixel, mean of all links"), kDrawing);
  out.push_back(report.links > 0 ? visibility : without(visibility, LL_TEXT("no two beams meet on a pixel")));
  out.push_back(headlineNumber("emitted", LL_TEXT("Optical power, emitted"), report.emittedW, Unit::Milliwatt,
                               LL_TEXT("leader and all VCSELs at |x| = 1"), kDrawing));
  out.push_back(headlineNumber("detected", LL_TEXT("Optical power, detected"), report.detectedW,
                               Unit::Milliwatt, LL_TEXT("what falls on pixels, before quantum efficiency"),
                               kDrawing));
  for (HeadlineNumber& number :
       std::array{headlineNumber("phase_error", LL_TEXT("Phase-lock error, rms"), report.phaseErrorRad,
                                 Unit::Milliradian,
                                 LL_TEXT("√(static² + noise²) per locked laser, slot average"), kLasers),
                  headlineNumber("worst_phase_error", LL_TEXT("Phase-lock error, worst laser"),
                                 report.worstPhaseErrorRad, Unit::Milliradian, LL_TEXT("the largest of them"),
                                 kLasers)})
    out.push_back(report.locked > 0 ? number : without(number, LL_TEXT("no laser is locked")));
  HeadlineNumber fringe =
      headlineNumber("fringe_error", LL_TEXT("Fringe error, rms"), report.fringeErrorRad, Unit::Milliradian,
                     LL_TEXT("ψ − φ_a − φ_s over all links: what one phase per laser cannot hold"), kDrawing);
  if (report.links == 0)
    out.push_back(without(fringe, LL_TEXT("no two beams meet on a pixel")));
  else if (std::isnan(report.fringeErrorRad))
    out.push_back(without(fringe, LL_TEXT("the phases of so many pairs of lasers are not looked at")));
  else
    out.push_back(fringe);
  return out;
}

std::vector<HeadlineNumber> ofNetwork(const Report& report) {
  std::vector<HeadlineNumber> out;
  HeadlineNumber energy = headlineNumber(
      "energy_per_op", LL_TEXT("Energy per operation"), report.energy.totalJoulesPerOp, Unit::FemtojoulePerOp,
      LL_TEXT("½ [E_w/B + E_x/F + E_out/N] + leader over the total rate; 1 MAC = 2 OP"), kParts);
  energy.low = report.energy.lowJoulesPerOp;
  energy.high = report.energy.highJoulesPerOp;
  out.push_back(energy);
  if (std::isfinite(report.powerW))
    out.push_back(headlineNumber("electrical_power", LL_TEXT("Electrical power"), report.powerW,
                                 Unit::Milliwatt, LL_TEXT("energy per operation × operations per second"),
                                 kParts));
  out.push_back(headlineNumber("photons_per_mac", LL_TEXT("Photo-electrons per MAC"), report.photonsPerMac,
                               Unit::None, LL_TEXT("all electrons on the pixel pair over N, both beams"),
                               kDrawing));
  out.push_back(headlineNumber("signal_photons_per_mac", LL_TEXT("Signal electrons per MAC"),
                               report.signalPhotonsPerMac, Unit::None,
                               LL_TEXT("those of the activations' beam alone"), kDrawing));
  if (std::isfinite(report.snr)) {
    out.push_back(headlineNumber("snr", LL_TEXT("Signal to noise"), report.snr, Unit::None,
                                 LL_TEXT("mean square of y over its noise variance, all sources on"),
                                 kParts));
    out.push_back(headlineNumber("enob", LL_TEXT("Effective bits"), report.enob, Unit::None,
                                 LL_TEXT("(10 log₁₀ SNR − 1.76)/6.02"), kParts));
  }
  out.push_back(headlineNumber(
      "density", LL_TEXT("Compute density"), report.density.opsPerSPerM2,
      Unit::TeraOpsPerSecondSquareMillimetre,
      LL_TEXT("2 F B f_s over the slots of a product, of all cells, over the area that is counted"), kParts));
  return out;
}

}  // namespace

std::vector<HeadlineNumber> headlineNumbers(const Report& report) {
  std::vector<HeadlineNumber> out = ofBench(report);
  if (!report.layers.empty() || report.diverged)
    for (const HeadlineNumber& number : ofNetwork(report))
      out.push_back(report.diverged ? without(number, LL_TEXT("the training has diverged")) : number);
  for (HeadlineNumber& number : out) number.better = betterOf(number.key);
  return out;
}

HeadlineNumber scoreNumber(double score, bool regression) {
  HeadlineNumber out =
      regression
          ? headlineNumber("test_r2", LL_TEXT("R² of the test set"), score, Unit::None,
                           LL_TEXT("1 less the squared residuals over those about the mean, with noise"),
                           kMeasured)
          : headlineNumber("test_accuracy", LL_TEXT("Test accuracy"), score, Unit::Percent,
                           LL_TEXT("share of right answers on the test set, with noise"), kMeasured);
  out.better = Better::Larger;
  return out;
}

std::string numberText(const HeadlineNumber& number) {
  if (!number.reason.empty()) return "– (" + std::string(number.reason) + ")";
  std::string out = readableQuantity(number.value, number.unit);
  const double scale = unitInfo(number.unit).scale;
  if (number.low && number.high)
    out +=
        " (" + readableNumber(*number.low / scale, 3) + " … " + readableNumber(*number.high / scale, 3) + ")";
  return out;
}

}  // namespace lightloom::report
