#include <algorithm>

#include "design/internal/kinds.h"

namespace lightloom::design::kinds {
namespace {

constexpr std::string_view kReceivers[] = {"integrator", "transimpedance"};
constexpr std::string_view kIntegrations[] = {"differential", "separate"};

constexpr std::string_view kCalibrations[] = {"none", "offset", "offset_and_sums"};

constexpr Parameter kRows[] = {
    {.key = "rows",
     .type = ValueType::Integer,
     .defaultNumber = 25,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("Rows"),
     .help = LL_TEXT("Pixels out of the bench plane."),
     .provenance = Provenance::Chosen,
     .citation = "25 × 25 pixels, for 5 × 5 axons on 5 × 5 synapses"},
    fineRollRow(),
    {.key = "columns",
     .type = ValueType::Integer,
     .defaultNumber = 25,
     .low = 1,
     .high = 1000,
     .title = LL_TEXT("Columns"),
     .help = LL_TEXT("Pixels in the bench plane."),
     .provenance = Provenance::Chosen,
     .citation = "25 × 25 pixels, for 5 × 5 axons on 5 × 5 synapses"},
    {.key = "pitch",
     .unit = Unit::Micrometre,
     .defaultNumber = 80e-6,
     .low = 1e-7,
     .high = 0.01,
     .title = LL_TEXT("Pitch"),
     .help = LL_TEXT("Distance of neighbouring pixels."),
     .provenance = Provenance::Chosen,
     .citation = "80 µm, that of the synapses"},
    {.key = "pixel_size",
     .unit = Unit::Micrometre,
     .defaultNumber = 20e-6,
     .low = 1e-7,
     .high = 0.01,
     .title = LL_TEXT("Pixel size"),
     .help = LL_TEXT("Edge of the square light-sensitive area."),
     .provenance = Provenance::Chosen,
     .citation = "20 µm, four times the width of a spot, so that little light misses it"},
    {.key = "quantum_efficiency",
     .unit = Unit::Percent,
     .defaultNumber = 0.8,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Quantum efficiency"),
     .help = LL_TEXT("Electrons per photon."),
     .perChannel = true,
     .citation = "an estimate: 0.63 A/W at 974 nm, because photodiodes of GaAs and InGaAs have 0.5–0.7 A/W "
                 "there; no data sheet of such an array was found"},
    {.key = "dark_current",
     .unit = Unit::Nanoampere,
     .defaultNumber = 0,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("Dark current"),
     .help = LL_TEXT("Per pixel."),
     .perChannel = true,
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: even 1 nA would add only 0.6 electrons to a slot of 0.1 ns"},
    {.key = "background",
     .unit = Unit::Nanowatt,
     .defaultNumber = 0,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("Background light"),
     .help = LL_TEXT("Unwanted power per pixel."),
     .perChannel = true,
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: the bench stands in the dark"},
    {.key = "integration",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Integration"),
     .help = LL_TEXT("Differential: one capacitor holds the difference of a pair. Separate: one each, with "
                     "twice the kTC charge noise."),
     .defaultText = "differential",
     .enumerators = kIntegrations,
     .provenance = Provenance::Chosen,
     .citation = "differential: one capacitor less a pair"},
    {.key = "receiver",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Receiver"),
     .help = LL_TEXT("Integrator: charge on a capacitor, with kTC noise. Transimpedance: an amplifier with "
                     "current noise of its own, the slots added up behind it."),
     .defaultText = "integrator",
     .enumerators = kReceivers,
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "integrator: one read-out a product"},
    {.key = "tia_noise",
     .unit = Unit::PicoamperePerRootHertz,
     .defaultNumber = 10e-12,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("Amplifier noise"),
     .help = LL_TEXT("Input current noise i_n of a transimpedance receiver: i_n √(N T/2)/q electrons."),
     .advanced = true,
     .provenance = Provenance::Publication,
     .citation = "Säckinger, Broadband Circuits for Optical Fiber Communication, Wiley 2005: 1.4 µA at 10 "
                 "Gb/s, some 16 pA/√Hz; Yang et al., IEEE Solid-State Circuits Lett. 8, 189 (2025): 2 pA/√Hz "
                 "at 2.5 GHz; 10 taken",
     .countsWith = "receiver=transimpedance&noise.tia=on"},
    {.key = "gain_error",
     .unit = Unit::Percent,
     .low = -0.9,
     .high = 9,
     .title = LL_TEXT("Gain error"),
     .help = LL_TEXT("Of this line against the nominal gain; two lines of a pair that differ see the light "
                     "itself beside its fringe."),
     .perChannel = true,
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "0: the lines of a pair are alike"},
    {.key = "capacitance",
     .unit = Unit::Femtofarad,
     .defaultNumber = 1e-12,
     .low = 1e-18,
     .high = 1e-6,
     .title = LL_TEXT("Integrating capacitance"),
     .help = LL_TEXT("Charge noise √(kTC) and full well C·V follow from it."),
     .provenance = Provenance::Publication,
     .citation =
         "Bernstein et al., Sci. Rep. 11, 3144 (2021): 1 pF for large photodiodes that can be bought"},
    {.key = "full_well",
     .unit = Unit::Volt,
     .defaultNumber = 1,
     .low = 1e-6,
     .high = 1e3,
     .title = LL_TEXT("Full well"),
     .help = LL_TEXT("Largest voltage of the integrating capacitor."),
     .citation = "an estimate: 1 V, because a supply of 1.2 V leaves a capacitor no more"},
    {.key = "temperature",
     .unit = Unit::Kelvin,
     .defaultNumber = 300,
     .low = 0,
     .high = 1000,
     .title = LL_TEXT("Temperature"),
     .help = LL_TEXT("Of the read-out."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "300 K, a warm room"},
    {.key = "tia_energy",
     .unit = Unit::Picojoule,
     .defaultNumber = 1e-12,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("Receiver energy"),
     .help = LL_TEXT("Integrator or amplifier, per read-out of a pair."),
     .citation =
         "an estimate: as much as the ADC, because no figure of an integrator at such rates was found"},
    {.key = "gate",
     .defaultNumber = 1,
     .low = 0.01,
     .high = 1,
     .title = LL_TEXT("Gate"),
     .help = LL_TEXT("The last share of each slot that is integrated."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "1: the whole slot is integrated"},
    {.key = "adc_bits",
     .type = ValueType::Integer,
     .defaultNumber = 6,
     .low = 1,
     .high = 20,
     .title = LL_TEXT("ADC bits"),
     .help = LL_TEXT("Full scale is ±4 σ of the difference on a calibration batch."),
     .provenance = Provenance::Chosen,
     .citation = "6 bits: ±4 σ in 64 steps leave a signal to noise of 768"},
    {.key = "adc_energy",
     .unit = Unit::Picojoule,
     .defaultNumber = 1e-12,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("ADC energy"),
     .help = LL_TEXT("Per read-out of a pair."),
     .citation = "an estimate: 10–50 fJ a step in converters above 1 GS/s (B. E. Jonsson, converterpassion, "
                 "ADC survey of spring 2013), 0.6–3 pJ for 64 steps; 1 pJ taken, because models commonly do"},
    {.key = "calibration",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Calibration"),
     .help = LL_TEXT("What is taken off each read-out of the light that phases of the links mix in. None: "
                     "nothing. Offset: its mean over the calibration data, one addition. Offset and sums: "
                     "beside it what goes with the sum of the inputs, one multiply-add."),
     .defaultText = "offset",
     .enumerators = kCalibrations,
     .provenance = Provenance::Chosen,
     .citation = "offset: one addition an output"},
    {.key = "add_energy",
     .unit = Unit::Femtojoule,
     .defaultNumber = 0.1e-12,
     .low = 0,
     .high = 1e-6,
     .title = LL_TEXT("Energy of an addition"),
     .help = LL_TEXT("Digital, of the calibration; 32 bits."),
     .advanced = true,
     .provenance = Provenance::Publication,
     .citation = "45 nm: Horowitz, ISSCC 2014, 10",
     .countsWith = "calibration!=none"},
    {.key = "multiply_energy",
     .unit = Unit::Femtojoule,
     .defaultNumber = 0.2e-12,
     .low = 0,
     .high = 1e-6,
     .title = LL_TEXT("Energy of a multiplication"),
     .help = LL_TEXT("Digital, of the calibration; 8 bits."),
     .advanced = true,
     .provenance = Provenance::Publication,
     .citation = "45 nm: Horowitz, ISSCC 2014, 10",
     .countsWith = "calibration=offset_and_sums"},
    {.key = "pixel_area",
     .unit = Unit::SquareMillimetre,
     .defaultNumber = 6.4e-9,
     .low = 0,
     .high = 1e-2,
     .title = LL_TEXT("Area of a pixel"),
     .help = LL_TEXT("Chip area per pixel, for compute density."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "80 µm pitch squared"},
};

double span(const PartView& part) {
  return part.integer("columns") * part.real("pitch");
}

std::vector<Shape> silhouette(const PartView& part) {
  const double width = std::max(8e-3, span(part) + 4e-3);
  return {housing(3e-3, width), Line{{0, -span(part) / 2}, {0, span(part) / 2}, Ink::Receiver}};
}

std::vector<Face> faces(const PartView& part) {
  ReceiverGrid grid;
  grid.rows = part.integer("rows");
  grid.columns = part.integer("columns");
  grid.pitch = part.real("pitch");
  grid.pixelSize = part.real("pixel_size");
  return {faceAt(grid, std::max(4e-3, span(part) / 2 + 2e-3))};
}

std::vector<LedgerRow> ledger(const PartView& part) {
  LedgerRow row{LedgerUse::ReadOut, "adc_energy"};
  row.energyJ = part.real("tia_energy") + part.real("adc_energy");
  row.devices = part.integer("rows") * part.integer("columns");
  std::vector<LedgerRow> out{row};
  const std::string& calibration = part.text("calibration");
  if (calibration == "none") return out;
  const double add = part.real("add_energy");
  out.push_back({.use = LedgerUse::Calibration, .key = "add_energy", .energyJ = add, .devices = row.devices});
  if (calibration == "offset") return out;
  out.back().energyJ += add + part.real("multiply_energy");
  out.push_back({.use = LedgerUse::InputSums, .key = "add_energy", .energyJ = add, .devices = row.devices});
  return out;
}

void check(const PartView& part, std::vector<Check>& out) {
  if (part.real("pixel_size") <= part.real("pitch")) return;
  out.push_back(
      {Severity::Error,
       part.component().id,
       {"detector_line.pixel-overlap",
        LL_TEXT("%1: pixels of %2 overlap at a pitch of %3."),
        {part.component().id, Quantity{part.real("pixel_size"), Unit::Micrometre},
         Quantity{part.real("pitch"), Unit::Micrometre}}},
       {"detector_line.pixel-overlap.fix", LL_TEXT("Make the pixels smaller than their pitch."), {}}});
}

Message summary(const PartView& part) {
  return {"kind.detector_line.summary",
          LL_TEXT("%1 × %2 pixels of %3"),
          {std::int64_t{part.integer("rows")}, std::int64_t{part.integer("columns")},
           Quantity{part.real("pixel_size"), Unit::Micrometre}}};
}

}  // namespace

const Kind kDetectorLine = {
    "detector_line",
    LL_TEXT("Detector line"),
    LL_TEXT("Integrating pixels; two lines at the outputs of a splitter make a balanced pair (dendrites)."),
    kRows,
    silhouette,
    faces,
    ledger,
    check,
    summary};

}  // namespace lightloom::design::kinds
