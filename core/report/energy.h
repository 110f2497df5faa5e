#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/message.h"
#include "design/parameter.h"
#include "rooms.h"

namespace lightloom::report {

/// The unit in which a cost is paid. A weight symbol serves B multiplications, an axon symbol F of them, a
/// read-out N.
enum class CostPer {
  WeightSymbol,  ///< joules per symbol of one synapse channel
  AxonSymbol,    ///< joules per symbol of one axon channel
  Output,        ///< joules per read-out of one pixel pair
  Time           ///< watts as long as the bench runs: the leader
};

/// How the cost of one symbol or read-out follows the size of the arrays.
enum class CostGrowth {
  None,     ///< it does not
  PerLink,  ///< one use for each link of the symbol: it grows with B
  PerBatch  ///< one use for all passes of a mini-batch: it falls with ⌈batch/B⌉
};

/// One line of the ledger before it is divided.
struct CostItem {
  std::string key;  ///< stable: "synapse_laser", "readout" …
  Message label;    ///< its name for people
  CostPer per = CostPer::WeightSymbol;
  double cost = 0;                               ///< J, or W for CostPer::Time
  Provenance provenance = Provenance::Estimate;  ///< where the cost comes from, which gives its range
  std::string citation;                          ///< of the cost
  double relativeError = 0;  ///< one standard deviation; 0 = the customary range of the provenance
  /// What it is made of, as paths of the design: "leader_laser1.power", "energy.memory_energy". The first
  /// one is where it comes from, each may be changed to make it smaller. None of a preset.
  std::vector<std::string> levers = {};
  CostGrowth growth = CostGrowth::None;
};

/// One cell and what its running costs.
struct EnergyInputs {
  double symbolRateHz = 1e9;  ///< f_s > 0
  double fanOut = 1;          ///< F ≥ 1, synapse channels; may be infinite for limits
  double weightFanOut = 1;    ///< B ≥ 1, axon channels; likewise
  /// Symbol slots that one slot of a full layer takes, ≥ 1: 2 for a signed input in two slots, the mean of
  /// several products. `energyOf` takes those of its layers instead.
  double slotCopies = 1;
  double batch = 1;  ///< samples of a mini-batch, which `CostGrowth::PerBatch` divides by
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

  /// 2·N·M·samples: a multiplication and its addition are two operations.
  double operations() const { return 2 * slots * neurons * (samples > 0 ? samples : batch); }
};

/// One line of the ledger, divided by the operations that share it.
struct EnergyRow {
  std::string key;                                 ///< `CostItem::key`
  Message label;                                   ///< its name for people
  double joulesPerOp = 0;                          ///< J/OP
  double lowJoulesPerOp = 0, highJoulesPerOp = 0;  ///< J/OP, range by provenance or stated error
  std::string amortisedOver;                       ///< "B", "F", "N" or "total"
  double count = 1;      ///< how many multiplications share one: B, F or N as used; of "total" OP/s
  std::string citation;  ///< of the cost
  Provenance provenance = Provenance::Estimate;
  CostPer per = CostPer::WeightSymbol;
  double cost = 0;  ///< J per symbol or read-out, W of "total": J/OP = cost/(2·count), of "total" cost/count
  double share = 0;                      ///< of the total, 0 … 1
  double relativeError = 0;              ///< as stated, one standard deviation; 0: none is
  std::vector<std::string> levers = {};  ///< `CostItem::levers`, of the first cell that has the row
};

/// Which of the three products of a layer runs.
enum class ProductKind { Forward, InputGradient, WeightGradient };
/// "forward", "input_gradient", "weight_gradient"
std::string_view productKindKey(ProductKind kind);

/// One product of the running network.
struct EnergyProduct {
  int layer = 0;  ///< from 0
  ProductKind kind = ProductKind::Forward;
  std::string cell;       ///< id of the cell's combiner
  double operations = 0;  ///< OP of one pass through the training part
  double passes = 0;      ///< ⌈M/F⌉·⌈batch/B⌉ of all its mini-batches
  double slotCopies = 1;  ///< `EnergyLayer::slotCopies`
  /// Share of the multiplications of its passes that the network wants, 0 … 1; the rest is padding: channels
  /// that burn for no neuron or no sample.
  double used = 0;
  double joulesPerOp = 0;                   ///< J/OP
  double share = 0;                         ///< of the energy of the network, 0 … 1
  std::vector<double> rowJoulesPerOp = {};  ///< J/OP, one per row of the report
};

/// The ledger of a running network.
struct EnergyReport {
  std::vector<EnergyRow> rows;
  double totalJoulesPerOp = 0;                     ///< J/OP, the sum of the rows
  double lowJoulesPerOp = 0, highJoulesPerOp = 0;  ///< J/OP, the sums of their ranges
  /// OP of one epoch of training, on light; 0 where no network is known.
  double operations = 0;
  double opsPerS = 0;  ///< OP/s of the running network: useful operations over the time of its passes
  std::vector<double> layerJoulesPerOp;  ///< J/OP, one per layer
  std::vector<EnergyProduct> products;   ///< by kind, then layer; none of a preset
};

/// Energy per operation of a running network, 1 MAC = 2 OP (model.md 5.2). Each layer takes ⌈M/F⌉·⌈batch/B⌉
/// passes of N slots, in which all F + B channels are on; only outputs that are used are read. For full
/// layers this is E_OP = ½ [E_w/B + E_x/F + E_out/N] + P_leader/(2 F B f_s). Without any operation the report
/// has no rows.
EnergyReport energyOf(const EnergyInputs& inputs, std::span<const EnergyLayer> layers);

/// Passes of one layer over all its mini-batches, and the share of their multiplications that are wanted.
struct LayerPasses {
  double passes = 0;
  double used = 0;  ///< 0 … 1
};
LayerPasses layerPasses(const EnergyInputs& inputs, const EnergyLayer& layer);

/// Rows under one key become one, in the order in which they come first; shares are those of the sum. `parts`
/// are reports of cells, and how much of all operations each does (the shares add to 1). Of rows of one cell
/// the costs add up, of several cells the uses.
EnergyReport mergedEnergy(std::span<const std::pair<EnergyReport, double>> parts);

/// The same for one full layer: M = F, batch = B, N = `slots` ≥ 1 that share a read-out, each sent
/// `EnergyInputs::slotCopies` times; F, B and N may be infinite.
EnergyReport fullLayerEnergy(const EnergyInputs& inputs, double slots);

/// What takes area.
struct AreaItem {
  std::string key;      ///< stable: "axon_lasers", "pixels", "optics" …
  Message label;        ///< its name for people
  std::string part;     ///< id of the part that takes it; empty where it is the bench
  double count = 1;     ///< of them
  double eachM2 = 0;    ///< m²
  bool counted = true;  ///< whether the compute density counts it

  double areaM2() const { return count * eachM2; }
};

/// How much a bench computes per area.
struct ComputeDensity {
  double areaM2 = 0;                 ///< m², of what is counted
  double opsPerS = 0;                ///< OP/s with all channels in use
  double opsPerSPerM2 = 0;           ///< OP/s/m², their ratio; 0 without area
  double chipAreaM2 = 0;             ///< m² of lasers, modulators, shifters and pixels, counted or not
  double heatWPerM2 = 0;             ///< W/m²: electrical power of the running network over `chipAreaM2`
  std::vector<AreaItem> items = {};  ///< all that takes area, counted or not
};

/// One cell as its compute density needs it.
struct DensityInputs {
  double symbolRateHz = 1e9;  ///< f_s
  double fanOut = 1;          ///< F, synapse channels
  double weightFanOut = 1;    ///< B, axon channels
  double laserAreaM2 = 0;     ///< m² of what one channel has, mean over both arrays
  double pixelAreaM2 = 0;     ///< m² of one pixel
  double opticsAreaM2 = 0;    ///< m² of everything else; 0 leaves it out
  double pixelsPerLink = 2;   ///< a balanced pair; 1 single-ended
  double slotsPerMac = 1;     ///< ≥ 1: two-slot phase takes 2
};

/// Compute density (model.md 5.3): 2 F B f_s / slots per MAC over the area A_laser (F + B) + pixelsPerLink ·
/// A_pixel F B + A_optics.
ComputeDensity computeDensity(const DensityInputs& inputs);

/// Energy of modulating a load once per symbol, V_rms² (C + 1/(R f_s)): charge of the capacitance, and what
/// the resistance takes during the slot. V in volt, C in farad, R in ohm > 0.
double modulationEnergyJ(double meanSquareV, double capacitanceF, double resistanceOhm, double symbolRateHz);

/// A reference operating point: "reconstruction of the 7 fJ/OP operating point" and its neighbours, leader
/// excluded. After Chen et al., Nat. Photon. 17, 723 (2023).
struct EnergyPreset {
  std::string_view id;  ///< "s1" … "s5", "s2inf"
  double symbolRateHz;  ///< f_s
  double laserPowerW;   ///< W of electrical power per VCSEL, axon and synapse alike
  double fanOut;        ///< F; infinite in the limit "s2inf"
  double weightFanOut;  ///< B
  double slots;         ///< N; infinite in the limit "s2inf"
  double dacJ;          ///< J per symbol of either side
  double modulationJ;   ///< J per symbol of either side
  double outputJ;       ///< J per read-out
  double memoryJ;       ///< J per fetched weight or activation
};

/// S1 … S5 and S2inf of the reference configurations.
std::span<const EnergyPreset> energyPresets();

/// The preset of an id, null where there is none ("off" is none).
const EnergyPreset* findEnergyPreset(std::string_view id);

/// The costs of a preset, all of provenance Publication, for `fullLayerEnergy` with its slots.
EnergyInputs presetInputs(const EnergyPreset& preset);

}  // namespace lightloom::report
