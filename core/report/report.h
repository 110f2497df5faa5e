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
#include "report/light_budget.h"
#include "rooms.h"

namespace lightloom::report {

/// Light that one part takes for one reason (model.md 1.3). Emitted = detected + the sum of all rows.
struct LossRow {
  std::string part;   ///< id; of light that leaves the bench the last part that it met
  std::string cause;  ///< `lossCauseKey` of a LossCause: "clipped", "missed_pixel" …
  double powerW = 0;  ///< W ≥ 0
};

/// One layer of the network on the cell that it runs on, y = Σ x_j w_j with x and w as they are driven
/// (model.md 4.5).
struct LayerNumbers {
  std::string cell;            ///< id of the cell's combiner
  int slots = 0;               ///< N, bias included
  int neurons = 0;             ///< M
  std::int64_t passes = 0;     ///< ⌈M/F⌉·⌈batch/B⌉ of one mini-batch
  double weightScale = 1;      ///< S: w = W/S
  double activationScale = 1;  ///< X: x = clip(h/X)
  double weightRms = 0;        ///< of w
  double sigma = 0;            ///< standard deviation of y by all imperfections that are on, units of x·w
  double snr = 0;              ///< ⟨y²⟩/sigma², a ratio of powers; infinite without noise
  double photonsPerMac = 0;    ///< electrons on the pixel pair over N: both beams and what is dark
  double joulesPerOp = 0;      ///< J/OP, 1 MAC = 2 OP, of all products of the layer that run on light
};

/// One imperfection's part in the noise of the network: a row of the noise budget.
struct NoiseContribution {
  std::string key;       ///< `Imperfection::key`
  bool enabled = true;   ///< whether the design switches it on; sigma and share are 0 where not
  double sigma = 0;      ///< units of w, MAC-weighted rms over the layers
  double share = 0;      ///< of the variance; shares of enabled sources add to 1
  std::string formula;   ///< the law it follows, with units
  std::string citation;  ///< of the law
};

/// Charge and converter of one detector line, of the layers that run on its cell.
struct DetectorNumbers {
  std::string id;                  ///< of the detector line
  double electronsPerReadout = 0;  ///< on one pixel, largest over the layers
  double fullWellShare = 0;        ///< charge that the capacitor must hold over C·V
  double adcFullScale = 0;         ///< electrons, the ADC spans ± this; of the layer that needs most
  double adcUtilisation = 0;       ///< rms of D, noise included, over `adcFullScale`, in that layer
};

/// All that is known about a design with a network on it, in SI. JSON, CSV and the window's tables are made
/// from these structs, so that nothing is computed twice. Means over the network weigh each layer by its N·M
/// multiplications.
struct Report {
  // Optics and locks, of every bench.
  std::int64_t links = 0;     ///< pixel pairs (or pixels) that a pair of channels shares, of all cells
  double meanVisibility = 0;  ///< γ over all pairs of channels of all cells, see `visibilityOf`
  double minVisibility = 0;
  double fringeErrorRad = 0;  ///< rms over all links of the phases that lasers and servos do not hold; NaN
                              ///< where a cell has too many of them to look (`HeldPhases::assumed`)
  double emittedW = 0;        ///< W, of the leaders and all followers at |x| = 1
  double detectedW = 0;       ///< W on pixels, before quantum efficiency
  double lostW = 0;           ///< W, the sum of `losses`
  int fanOut = 0;             ///< F: the largest number of synapse channels of a cell
  int weightFanOut = 0;       ///< B: the largest number of axon channels of a cell
  int locked = 0;             ///< followers that are locked and stable
  double phaseErrorRad = 0;  ///< rms over all of these of √(static² + noise²), slot average; NaN without one
  double worstPhaseErrorRad = 0;  ///< of the worst of them; NaN likewise
  std::vector<LossRow> losses;    ///< one per part and cause
  LightBudget light;              ///< from the wall plug to the electron

  // The network; empty or 0 where the bench cannot compute or no network was given.
  std::vector<LayerNumbers> layers;
  double photonsPerMac = 0;        ///< mean of the layers'
  double signalPhotonsPerMac = 0;  ///< of these, electrons of the axon's beam
  double snr = 0;      ///< ⟨y²⟩ over the noise variance, a ratio of powers; infinite without noise
  double snrShot = 0;  ///< the same with shot noise at the true visibility alone
  double enob = 0;     ///< effective bits, (10 log₁₀ snr − 1.76)/6.02
  std::vector<NoiseContribution> noise;    ///< one per imperfection that is shown, on or off
  std::vector<DetectorNumbers> detectors;  ///< plus and minus line of each cell, in the order of the cells
  EnergyReport energy;
  ComputeDensity density;     ///< of all cells together
  double powerW = 0;          ///< W of electrical power: energy per operation × operations per second
  std::vector<Check> checks;  ///< what only the network shows, see `networkChecks`; the bench has its own
  std::optional<Message> cannotCompute;  ///< why the bench gives no product
  /// Why there are no numbers of the network although the bench computes: its training has diverged. All of
  /// them are empty or 0 then, and `checks` says so, too.
  std::optional<Message> diverged;

  /// Why the numbers of the network are missing, if they are.
  const std::optional<Message>& whyNoNetwork() const { return cannotCompute ? cannotCompute : diverged; }
};

/// A network as the report needs it: what its layers ask of the hardware, and what they were fed on one batch
/// of samples. `observeNetwork` makes it.
struct NetworkOnBench {
  TrainerSettings settings;
  std::vector<LayerStatistics> layers;
  std::vector<InputMoments> inputs;  ///< one per layer
  int batch = 0;                     ///< samples of a mini-batch
  int samples = 0;                   ///< of the training part: its last mini-batch may be smaller
};

/// The report of `network` on `bench`. Optics, locks and `cannotCompute` are filled always; all else only
/// where the bench can compute and `network` has layers. `network` must have been observed on this bench's
/// hardware, with one `inputs` per layer.
Report makeReport(const Bench& bench, const NetworkOnBench& network);

/// What is known where a training has diverged for this reason: weights that have grown without bound or are
/// no numbers have no energy, no noise and no accuracy.
Report divergedReport(const Bench& bench, const Message& reason);

/// The checks of the bench and behind them those of the report; where the bench cannot compute, the reason
/// stands first as an error.
std::vector<Check> allChecks(const Bench& bench, const Report& report);

/// Which of two values of a number is the better one.
enum class Better {
  Neither,  ///< more light costs energy and brings signal: it depends
  Larger,
  Smaller
};

/// One headline number as a person reads it, with its formula and source.
struct HeadlineNumber {
  std::string_view key;             ///< stable, also the object name in the window
  std::string_view title;           ///< LL_TEXT(…)
  double value = 0;                 ///< SI; NaN where `reason` says why there is none
  Unit unit = Unit::None;           ///< in which it is shown
  std::optional<double> low, high;  ///< SI; its range where it has one
  std::string_view formula;         ///< LL_TEXT(…), plain text
  std::string_view source;          ///< citation or "from the drawing"
  std::string_view reason = {};     ///< LL_TEXT(…): why there is no value; empty where there is one
  Better better = Better::Neither;
};

/// Visibility, optical powers and phase-lock errors; of a network also energy per operation with its range,
/// electrical power, electrons per MAC, signal to noise, effective bits and compute density. What is infinite
/// (the power of an ideal preset, the signal to noise without noise) is left out. What belongs to nothing
/// (the phase error where no laser locks, all of a network whose training has diverged) has a reason for a
/// value.
std::vector<HeadlineNumber> headlineNumbers(const Report& report);

/// The share of right answers on the test set, 0 … 1, or R² of a regression, as such a number.
HeadlineNumber scoreNumber(double score, bool regression);

/// The value in its unit, and its range: "13.9 fJ/OP (6 … 30)", in the C locale; "– (no laser is locked)"
/// where there is none.
std::string numberText(const HeadlineNumber& number);

}  // namespace lightloom::report
