#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "rooms.h"

namespace lightloom::report {

/// How well a number of somebody else is known, best first.
enum class SourceQuality {
  DataSheet,   ///< the maker's, or the publication itself
  SecondHand,  ///< somebody who quotes it
  Memory       ///< not looked up, or no document could be read
};
/// "data_sheet", "second_hand", "memory"
std::string_view sourceQualityKey(SourceQuality quality);

/// A number with the document that it stands in.
struct SourcedNumber {
  double low = 0, high = 0;  ///< SI; alike where there is one value; 0: not known
  std::string_view source = {};
  SourceQuality quality = SourceQuality::Memory;

  bool known() const { return high > 0; }
};

/// A digital processor at one precision: dense peak, no sparsity.
struct DigitalProcessor {
  std::string_view id;  ///< stable: "a100", "h100_int8" …
  std::string_view name;
  std::string_view precision;  ///< "BF16"
  SourcedNumber opsPerS;       ///< OP/s
  SourcedNumber powerW;        ///< W, of the whole module
  SourcedNumber areaM2;        ///< m², of the die
  bool areaIsBound = false;    ///< the die is said to be smaller than this: the density is at least so high

  /// J/OP of the largest and of the least power; 0 where none is known.
  double joulesPerOp() const { return powerW.high / opsPerS.high; }
  double lowJoulesPerOp() const { return powerW.low / opsPerS.high; }
  double opsPerSPerM2() const { return opsPerS.high / areaM2.high; }
  /// The worst of its three sources.
  SourceQuality quality() const;
};

/// Digital processors that coherent networks are compared with.
std::span<const DigitalProcessor> digitalProcessors();
const DigitalProcessor* findDigitalProcessor(std::string_view id);

/// A density or an energy that was published for such networks.
struct PublishedMark {
  std::string_view id;     ///< "chen_2023"
  std::string_view name;   ///< "Chen et al. 2023"
  double joulesPerOp = 0;  ///< J/OP
  double opsPerSPerM2 = 0;
  std::string_view source;
};
std::span<const PublishedMark> publishedMarks();

/// One published density under one of the leads that were claimed with it: what processor that makes.
struct ClaimedLead {
  const PublishedMark* mark = nullptr;
  std::string_view words;          ///< "two orders"
  double factor = 1;               ///< 100
  std::string_view source;         ///< where the words stand
  double divisorOpsPerSPerM2 = 0;  ///< the density of the mark over the factor
  /// The processor of the table that comes closest to the divisor, by the ratio of both.
  const DigitalProcessor* nearest = nullptr;
  double hereFactor = 0;  ///< a bench over the divisor: the lead that it has over the same processor
};
/// Each mark under each lead, beside a bench of this density. A lead of 20 over 6 TOP/s/mm² is one over 0.3,
/// which the GC200 has.
std::vector<ClaimedLead> claimedLeads(double hereOpsPerSPerM2);

/// A least energy that physics or a publication puts to a multiplication by light, J/OP.
struct EnergyLimit {
  std::string_view id;     ///< "one_photon"
  std::string_view title;  ///< LL_TEXT(…)
  double photonsPerMac = 0;
  double joulesPerOp = 0;  ///< optical, of so many photons at the wavelength for each two operations
  std::string_view source;
};
/// Those at a wavelength > 0 in m: one photon a multiplication (a signal-to-noise ratio of one of a product
/// of amplitudes, whatever its length), and the 50 zJ at 1550 nm that are 0.39 photons, so 40 zJ/OP at
/// 974 nm.
std::vector<EnergyLimit> energyLimits(double wavelengthM);

/// Energy of a computation in J: operations × J per operation over the share of time that the arithmetic is
/// busy (0 < utilisation ≤ 1). Arithmetic alone: no memory, no host, no cooling.
double computationEnergyJ(double operations, double joulesPerOp, double utilisation = 1);

}  // namespace lightloom::report
