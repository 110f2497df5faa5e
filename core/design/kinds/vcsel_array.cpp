#include <algorithm>

#include "design/kinds/kinds.h"

namespace lightloom::kinds {
namespace {

constexpr std::string_view kRoles[] = {"axon", "synapse"};
constexpr std::string_view kLockModels[] = {"rate_equations", "adler"};

constexpr Parameter kRows[] = {
    {.key = "role",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("parameter", "Role"),
     .help = LL_TEXT("parameter", "Axon: the lasers carry activations. Synapse: they carry weights."),
     .defaultText = "synapse",
     .enumerators = kRoles},
    {.key = "rows",
     .type = ValueType::Integer,
     .defaultNumber = 5,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("parameter", "Rows"),
     .help = LL_TEXT("parameter", "Lasers out of the bench plane.")},
    {.key = "columns",
     .type = ValueType::Integer,
     .defaultNumber = 5,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("parameter", "Columns"),
     .help = LL_TEXT("parameter", "Lasers in the bench plane.")},
    {.key = "pitch",
     .unit = Unit::Micrometre,
     .defaultNumber = 80e-6,
     .low = 1e-6,
     .high = 0.01,
     .title = LL_TEXT("parameter", "Pitch"),
     .help = LL_TEXT("parameter", "Distance of neighbouring lasers."),
     .provenance = Provenance::Publication,
     .citation = "Heuser et al., arXiv:2006.13933 (quoted second-hand)"},
    {.key = "waist",
     .unit = Unit::Micrometre,
     .defaultNumber = 2.5e-6,
     .low = 0.2e-6,
     .high = 1e-3,
     .title = LL_TEXT("parameter", "Waist radius"),
     .help = LL_TEXT("parameter", "1/e² radius of the mode at the facet.")},
    {.key = "power",
     .unit = Unit::Microwatt,
     .defaultNumber = 500e-6,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("parameter", "Power of a laser"),
     .help = LL_TEXT("parameter", "Optical power that each laser emits, free running."),
     .perChannel = true},
    {.key = "wall_plug_efficiency",
     .unit = Unit::Percent,
     .defaultNumber = 0.40,
     .low = 1e-4,
     .high = 1,
     .title = LL_TEXT("parameter", "Wall-plug efficiency"),
     .help = LL_TEXT("parameter", "Optical power over electrical power."),
     .citation = "980 nm VCSELs: 25–50 %"},
    {.key = "polarisation",
     .unit = Unit::Degree,
     .low = -6.3,
     .high = 6.3,
     .title = LL_TEXT("parameter", "Polarisation"),
     .help = LL_TEXT("parameter",
                     "Angle of linear polarisation; two beams overlap with the cosine of their difference."),
     .advanced = true},
    {.key = "symbol_rate",
     .unit = Unit::Gigasample,
     .defaultNumber = 10e9,
     .low = 1e3,
     .high = 1e12,
     .title = LL_TEXT("parameter", "Symbol rate"),
     .help = LL_TEXT("parameter", "Symbols per second and laser; one slot is 1/rate.")},
    {.key = "lock_model",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("parameter", "Lock model"),
     .help = LL_TEXT("parameter", "Rate equations with carriers, or their Adler limit for phase alone."),
     .defaultText = "rate_equations",
     .enumerators = kLockModels,
     .advanced = true},
    {.key = "auto_bias",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("parameter", "Auto-bias"),
     .help = LL_TEXT("parameter",
                     "Tunes every laser so that weight zero sits in the middle of its usable phase; "
                     "`detuning` adds to that.")},
    {.key = "detuning",
     .unit = Unit::Gigahertz,
     .low = -1e13,
     .high = 1e13,
     .title = LL_TEXT("parameter", "Detuning"),
     .help = LL_TEXT("parameter",
                     "Leader minus free-running follower; on top of the bias where auto-bias is on."),
     .perChannel = true},
    {.key = "detuning_spread",
     .unit = Unit::Gigahertz,
     .low = 0,
     .high = 1e13,
     .title = LL_TEXT("parameter", "Detuning spread"),
     .help =
         LL_TEXT("parameter",
                 "Standard deviation of the detuning that is left over the array, drawn once from `seed`.")},
    {.key = "injection_ratio",
     .unit = Unit::Decibel,
     .low = -120,
     .high = 60,
     .title = LL_TEXT("parameter", "Injection ratio"),
     .help = LL_TEXT("parameter",
                     "Mode-matched injected power over free-running power. Unset: what the drawn leader "
                     "light gives; else a measured value that bypasses the bench."),
     .unset = true,
     .perChannel = true},
    {.key = "alpha",
     .defaultNumber = 2,
     .low = 0,
     .high = 20,
     .title = LL_TEXT("parameter", "Linewidth enhancement α"),
     .help = LL_TEXT("parameter", "Phase–amplitude coupling (Henry factor)."),
     .perChannel = true,
     .advanced = true},
    {.key = "field_decay_rate",
     .unit = Unit::PerSecond,
     .defaultNumber = 200e9,
     .low = 1e6,
     .high = 1e15,
     .title = LL_TEXT("parameter", "Field decay rate k"),
     .help = LL_TEXT("parameter", "1/(2 × photon lifetime)."),
     .advanced = true,
     .citation = "980 nm devices: 150–200e9 1/s"},
    {.key = "carrier_decay_rate",
     .unit = Unit::PerSecond,
     .defaultNumber = 5e9,
     .low = 1e6,
     .high = 1e15,
     .title = LL_TEXT("parameter", "Carrier decay rate γ_c"),
     .help = LL_TEXT("parameter", "1/carrier lifetime, stimulated emission apart."),
     .advanced = true},
    {.key = "pump",
     .defaultNumber = 6,
     .low = 1.0001,
     .high = 1000,
     .title = LL_TEXT("parameter", "Pump μ"),
     .help = LL_TEXT("parameter", "Pump over its threshold value."),
     .advanced = true},
    {.key = "coupling_rate",
     .unit = Unit::PerSecond,
     .defaultNumber = 200e9,
     .low = 1e6,
     .high = 1e15,
     .title = LL_TEXT("parameter", "Coupling rate K"),
     .help = LL_TEXT("parameter",
                     "Rate at which the injected field enters: 2 k × share of the decay that couples out."),
     .advanced = true},
    {.key = "linewidth",
     .unit = Unit::Megahertz,
     .defaultNumber = 50e6,
     .low = 0,
     .high = 1e12,
     .title = LL_TEXT("parameter", "Free-running linewidth"),
     .help = LL_TEXT("parameter", "Schawlow–Townes–Henry linewidth of a laser without injection."),
     .citation = "10–100 MHz, unverified"},
    {.key = "usable_low",
     .defaultNumber = 0.1,
     .low = 0,
     .high = 0.99,
     .title = LL_TEXT("parameter", "Usable from"),
     .help = LL_TEXT("parameter",
                     "Start of the usable range as a share of the stable band, from its lower edge."),
     .advanced = true},
    {.key = "usable_high",
     .defaultNumber = 0.8,
     .low = 0.01,
     .high = 1,
     .title = LL_TEXT("parameter", "Usable to"),
     .help = LL_TEXT("parameter", "End of the usable range; damping vanishes at the band's edges."),
     .advanced = true},
    {.key = "tuning_thermal",
     .unit = Unit::GigahertzPerMilliampere,
     .defaultNumber = -113e12,
     .low = -1e16,
     .high = 1e16,
     .title = LL_TEXT("parameter", "Thermal tuning"),
     .help = LL_TEXT("parameter", "Frequency against current below the thermal corner."),
     .advanced = true,
     .provenance = Provenance::Publication,
     .citation = "0.064 nm/K and 2.8 K/mW after Grabowski et al., JLT 39, 3225 (2021), at 2 V"},
    {.key = "tuning_fast",
     .unit = Unit::GigahertzPerMilliampere,
     .defaultNumber = 5e12,
     .low = -1e16,
     .high = 1e16,
     .title = LL_TEXT("parameter", "Fast tuning"),
     .help = LL_TEXT("parameter", "Carrier tuning at symbol rate: the least certain number here."),
     .advanced = true,
     .citation = "a few GHz/mA, unverified"},
    {.key = "thermal_corner",
     .unit = Unit::Megahertz,
     .defaultNumber = 1e6,
     .low = 1,
     .high = 1e12,
     .title = LL_TEXT("parameter", "Thermal corner"),
     .help = LL_TEXT("parameter", "Above this frequency heating no longer follows the current."),
     .advanced = true,
     .citation = "0.1–1 MHz, from a thermal time constant of 0.1 µs and more"},
    {.key = "resistance",
     .unit = Unit::Ohm,
     .defaultNumber = 170,
     .low = 0.01,
     .high = 1e6,
     .title = LL_TEXT("parameter", "Series resistance"),
     .help = LL_TEXT("parameter", "Differential resistance of a laser."),
     .advanced = true,
     .provenance = Provenance::Publication,
     .citation = "Grabowski et al., JLT 39, 3225 (2021)"},
    {.key = "source_impedance",
     .unit = Unit::Ohm,
     .defaultNumber = 50,
     .low = 0.01,
     .high = 1e6,
     .title = LL_TEXT("parameter", "Driver impedance"),
     .help =
         LL_TEXT("parameter", "Output impedance of the driver; with C it limits the modulator of an axon."),
     .advanced = true},
    {.key = "capacitance",
     .unit = Unit::Picofarad,
     .defaultNumber = 0.1e-12,
     .low = 0,
     .high = 1e-9,
     .title = LL_TEXT("parameter", "Capacitance"),
     .help = LL_TEXT("parameter", "Of a laser and its pad."),
     .advanced = true},
    {.key = "driver_bandwidth",
     .unit = Unit::Gigahertz,
     .defaultNumber = 0,
     .low = 1e3,
     .high = 1e13,
     .title = LL_TEXT("parameter", "Driver bandwidth"),
     .help =
         LL_TEXT("parameter", "3 dB bandwidth of the axon's modulator and driver; unset = only the RC pole."),
     .unset = true,
     .advanced = true},
    {.key = "calibrated",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("parameter", "Calibrated"),
     .help = LL_TEXT("parameter",
                     "Gain and offset of every pixel are measured and divided out; off: uneven light stays "
                     "in the product.")},
    {.key = "facet_area",
     .unit = Unit::SquareMillimetre,
     .defaultNumber = 6.4e-9,
     .low = 0,
     .high = 1e-2,
     .title = LL_TEXT("parameter", "Area of a laser"),
     .help = LL_TEXT("parameter", "Chip area per laser, for compute density."),
     .advanced = true,
     .citation =
         "80 µm pitch squared; below 0.01 mm² after Chen et al., Nat. Photon. 17, 723 (2023), abstract"},
    {.key = "dac_bits",
     .type = ValueType::Integer,
     .defaultNumber = 8,
     .low = 1,
     .high = 20,
     .title = LL_TEXT("parameter", "DAC bits"),
     .help = LL_TEXT("parameter", "Levels of the drive over its full range.")},
    {.key = "dac_energy",
     .unit = Unit::Picojoule,
     .defaultNumber = 0.1e-12,
     .low = 0,
     .high = 1e-6,
     .title = LL_TEXT("parameter", "DAC energy"),
     .help = LL_TEXT("parameter", "Per symbol and laser."),
     .citation = "0.05–1 pJ, unverified"},
    {.key = "seed",
     .type = ValueType::Integer,
     .defaultNumber = 1,
     .low = 0,
     .high = 9.2e18,
     .title = LL_TEXT("parameter", "Seed"),
     .help = LL_TEXT("parameter", "Of the spread over the array."),
     .advanced = true},
};

std::vector<double> powers(const PartView& part) {
  const int channels = part.integer("rows") * part.integer("columns");
  std::vector<double> out(static_cast<std::size_t>(channels));
  for (int c = 0; c < channels; ++c) out[static_cast<std::size_t>(c)] = part.real("power", c);
  return out;
}

double span(const PartView& part) {
  return part.integer("columns") * part.real("pitch");
}

bool isAxon(const PartView& part) {
  return part.text("role") == "axon";
}

std::vector<Shape> silhouette(const PartView& part) {
  const double width = std::max(6e-3, span(part) + 2e-3);
  std::vector<Shape> out{housing(4e-3, width)};
  out.push_back(Line{{0, -span(part) / 2}, {0, span(part) / 2}, Ink::Emitter});
  return out;
}

std::vector<Face> faces(const PartView& part) {
  EmitterGrid grid;
  grid.role = isAxon(part) ? EmitterRole::Axon : EmitterRole::Synapse;
  grid.rows = part.integer("rows");
  grid.columns = part.integer("columns");
  grid.pitch = part.real("pitch");
  grid.waist = part.real("waist");
  grid.polarisationRad = part.real("polarisation");
  grid.powerW = powers(part);
  return {faceAt(grid, std::max(3e-3, span(part) / 2 + 1e-3))};
}

std::vector<LedgerRow> ledger(const PartView& part) {
  const int devices = part.integer("rows") * part.integer("columns");
  double optical = 0;
  for (double p : powers(part)) optical += p / devices;
  LedgerRow laser{isAxon(part) ? LedgerUse::AxonLaser : LedgerUse::SynapseLaser, "power"};
  laser.powerW = optical / part.real("wall_plug_efficiency");
  laser.devices = devices;
  LedgerRow dac{isAxon(part) ? LedgerUse::AxonDac : LedgerUse::SynapseDac, "dac_energy"};
  dac.energyJ = part.real("dac_energy");
  dac.devices = devices;
  return {laser, dac};
}

void check(const PartView& part, std::vector<Check>& out) {
  if (part.real("usable_low") < part.real("usable_high")) return;
  out.push_back(
      {Severity::Error,
       part.component().id,
       {"vcsel_array.usable-range",
        LL_TEXT("check", "%1: the usable range is empty (from %2 to %3 of the band)."),
        {part.component().id, Quantity{part.real("usable_low"), Unit::None},
         Quantity{part.real("usable_high"), Unit::None}}},
       {"vcsel_array.usable-range.fix", LL_TEXT("check", "Set usable_low below usable_high."), {}}});
}

Message summary(const PartView& part) {
  return {
      "kind.vcsel_array.summary",
      LL_TEXT("kind", "%1 × %2 VCSELs, %3 each, %4"),
      {std::int64_t{part.integer("rows")}, std::int64_t{part.integer("columns")},
       Quantity{part.real("power"), Unit::Microwatt}, Quantity{part.real("symbol_rate"), Unit::Gigasample}}};
}

}  // namespace

const Kind kVcselArray = {
    "vcsel_array",
    LL_TEXT("kind", "VCSEL array"),
    LL_TEXT("kind", "Injection-locked followers that carry activations (axon) or weights (synapse)."),
    kRows,
    silhouette,
    faces,
    ledger,
    check,
    summary};

}  // namespace lightloom::kinds
