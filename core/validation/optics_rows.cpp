#include <cmath>
#include <complex>

#include "optics/cells.h"
#include "validation/internal/row_tables.h"
#include "validation/internal/validation_context.h"

namespace lightloom::validation {
namespace {

using constants::kPi;
using Complex = std::complex<double>;

constexpr double kMm = 1e-3, kUm = 1e-6, kDegree = kPi / 180;
constexpr double kWavelength = 974e-9, kFocal = 20e-3, kWaist = 10e-6;
constexpr const char* kClosedLine = "closed line, agrees with quadrature to 1e-6";
constexpr const char* kReZonator = "orion-project/rezonator2, test_GaussCalculator";
constexpr const char* kRayOptics = "ricktu288/ray-optics, test scenes";
constexpr const char* kMnist = "mnist-5x5.loom";

struct Misfit {
  double otherWaist = kWaist, offset = 0, tilt = 0, defocus = 0;
};

double overlap(const Laws& laws, const Misfit& misfit) {
  const AxisBeam beam{laws.waistParameter(kWaist, kWavelength), 0, 0};
  const Complex other = laws.waistParameter(misfit.otherWaist, kWavelength) + misfit.defocus;
  return std::abs(laws.axisOverlap(beam, {other, misfit.offset, misfit.tilt}, kWavelength, {}) *
                  laws.axisOverlap(beam, {other, 0, 0}, kWavelength, {}));
}

constexpr double kRayleighRange = kPi * kWaist * kWaist / kWavelength;

struct BeamAt {
  double waist, quality, distance;
  static constexpr double kLambda = 980e-9;
  Complex atWaist(const Laws& laws) const { return laws.waistParameter(waist, kLambda * quality); }
  Complex q(const Laws& laws) const { return laws.transformed(atWaist(laws), {1, distance, 0, 1}); }
  double radius(const Laws& laws) const { return laws.beamRadius(q(laws), kLambda * quality); }
  double curvature(const Laws& laws) const { return 1 / (1.0 / q(laws)).real(); }
};
constexpr BeamAt kBeam{100e-6, 2, 0.1}, kLockedFront{75e-6, 1.49164, 0.101124};

// q that one round trip gives back: c q² + (d − a) q − b = 0.
Complex modeOf(const RayMatrix& m) {
  const double half = (m.d - m.a) / (2 * m.c), rest = half * half + m.b / m.c;
  return {-half, std::sqrt(-rest)};
}

double resonatorRadius(const Laws& laws) {
  const RayMatrix m{1.22740581, 0.933155617, -5.17573851, -3.12021454};
  const Complex q = modeOf(m);
  const double error = std::abs(laws.transformed(q, m) - q) / std::abs(q);
  return error < 1e-6 ? laws.beamRadius(q, 1e-6) : NAN;
}

// The error of the mode of a resonator: free space of length 10 and a lens of focal length 10.
double resonatorError(const Laws& laws) {
  const Complex mode(-5, 5 * std::sqrt(3.0));
  return std::abs(laws.transformed(mode, {1, 10, -0.1, 0}) - mode);
}

PlacedPart part(const char* id, double xMm, double yMm, double angleDegree, FaceAction action) {
  Face face;
  face.halfWidth = 20 * kMm;
  face.action = std::move(action);
  return {id, {xMm * kMm, yMm * kMm, 0, angleDegree * kDegree, 0}, {face}};
}

PlacedPart leader(double wavelength) {
  EmitterGrid grid;
  grid.pitch = 0;
  grid.waist = 1 * kMm;
  grid.powerW = {1};
  grid.wavelength = wavelength;
  return part("leader", 0, 0, 0, grid);
}

PlacedPart screen(const char* id, double xMm, double yMm, double angleDegree) {
  return part(id, xMm, yMm, angleDegree, ReceiverGrid{1, 1, 30 * kMm, 30 * kMm});
}

FaceAction splitter(double reflectance) {
  Scattering s;
  s.front = {1 - reflectance, reflectance, LossCause::Coating};
  s.back = s.front;
  return s;
}

Grating grating(double period) {
  Grating g;
  g.ordersX = g.ordersY = 3;
  g.periodX = g.periodY = period;
  g.orderEfficiency.assign(9, 1.0 / 9);
  return g;
}

// Share of a beam that a splitter of 40 % transmittance lets through.
double transmitted(const Laws& laws) {
  const Layout layout =
      makeLayout(std::vector<PlacedPart>{leader(kWavelength), part("splitter", 20, 0, 135, splitter(0.6)),
                                         screen("through", 40, 0, 180), screen("aside", 20, 20, -90)});
  const Trace trace = laws.trace(layout);
  double through = 0;
  for (const Arrival& arrival : trace.arrivals)
    for (int i = 0; i < arrival.spots(); ++i)
      if (layout.partOf(arrival.face) == "through") through += spotOf(trace, arrival, i).powerW;
  return through / trace.emittedW;
}

// Sum of all outputs over all inputs of a lossless splitter and a grating behind each of its ports.
double losslessGraph(const Laws& laws) {
  const Layout layout = makeLayout(std::vector<PlacedPart>{
      leader(kWavelength), part("splitter", 20, 0, 135, splitter(0.37)),
      part("grating1", 30, 0, 0, grating(20 * kUm)), part("grating2", 20, 10, 90, grating(20 * kUm)),
      screen("through", 40, 0, 180), screen("aside", 20, 20, -90)});
  const Trace trace = laws.trace(layout);
  return std::fabs(trace.detectedW / trace.emittedW - 1);
}

// Direction cosine of the first order of 921 lines/mm at 580 nm.
double firstOrder(const Laws& laws) {
  const Trace trace = laws.trace(makeLayout(std::vector<PlacedPart>{
      leader(580e-9), part("grating", 10, 0, 0, grating(1e-3 / 921)), screen("screen", 12, 0, 180)}));
  double largest = 0;
  for (const Arrival& arrival : trace.arrivals)
    for (const Track& track : arrival.u.tracks) largest = std::max(largest, std::fabs(track.tilt));
  return largest;
}

// The period that a lens of 20 mm turns into a spacing of 80 µm, from the spacing that it makes of 243.5 µm.
double periodFor80Micrometres(const Laws& laws) {
  const double period = 243.5 * kUm;
  const Trace trace = laws.trace(makeLayout(std::vector<PlacedPart>{
      leader(kWavelength), part("grating", 10, 0, 0, grating(period)),
      part("thin_lens", 30, 0, 0, Lens{kFocal, true, 1}), screen("screen", 50, 0, 180)}));
  double low = 1, high = -1;
  for (const Arrival& arrival : trace.arrivals) {
    for (const Track& track : arrival.u.tracks) {
      low = std::min(low, track.position);
      high = std::max(high, track.position);
    }
  }
  return period * (high - low) / 2 / (80 * kUm);
}

// How far a lens of f tan θ puts the corner of 25 × 25 orders, 80 µm apart, from where a lens of f sin θ
// does.
double cornerMisplaced(const Laws& laws) {
  const auto corner = [&laws](bool sine) {
    Grating g = grating(kFocal * kWavelength / (80 * kUm));
    g.ordersX = g.ordersY = 25;
    g.orderEfficiency.assign(625, 1.0 / 625);
    const Trace trace = laws.trace(makeLayout(std::vector<PlacedPart>{
        leader(kWavelength), part("grating", 10, 0, 0, g), part("thin_lens", 30, 0, 0, Lens{kFocal, sine, 1}),
        screen("screen", 50, 0, 180)}));
    double farthest = 0;
    for (const Arrival& arrival : trace.arrivals)
      for (int i = 0; i < arrival.spots(); ++i) {
        const Spot spot = spotOf(trace, arrival, i);
        farthest = std::max(farthest, std::hypot(spot.u, spot.v));
      }
    return farthest;
  };
  return corner(false) - corner(true);
}

Result<double> openBalance(ValidationContext& context) {
  const auto bench = context.bench(kMnist);
  if (!bench) return bench.error();
  const Trace& trace = bench.value()->trace;
  return std::fabs(trace.emittedW - trace.detectedW - trace.lostW) / trace.emittedW;
}

// Worst deviation of both ports' power from its sum without interference, over links and phases.
Result<double> coherentBalance(ValidationContext& context) {
  const auto bench = context.bench("first-light.loom");
  if (!bench) return bench.error();
  const Cell& cell = bench.value()->cells.cells.at(0);
  double phases[2][2] = {};
  for (const Arrival& arrival : bench.value()->trace.arrivals)
    if (arrival.source == cell.axonSource || arrival.source == cell.synapseSource)
      phases[arrival.source == cell.synapseSource][arrival.face == cell.plusFace] = arrival.phaseRad;
  double worst = 0;
  for (const Link& link : cell.links) {
    for (double phase = 0; phase < 6; phase += 0.5) {
      const auto port = [&](const LinkLine& line, int plus) {
        return std::norm(std::polar(std::sqrt(line.axonW), phases[0][plus]) +
                         std::polar(std::sqrt(line.synapseW), phase + phases[1][plus]));
      };
      const double apart = link.axonW() + link.synapseW();
      worst = std::max(worst, std::fabs(port(link.plus, 1) + port(link.minus, 0) - apart) / apart);
    }
  }
  return worst;
}

#define LL_OVERLAP_ROW(ID, TITLE, EXPECTED, ...)                                           \
  {                                                                                        \
    .id = ID, .group = "overlap", .title = TITLE, .expected = EXPECTED, .tolerance = 5e-7, \
    .toleranceFrom = kLastDigit, .failsWhen = kSquare, .source = kClosedLine,              \
    .compute = [](ValidationContext& context) -> Result<double> {                          \
      return overlap(context.laws(), Misfit{__VA_ARGS__});                                 \
    }                                                                                      \
  }

constexpr const char* kTwelve = LL_TEXT("Rounding in double precision.");
constexpr const char* kWrongBeam = LL_TEXT(
    "A Gaussian parameter that is not iπw²/λ, or a radius and curvature that are not those of its inverse, "
    "fail it.");
constexpr const char* kWrongMatrix =
    LL_TEXT("A ray matrix that is applied transposed, inverted or to another ray fails it.");
constexpr const char* kLost =
    LL_TEXT("Light that is made, forgotten or counted under two causes at a face fails it.");
constexpr const char* kSquare =
    LL_TEXT("An overlap that leaves a size, an offset, a tilt or a curvature out of its square fails it.");

const ValidationRow kRows[] = {
    LL_OVERLAP_ROW("V18.offset", LL_TEXT("Overlap, offset by a waist"), 0.606531, .offset = kWaist),
    LL_OVERLAP_ROW("V18.half-offset", LL_TEXT("Overlap, offset by half a waist"), 0.882497,
                   .offset = kWaist / 2),
    LL_OVERLAP_ROW("V18.tilt", LL_TEXT("Overlap, 20 mrad between waists of 10 µm"), 0.812149, .tilt = 20e-3),
    LL_OVERLAP_ROW("V18.size", LL_TEXT("Overlap of waists of 10 and 15 µm"), 0.923077, .otherWaist = 15e-6),
    LL_OVERLAP_ROW("V18.defocus", LL_TEXT("Overlap, defocused by a Rayleigh range"), 0.894427,
                   .defocus = kRayleighRange),
    LL_OVERLAP_ROW("V18.both", LL_TEXT("Overlap of 10 and 15 µm, 8 µm apart"), 0.758080, .otherWaist = 15e-6,
                   .offset = 8e-6),

    {.id = "rezonator.rayleigh",
     .group = "rezonator",
     .title = LL_TEXT("Rayleigh range, 980 nm, 100 µm, M² 2"),
     .unit = Unit::Millimetre,
     .expected = 0.01602853,
     .tolerance = 5e-9,
     .toleranceFrom = kLastDigit,
     .failsWhen = kWrongBeam,
     .source = kReZonator,
     .compute = [](ValidationContext& context) -> Result<double> {
       return kBeam.atWaist(context.laws()).imag();
     }},
    {.id = "rezonator.radius",
     .group = "rezonator",
     .title = LL_TEXT("Its radius after 0.1 m"),
     .unit = Unit::Micrometre,
     .expected = 631.8508e-6,
     .tolerance = 5e-11,
     .toleranceFrom = kLastDigit,
     .failsWhen = kWrongBeam,
     .source = kReZonator,
     .compute = [](ValidationContext& context) -> Result<double> { return kBeam.radius(context.laws()); }},
    {.id = "rezonator.curvature",
     .group = "rezonator",
     .title = LL_TEXT("Its radius of curvature there"),
     .unit = Unit::Millimetre,
     .expected = 0.1025691,
     .tolerance = 5e-8,
     .toleranceFrom = kLastDigit,
     .failsWhen = kWrongBeam,
     .source = kReZonator,
     .compute = [](ValidationContext& context) -> Result<double> { return kBeam.curvature(context.laws()); }},
    {.id = "rezonator.divergence",
     .group = "rezonator",
     .title = LL_TEXT("Its divergence"),
     .unit = Unit::Milliradian,
     .expected = 6.238874e-3,
     .tolerance = 5e-10,
     .toleranceFrom = kLastDigit,
     .failsWhen = kWrongBeam,
     .source = kReZonator,
     .compute = [](ValidationContext& context) -> Result<double> {
       return kBeam.waist / kBeam.atWaist(context.laws()).imag();
     }},
    {.id = "rezonator.front-radius",
     .group = "rezonator",
     .title = LL_TEXT("Radius of the same front from 75 µm, M² 1.49164"),
     .unit = Unit::Micrometre,
     .expected = 631.8508e-6,
     .tolerance = 1e-9,
     .toleranceFrom = LL_TEXT("The beam that makes this front is printed with six digits."),
     .failsWhen = kWrongBeam,
     .source = kReZonator,
     .compute = [](ValidationContext& context) -> Result<double> {
       return kLockedFront.radius(context.laws());
     }},
    {.id = "rezonator.front-curvature",
     .group = "rezonator",
     .title = LL_TEXT("Its radius of curvature"),
     .unit = Unit::Millimetre,
     .expected = 0.1025691,
     .tolerance = 2e-7,
     .toleranceFrom = LL_TEXT("The beam that makes this front is printed with six digits."),
     .failsWhen = kWrongBeam,
     .source = kReZonator,
     .compute = [](ValidationContext& context) -> Result<double> {
       return kLockedFront.curvature(context.laws());
     }},
    {.id = "rezonator.mode",
     .group = "rezonator",
     .title = LL_TEXT("Radius of the mode of a round trip"),
     .unit = Unit::Micrometre,
     .expected = 958.984241e-6,
     .tolerance = 3e-12,
     .toleranceFrom = LL_TEXT("The matrix of the round trip is printed with nine digits."),
     .failsWhen = kWrongMatrix,
     .source = "orion-project/rezonator2, test_AbcdCalculator",
     .compute = [](ValidationContext& context) -> Result<double> { return resonatorRadius(context.laws()); }},
    {.id = "raytracing.cavity",
     .group = "rezonator",
     .title = LL_TEXT("Mode −5 + 5√3 i of a cavity: change in a round trip"),
     .expected = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = kWrongMatrix,
     .bound = Bound::AtMost,
     .source = "DCC-Lab/RayTracing, TestLaserCavity",
     .compute = [](ValidationContext& context) -> Result<double> { return resonatorError(context.laws()); }},
    {.id = "raytracing.waist",
     .group = "rezonator",
     .title = LL_TEXT("q of a waist of 1 mm at 632.8 nm, in m"),
     .expected = 4.96459,
     .tolerance = 5e-6,
     .toleranceFrom = kLastDigit,
     .failsWhen = kWrongBeam,
     .source = "DCC-Lab/RayTracing, testsGaussian",
     .compute = [](ValidationContext& context) -> Result<double> {
       return context.laws().waistParameter(1e-3, 632.8e-9).imag();
     }},
    {.id = "raytracing.space",
     .group = "rezonator",
     .title = LL_TEXT("Distance to the waist after 100 mm"),
     .unit = Unit::Millimetre,
     .expected = -0.1,
     .tolerance = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = kWrongMatrix,
     .source = "DCC-Lab/RayTracing, testsGaussian",
     .compute = [](ValidationContext& context) -> Result<double> {
       return -context.laws()
                   .transformed(context.laws().waistParameter(0.1e-3, 632.8e-9), {1, 0.1, 0, 1})
                   .real();
     }},
    {.id = "raytracing.thick-cavity",
     .group = "rezonator",
     .title = LL_TEXT("Mode of a cavity with a thick lens"),
     .source = "DCC-Lab/RayTracing, TestLaserCavity",
     .note = LL_TEXT("Does not apply: lenses are thin here.")},
    {.id = "rezonator.elements",
     .group = "rezonator",
     .title = LL_TEXT("Tilted plates, Brewster crystals, graded index"),
     .source = "orion-project/rezonator2",
     .note = LL_TEXT("Does not apply: there are no such parts.")},
    {.id = "optiland.lenses",
     .group = "rezonator",
     .title = LL_TEXT("Thick lenses of catalogues"),
     .source = "optiland/optiland, test_paraxial",
     .note = LL_TEXT("Does not apply: lenses are thin here.")},
    {.id = "optiland.jones",
     .group = "rezonator",
     .title = LL_TEXT("Jones matrices of polarisers and plates"),
     .source = "optiland/optiland, test_jones",
     .note = LL_TEXT("Does not apply: no part turns a polarisation; overlaps take its cosine.")},

    {.id = "V35",
     .group = "ray_optics",
     .title = LL_TEXT("Grating period for a pitch of 80 µm, f = 20 mm"),
     .unit = Unit::Micrometre,
     .expected = 243.5e-6,
     .tolerance = 1e-15,
     .toleranceFrom = kTwelve,
     .failsWhen = LL_TEXT("Orders that are not mλ/Λ apart in sine, or a lens that does not turn a sine into "
                          "f times it, fail it."),
     .source = "f λ/p",
     .example = kMnist,
     .compute = [](ValidationContext& context) -> Result<double> {
       return periodFor80Micrometres(context.laws());
     }},
    {.id = "model.corner",
     .group = "model",
     .title = LL_TEXT("Corner of 25 × 25 orders behind a lens of f tan θ: misplaced by"),
     .unit = Unit::Micrometre,
     .expected = 3.1389e-6,
     .tolerance = 0.00005e-6,
     .toleranceFrom = kLastDigit,
     .failsWhen = LL_TEXT("A lens that takes the tangent of each axis by itself fails it with half the way: "
                          "the tangent is that of the angle to its axis."),
     .source = "f (s/√(1 − s²) − s), s = 12 √2 · 80 µm/f",
     .compute = [](ValidationContext& context) -> Result<double> { return cornerMisplaced(context.laws()); }},
    {.id = "V36.lossless",
     .group = "ray_optics",
     .title = LL_TEXT("Splitter and gratings without loss: missing power"),
     .expected = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = kLost,
     .bound = Bound::AtMost,
     .source = "energy conservation",
     .compute = [](ValidationContext& context) -> Result<double> { return losslessGraph(context.laws()); }},
    {.id = "V36",
     .group = "ray_optics",
     .title = LL_TEXT("A whole bench: emitted − detected − lost"),
     .expected = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = kLost,
     .bound = Bound::AtMost,
     .source = "energy conservation",
     .example = kMnist,
     .compute = [](ValidationContext& context) { return openBalance(context); }},
    {.id = "torchoptics.splitter",
     .group = "ray_optics",
     .title = LL_TEXT("Two coherent beams: power that both ports lack"),
     .expected = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = LL_TEXT("A splitter whose reflected and passed fields differ by another phase than a "
                          "quarter turn fails it."),
     .bound = Bound::AtMost,
     .source = "MatthewFilipovich/torchoptics, test_beam_splitter: a splitter is unitary",
     .compute = [](ValidationContext& context) { return coherentBalance(context); }},
    {.id = "ray-optics.splitter",
     .group = "ray_optics",
     .title = LL_TEXT("Light through a splitter of 0.4"),
     .expected = 0.4,
     .tolerance = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = LL_TEXT("A splitter that passes what it should reflect fails it."),
     .source = "ricktu288/ray-optics, BeamSplitter/default: transRatio 0.4",
     .note = LL_TEXT("Its printed bins of irradiance belong to rays of its own scene."),
     .compute = [](ValidationContext& context) -> Result<double> { return transmitted(context.laws()); }},
    {.id = "ray-optics.grating",
     .group = "ray_optics",
     .title = LL_TEXT("Sine of the first order, 921 lines/mm, 580 nm"),
     .expected = 0.53418,
     .tolerance = 1e-12,
     .toleranceFrom = kTwelve,
     .failsWhen = LL_TEXT("Orders that are not λ/Λ apart in sine fail it."),
     .source = kRayOptics,
     .compute = [](ValidationContext& context) -> Result<double> { return firstOrder(context.laws()); }},
    {.id = "ray-optics.orders",
     .group = "ray_optics",
     .title = LL_TEXT("Power of the orders of a slit grating"),
     .expected = 0.019879496602412224,
     .source = kRayOptics,
     .note = LL_TEXT("Does not apply: gratings here state the power of their orders (`efficiency`, "
                     "`order_efficiency`) and have no slits.")},
    {.id = "ray-optics.lens",
     .group = "ray_optics",
     .title = LL_TEXT("Images of ideal lenses, bin by bin"),
     .source = kRayOptics,
     .note = LL_TEXT(
         "Does not apply: those are bins of rays; a lens here is a map of Gaussian beams, held against "
         "the resonators above.")},
    {.id = "optiland.grating",
     .group = "ray_optics",
     .title = LL_TEXT("Gratings hit at 45°"),
     .source = "optiland/optiland, test_linear_grating",
     .note = LL_TEXT("Does not apply: the reference gives no number. The law is that of the row above.")},
    {.id = "pymoe.mask",
     .group = "ray_optics",
     .title = LL_TEXT("Fresnel masks of four levels"),
     .source = "INLnano/pyMOE, test_gdsconverter",
     .note = LL_TEXT("Does not apply: masks are a matter of export.")},
};

#undef LL_OVERLAP_ROW

}  // namespace

std::span<const ValidationRow> opticsRows() {
  return kRows;
}

}  // namespace lightloom::validation
