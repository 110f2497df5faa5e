#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/units.h"
#include "bench/bench.h"
#include "learn/input_moments.h"
#include "learn/network.h"
#include "learn/trainer.h"
#include "report/energy.h"
#include "rooms.h"

namespace lightloom::report {

struct LossRow {
  std::string part, cause;
  double powerW = 0;
};

/// One layer on the hardware; `sigma` and `snr` are those of y in units of the layer's driven w.
struct LayerNumbers {
  std::string cell;
  int slots = 0, neurons = 0;
  std::int64_t passes = 0;
  double weightScale = 1, activationScale = 1, weightRms = 0, sigma = 0, snr = 0, photonsPerMac = 0,
         joulesPerOp = 0;
};

struct NoiseContribution {
  std::string key;
  bool enabled = true;
  double sigma = 0;      ///< units of w, MAC-weighted rms over the layers
  double share = 0;      ///< of the variance; shares of enabled sources add to 1
  std::string formula;   ///< the law it follows, with units
  std::string citation;  ///< of the law
};

struct DetectorNumbers {
  std::string id;
  double electronsPerReadout = 0;  ///< on one pixel, largest over the layers
  double fullWellShare = 0;        ///< charge that the capacitor must hold over C·V
  double adcFullScale = 0;         ///< electrons, of the layer that needs most
  double adcUtilisation = 0;       ///< rms of D over full scale
};

/// What is known about a design with a network on it, in SI. From these structs come JSON and the window's
/// tables; nothing is computed elsewhere.
struct Report {
  // optics.summary
  std::int64_t links = 0;
  double meanVisibility = 0, minVisibility = 0;
  double emittedW = 0, detectedW = 0, lostW = 0;
  int fanOut = 0, weightFanOut = 0;
  std::vector<LossRow> losses;
  // network
  std::vector<LayerNumbers> layers;
  double photonsPerMac = 0, signalPhotonsPerMac = 0, snr = 0, snrShot = 0, enob = 0;
  std::vector<NoiseContribution> noise;
  std::vector<DetectorNumbers> detectors;
  EnergyReport energy;
  ComputeDensity density;
  double powerW = 0;                                 ///< electrical power of the running bench
  double phaseErrorRad = 0, worstPhaseErrorRad = 0;  ///< over all locked followers: rms and the worst laser
  std::vector<Check> checks;  ///< what only the network shows, see `networkChecks`; the bench has its own
  std::optional<Message> cannotCompute;
};

/// Figures of `bench` for a network of `trainer`'s settings and data set sizes: evaluated with the given
/// layers' statistics (weights and scales) on one batch.
struct NetworkOnBench {
  TrainerSettings settings;
  std::vector<LayerStatistics> layers;
  std::vector<InputMoments> inputs;  ///< per layer
  int batch = 0;
  int samples = 0;  ///< of the training part: its last batch may be smaller
};

Report makeReport(const Bench& bench, const NetworkOnBench& network);

/// Why the bench cannot compute, what its checks say, and what the network shows.
std::vector<Check> allChecks(const Bench& bench, const Report& report);

/// One headline number as a person reads it, with its formula and source.
struct HeadlineNumber {
  std::string_view key;    ///< stable, also the object name in the window
  std::string_view title;  ///< LL_TEXT(…)
  double value = 0;        ///< SI
  Unit unit = Unit::None;
  std::optional<double> low, high;
  std::string_view formula;  ///< LL_TEXT(…), plain text
  std::string_view source;   ///< citation or "from the drawing"
};

/// Visibility, optical power, energy per operation with its range, phase-lock error, photons per MAC, SNR,
/// effective bits, compute density, electrical power.
std::vector<HeadlineNumber> headlineNumbers(const Report& report);

/// "13.9 fJ/OP (6 … 30)", C locale.
std::string numberText(const HeadlineNumber& number);

}  // namespace lightloom::report
