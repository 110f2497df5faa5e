#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "design/parameter.h"
#include "rooms.h"

namespace lightloom::report {

/// What a cost is paid for. A weight symbol serves B multiplications, an axon symbol F of them, a read-out N.
enum class CostPer {
  WeightSymbol,  ///< joules per symbol of one synapse channel
  AxonSymbol,    ///< joules per symbol of one axon channel
  Output,        ///< joules per read-out of one pixel pair
  Time           ///< watts as long as the bench runs: the leader
};

/// One line of the ledger before it is divided.
struct CostItem {
  std::string key;  ///< stable: "synapse_laser", "readout" …
  Message label;
  CostPer per = CostPer::WeightSymbol;
  double cost = 0;  ///< J, or W for CostPer::Time
  Provenance provenance = Provenance::Estimate;
  std::string citation;
  double relativeError = 0;  ///< one standard deviation; 0 = the customary range of the provenance
};

struct EnergyInputs {
  double symbolRateHz = 1e9;
  double fanOut = 1;        ///< F ≥ 1; may be infinite for limits
  double weightFanOut = 1;  ///< B ≥ 1
  std::vector<CostItem> costs;
};

/// A matrix product as it runs: N slots a pass, M neurons, and what a signed input costs on top. A weight
/// gradient reduces over the batch: its slots are the samples of a mini-batch, its samples the slots of the
/// layer, all N of them per mini-batch.
struct EnergyLayer {
  double slots = 1;         ///< N, bias included
  double neurons = 1;       ///< M, padded to full passes of F
  double batch = 1;         ///< samples that run together
  double samples = 0;       ///< in mini-batches of `batch`, the last one smaller; 0 = one mini-batch
  double slotCopies = 1;    ///< 2 for a signed input in two slots: light, drives and time double
  double outputCopies = 1;  ///< 2 for two rails: read-outs double as well

  double operations() const { return 2 * slots * neurons * (samples > 0 ? samples : batch); }
};

struct EnergyRow {
  std::string key;
  Message label;
  double joulesPerOp = 0;
  double lowJoulesPerOp = 0, highJoulesPerOp = 0;
  std::string amortisedOver;  ///< "B", "F", "N" or "total"
  double count = 1;           ///< how many operations pairs share it: B, F, mean N, or OP per second
  std::string citation;
  Provenance provenance = Provenance::Estimate;
};

struct EnergyReport {
  std::vector<EnergyRow> rows;
  double totalJoulesPerOp = 0, lowJoulesPerOp = 0, highJoulesPerOp = 0;
  double opsPerS = 0;  ///< of the running network: useful operations over the time of its passes
  std::vector<double> layerJoulesPerOp;  ///< one per layer
};

/// Energy per operation of a running network, 1 MAC = 2 OP (model.md 5.2). Each layer takes ⌈M/F⌉·⌈batch/B⌉
/// passes of N slots, in which all F + B channels are on; only outputs that are used are read. For full
/// layers this is E_OP = ½ [E_w/B + E_x/F + E_out/N] + P_leader/(2 F B f_s).
EnergyReport energyOf(const EnergyInputs& inputs, std::span<const EnergyLayer> layers);

/// The same for one full layer: M = F, batch = B, N slots; F, B and N may be infinite.
EnergyReport fullLayerEnergy(const EnergyInputs& inputs, double slots);

/// Compute density 2 F B f_s / slots per MAC / area with area = A_laser (F + B) + pixelsPerLink · A_pixel F B
/// + optics.
struct ComputeDensity {
  double areaM2 = 0, opsPerS = 0, opsPerSPerM2 = 0;
};
struct DensityInputs {
  double symbolRateHz = 1e9, fanOut = 1, weightFanOut = 1;
  double laserAreaM2 = 0, pixelAreaM2 = 0, opticsAreaM2 = 0;
  double pixelsPerLink = 2;  ///< a balanced pair; 1 single-ended
  double slotsPerMac = 1;
};
ComputeDensity computeDensity(const DensityInputs& inputs);

/// Energy of modulating a load once per symbol, V_rms² (C + 1/(R f_s)): charge of the capacitance, and what
/// the resistance takes during the slot. V in volt, C in farad, R in ohm > 0.
double modulationEnergyJ(double meanSquareV, double capacitanceF, double resistanceOhm, double symbolRateHz);

/// A reference operating point: "reconstruction of the 7 fJ/OP operating point" and its neighbours, leader
/// excluded.
struct EnergyPreset {
  std::string_view id;
  double symbolRateHz, laserPowerW, fanOut, weightFanOut, slots, dacJ, modulationJ, outputJ, memoryJ;
};

/// S1 … S5 and S2inf of the reference configurations.
std::span<const EnergyPreset> energyPresets();
const EnergyPreset* findEnergyPreset(std::string_view id);
EnergyInputs presetInputs(const EnergyPreset& preset);

}  // namespace lightloom::report
