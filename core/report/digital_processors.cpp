#include "report/digital_processors.h"

#include <algorithm>
#include <cmath>

#include "base/message.h"
#include "base/units.h"

namespace lightloom::report {
namespace {

constexpr double kTera = 1e12, kSquareMillimetre = 1e-6, kFemto = 1e-15;
constexpr double kTeraPerSquareMillimetre = 1e18;

constexpr SourcedNumber read(double value, std::string_view source, SourceQuality quality) {
  return {value, value, source, quality};
}
constexpr SourcedNumber between(double low, double high, std::string_view source, SourceQuality quality) {
  return {low, high, source, quality};
}

constexpr std::string_view kComparison = "ai-accelerator-comparisons, spillfill.com (2024)";
constexpr std::string_view kHopper = "techwarrant.com on the announcement of the GH100 (2022)";
constexpr std::string_view kLockwoodH100 = "glennklockwood.com, processors/h100";
constexpr std::string_view kLockwoodTpu = "glennklockwood.com, tpuv4";
constexpr std::string_view kPolyglot = "jeffcarp.github.io, ml-hyperpolyglot/accelerators";
constexpr std::string_view kGraphcore = "convergedigest.com on the announcement of the GC200 (2020)";
constexpr std::string_view kMemory = "quoted from memory: no document could be read";
constexpr SourceQuality kSecond = SourceQuality::SecondHand, kUnread = SourceQuality::Memory;

constexpr DigitalProcessor kProcessors[] = {
    {"a100", "Nvidia A100 SXM", "BF16", read(312 * kTera, kComparison, kSecond),
     read(400, kComparison, kSecond), read(826 * kSquareMillimetre, kHopper, kSecond)},
    {"a100_int8", "Nvidia A100 SXM", "INT8", read(624 * kTera, kComparison, kSecond),
     read(400, kComparison, kSecond), read(826 * kSquareMillimetre, kHopper, kSecond)},
    {"h100", "Nvidia H100 SXM", "BF16", read(989.4 * kTera, kLockwoodH100, kSecond),
     read(700, kLockwoodH100, kSecond), read(814 * kSquareMillimetre, kHopper, kSecond)},
    {"h100_int8", "Nvidia H100 SXM", "INT8", read(1979 * kTera, kLockwoodH100, kSecond),
     read(700, kLockwoodH100, kSecond), read(814 * kSquareMillimetre, kHopper, kSecond)},
    {"tpu_v3", "Google TPU v3", "BF16", read(123 * kTera, kPolyglot, kSecond),
     between(220, 450, kMemory, kUnread), read(700 * kSquareMillimetre, kMemory, kUnread), true},
    {"tpu_v4", "Google TPU v4", "BF16, INT8", read(275 * kTera, kComparison, kSecond),
     between(170, 192, kLockwoodTpu, kSecond), read(600 * kSquareMillimetre, kMemory, kUnread), true},
    {"gc200", "Graphcore GC200", "FP16", read(250 * kTera, kGraphcore, kSecond),
     between(150, 300, kMemory, kUnread), read(823 * kSquareMillimetre, kGraphcore, kSecond)},
};

constexpr PublishedMark kMarks[] = {
    {"chen_2023", "Chen et al., Nat. Photon. (2023)", 7 * kFemto, 6 * kTeraPerSquareMillimetre,
     "Chen et al., Nat. Photon. 17, 723 (2023), abstract"},
    {"chen_2022", "Chen et al., preprint (2022)", 7 * kFemto, 25 * kTeraPerSquareMillimetre,
     "Chen et al., arXiv:2207.05329 (2022), abstract"},
};

constexpr struct {
  std::string_view words;
  double factor;
  std::string_view source;
} kLeads[] = {
    {LL_TEXT("20-fold"), 20, "Chen et al., Nat. Photon. 17, 723 (2023), abstract"},
    {LL_TEXT("25-fold"), 25, "photonics.com on the publication (2023)"},
    {LL_TEXT("two orders"), 100, "arXiv:2207.05329, abstract: more than 100-fold; news of it"},
};

const DigitalProcessor* nearestTo(double opsPerSPerM2) {
  const auto away = [&](const DigitalProcessor& processor) {
    return std::fabs(std::log(processor.opsPerSPerM2() / opsPerSPerM2));
  };
  return std::min_element(
      std::begin(kProcessors), std::end(kProcessors),
      [&](const DigitalProcessor& a, const DigitalProcessor& b) { return away(a) < away(b); });
}

}  // namespace

std::string_view sourceQualityKey(SourceQuality quality) {
  constexpr std::string_view kKeys[] = {"data_sheet", "second_hand", "memory"};
  return kKeys[static_cast<int>(quality)];
}

SourceQuality DigitalProcessor::quality() const {
  return std::max({opsPerS.quality, powerW.quality, areaM2.quality});
}

std::span<const DigitalProcessor> digitalProcessors() {
  return kProcessors;
}

const DigitalProcessor* findDigitalProcessor(std::string_view id) {
  for (const DigitalProcessor& processor : kProcessors)
    if (processor.id == id) return &processor;
  return nullptr;
}

std::span<const PublishedMark> publishedMarks() {
  return kMarks;
}

std::vector<ClaimedLead> claimedLeads(double hereOpsPerSPerM2) {
  std::vector<ClaimedLead> out;
  for (const PublishedMark& mark : kMarks)
    for (const auto& lead : kLeads) {
      const double divisor = mark.opsPerSPerM2 / lead.factor;
      out.push_back({&mark, lead.words, lead.factor, lead.source, divisor, nearestTo(divisor),
                     hereOpsPerSPerM2 / divisor});
    }
  return out;
}

std::vector<EnergyLimit> energyLimits(double wavelengthM) {
  constexpr double kZepto = 1e-21, kPublishedWavelength = 1550e-9;
  const double published = 50 * kZepto / photonEnergyJ(kPublishedWavelength);
  std::vector<EnergyLimit> out{
      {"one_photon", LL_TEXT("One photon per MAC"), 1, 0,
       "Hamerly et al., PRX 9, 021032 (2019), derived again: signal to noise = photons of both beams per "
       "MAC"},
      {"sql_50_zj", LL_TEXT("50 zJ per MAC at 1550 nm"), published, 0,
       "Hamerly et al., PRX 9, 021032 (2019), abstract: 50 zJ/MAC at 1550 nm are 0.39 photons"},
  };
  for (EnergyLimit& limit : out) limit.joulesPerOp = limit.photonsPerMac * photonEnergyJ(wavelengthM) / 2;
  return out;
}

double computationEnergyJ(double operations, double joulesPerOp, double utilisation) {
  return operations * joulesPerOp / utilisation;
}

}  // namespace lightloom::report
