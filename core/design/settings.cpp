#include <array>

#include "design/kind.h"

namespace lightloom::design {
namespace {

constexpr std::string_view kActivations[] = {"relu", "tanh", "sine", "clipped_sine", "square", "identity"};
constexpr std::string_view kEncodings[] = {"amplitude_phase", "amplitude_amplitude", "two_slot_phase",
                                           "phase_phase"};
constexpr std::string_view kSigned[] = {"two_slots", "two_rails"};
constexpr std::string_view kLosses[] = {"cross_entropy", "mean_square"};
constexpr std::string_view kOptimisers[] = {"sgd", "adam"};
constexpr std::string_view kTrainingHardware[] = {"forward", "forward_backward", "all"};
constexpr std::string_view kMemories[] = {"off", "sram", "hbm"};
constexpr std::string_view kPresets[] = {"off", "s1", "s2", "s2inf", "s3", "s4", "s5"};

constexpr std::string_view kPublications[] = {"none",         "chen_2023", "chen_2022",
                                              "hamerly_2019", "wang_2022", "gao_2026"};

constexpr Parameter kNetwork[] = {
    {.key = "hidden",
     .type = ValueType::RealList,
     .low = 1,
     .high = 65536,
     .title = LL_TEXT("Hidden layers"),
     .help = LL_TEXT("Neurons of each hidden layer; none = one layer from input to output."),
     .defaultText = "100",
     .provenance = Provenance::Chosen,
     .citation = "100 neurons, the network of bench A (model.md 6)"},
    {.key = "activation",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Activation"),
     .help =
         LL_TEXT("What a hidden neuron makes of its sum. relu: a lasing threshold, slope · (I − I_th) of a "
                 "laser driven by the detector current I, dark below (Ou et al., Sci. Adv. 11, eadu0228, "
                 "2025). sine: the sum turns the phase of the next light. square: detection by power."),
     .defaultText = "relu",
     .enumerators = kActivations,
     .provenance = Provenance::Chosen,
     .citation = "relu, the customary one; a laser that begins to emit does it"},
    {.key = "gain",
     .defaultNumber = 1,
     .low = 1e-6,
     .high = 1e6,
     .title = LL_TEXT("Gain"),
     .help = LL_TEXT("Multiplies the sum before the activation."),
     .provenance = Provenance::Chosen,
     .citation = "1: sums meet the activation as they are"},
    {.key = "encoding",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Encoding"),
     .help = LL_TEXT(
         "Amplitude × phase: weights on locked phases, |w| up to w_max, x on an amplitude modulator. "
         "Amplitude × amplitude: modulators on both arms. Two-slot phase: x and w on locked "
         "phases, an exact product in two slots. Phase × phase: Σ sin(φ_w − φ_x), one slot, trained as "
         "it is."),
     .defaultText = "amplitude_phase",
     .enumerators = kEncodings,
     .provenance = Provenance::Chosen,
     .citation = "amplitude × phase: it gives exact products in one slot"},
    {.key = "signed_input",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Signed inputs"),
     .help = LL_TEXT("One laser cannot give full amplitude with a sign: negative activations take a second "
                     "slot or a second rail, and photons and energy double."),
     .defaultText = "two_slots",
     .enumerators = kSigned,
     .provenance = Provenance::Chosen,
     .citation = "two slots: they take no further part"},
    {.key = "bias",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("Bias"),
     .help = LL_TEXT("One more slot with x = 1 in every layer."),
     .provenance = Provenance::Chosen,
     .citation = "on, as in most networks"},
    {.key = "cells",
     .type = ValueType::Text,
     .title = LL_TEXT("Cells"),
     .help = LL_TEXT("Id of the combining splitter for each layer, separated by commas; empty = the cells in "
                     "drawing order, in turn."),
     .provenance = Provenance::Chosen,
     .citation = "empty: the cells in drawing order"},
};

constexpr Parameter kTraining[] = {
    {.key = "dataset",
     .type = ValueType::Text,
     .title = LL_TEXT("Data set"),
     .help = LL_TEXT("mnist, fashion_mnist, digits8x8, iris, wine, breast_cancer, meats_nir, "
                     "meats_nir_snv, vowel, spoken_digits, tic_tac_toe, tic_tac_toe_moves, spirals, xor, "
                     "parity, or a file "
                     "beside the design."),
     .defaultText = "mnist",
     .provenance = Provenance::Chosen,
     .citation = "mnist, the data that papers on optical networks share"},
    {.key = "test_fraction",
     .unit = Unit::Percent,
     .defaultNumber = 0.2,
     .low = 0,
     .high = 0.9,
     .title = LL_TEXT("Test fraction"),
     .help = LL_TEXT("Of sets without a test part of their own; stratified by class."),
     .provenance = Provenance::Chosen,
     .citation = "a fifth is kept for the test, as is customary"},
    {.key = "loss",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Loss"),
     .help = LL_TEXT("Cross entropy of a softmax, or mean square error."),
     .defaultText = "cross_entropy",
     .enumerators = kLosses,
     .provenance = Provenance::Chosen,
     .citation = "cross entropy, as is customary for classes"},
    {.key = "optimiser",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Optimiser"),
     .help = LL_TEXT("Stochastic gradient descent with momentum, or Adam."),
     .defaultText = "sgd",
     .enumerators = kOptimisers,
     .provenance = Provenance::Chosen,
     .citation = "plain descent with momentum: nothing else to tune"},
    {.key = "learning_rate",
     .defaultNumber = 0.1,
     .low = 0,
     .high = 1e9,
     .title = LL_TEXT("Learning rate"),
     .help = LL_TEXT("Step of the optimiser."),
     .provenance = Provenance::Chosen,
     .citation = "tried on the examples: it converges on all of them"},
    {.key = "momentum",
     .defaultNumber = 0.9,
     .low = 0,
     .high = 0.99999,
     .title = LL_TEXT("Momentum"),
     .help = LL_TEXT("Share of the last step that SGD keeps; β₁ of Adam."),
     .provenance = Provenance::Chosen,
     .citation = "0.9, the customary one"},
    {.key = "weight_decay",
     .defaultNumber = 0,
     .low = 0,
     .high = 1,
     .title = LL_TEXT("Weight decay"),
     .help = LL_TEXT("L2 penalty on the weights."),
     .provenance = Provenance::Chosen,
     .citation = "0: weights are clipped already"},
    {.key = "batch",
     .type = ValueType::Integer,
     .defaultNumber = 100,
     .low = 1,
     .high = 100000,
     .title = LL_TEXT("Batch"),
     .help = LL_TEXT("Samples per update."),
     .provenance = Provenance::Chosen,
     .citation = "100 samples, which fill 25 axons four times"},
    {.key = "epochs",
     .type = ValueType::Integer,
     .defaultNumber = 10,
     .low = 1,
     .high = 100000,
     .title = LL_TEXT("Epochs"),
     .help = LL_TEXT("Passes through the training part."),
     .provenance = Provenance::Chosen,
     .citation = "10 passes: a few minutes at most"},
    {.key = "seed",
     .type = ValueType::Integer,
     .defaultNumber = 1,
     .low = 0,
     .high = 9.2e18,
     .title = LL_TEXT("Seed"),
     .help = LL_TEXT("Of initial weights, shuffling and splits."),
     .provenance = Provenance::Chosen,
     .citation = "any number; the same one gives the same run"},
    {.key = "weight_clip",
     .defaultNumber = 2.5,
     .low = 0.5,
     .high = 1e6,
     .title = LL_TEXT("Weight clip"),
     .help =
         LL_TEXT("Weights are kept within this many rms of their layer: a large crest factor wastes signal."),
     .provenance = Provenance::Chosen,
     .citation = "2.5 rms: a larger crest factor wastes signal (model.md 4.5)"},
    {.key = "activation_scale",
     .defaultNumber = 3,
     .low = 0.1,
     .high = 1e6,
     .title = LL_TEXT("Activation scale"),
     .help = LL_TEXT("Full drive of a hidden layer in rms of its activations."),
     .provenance = Provenance::Chosen,
     .citation = "3 rms: little is clipped and little drive is wasted (model.md 4.5)"},
    {.key = "hardware",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("On hardware"),
     .help = LL_TEXT("Which of the three products of back-propagation run on light: forward; forward and "
                     "backward; or the weight gradient too."),
     .defaultText = "forward",
     .enumerators = kTrainingHardware,
     .provenance = Provenance::Chosen,
     .citation = "forward: gradients are computed beside the bench"},
    {.key = "shards",
     .type = ValueType::Integer,
     .defaultNumber = 1,
     .low = 1,
     .high = 16,
     .title = LL_TEXT("Shards"),
     .help = LL_TEXT("Parts of a mini-batch that processors may train side by side, each with noise of its "
                     "own: results follow this number, never the number of processors."),
     .advanced = true,
     .provenance = Provenance::Chosen,
     .citation = "1: the order of sums of a single processor"},
};

constexpr Parameter noiseSwitch(std::string_view key, std::string_view title, std::string_view help) {
  Parameter row;
  row.key = key;
  row.type = ValueType::Switch;
  row.defaultNumber = 1;
  row.title = title;
  row.help = help;
  row.provenance = Provenance::Chosen;
  row.citation = "on: a bench has it; off shows what it costs";
  return row;
}

constexpr Parameter kNoise[] = {
    noiseSwitch("all", LL_TEXT("All sources"),
                LL_TEXT("Off: the bench computes exactly, whatever the other switches say.")),
    noiseSwitch("shot", LL_TEXT("Shot noise"), LL_TEXT("Var D = all electrons on the pixel pair.")),
    noiseSwitch("dark", LL_TEXT("Dark current and background"),
                LL_TEXT("Electrons that carry no signal add their shot noise; counts while that is on.")),
    noiseSwitch("ktc", LL_TEXT("kTC charge noise"),
                LL_TEXT("√(kTC)/q electrons per capacitor and read-out.")),
    noiseSwitch("tia", LL_TEXT("Amplifier noise"),
                LL_TEXT("i_n √(N T/2)/q electrons per transimpedance amplifier and read-out.")),
    noiseSwitch("skew", LL_TEXT("Skew"),
                LL_TEXT("Symbols of one array that come late meet their neighbours for a part of the slot.")),
    noiseSwitch("leader_phase", LL_TEXT("Leader phase noise"),
                LL_TEXT("√(2π δν ∫[s_w(t − Δτ) − s_x(t)]² dt) rad: arms that differ by Δτ, and lasers that "
                        "follow a step of the leader's phase as s(t).")),
    noiseSwitch("lock_static", LL_TEXT("Static lock error"),
                LL_TEXT("w cos δ − √(1−w²) sin δ for each laser's residual phase.")),
    noiseSwitch(
        "fringe_phase", LL_TEXT("Fringe phases"),
        LL_TEXT("Each laser and the interferometer hold one phase; what links differ beyond that mixes "
                "light beside the weights into the product.")),
    noiseSwitch("lock_symbol", LL_TEXT("Lock phase noise"),
                LL_TEXT("Fluctuation of each laser's phase from symbol to symbol.")),
    noiseSwitch("intersymbol", LL_TEXT("Inter-symbol interference"),
                LL_TEXT("What is left of the last symbols in a slot.")),
    noiseSwitch(
        "modulator", LL_TEXT("Modulator"),
        LL_TEXT("What the modulators of the axons make of x: an absorber lets some light through at x "
                "= 0, an interferometer leaves light in quadrature, of a pair of lasers each errs by "
                "itself.")),
    noiseSwitch(
        "pump_drive", LL_TEXT("Pump by the current"),
        LL_TEXT("The current that writes a phase pumps its laser as well: light and reach of a weight "
                "follow it. Off: something else tunes the laser.")),
    noiseSwitch(
        "self_heating", LL_TEXT("Self-heating"),
        LL_TEXT("The current that writes symbols warms its laser, and that detunes those that follow.")),
    noiseSwitch("reflection", LL_TEXT("Facet reflection"),
                LL_TEXT("Leader light off a facet goes the signal's way: z = A e^{iφ} − √(R P_inc/P).")),
    noiseSwitch("residual_amplitude", LL_TEXT("Residual amplitude"),
                LL_TEXT("The power of a locked laser follows its phase: A(φ). Calibration takes it out of "
                        "the weight, not out of the light.")),
    noiseSwitch("drift", LL_TEXT("Drift"),
                LL_TEXT("Detuning drift × √age since the lasers were last calibrated; counts while the "
                        "static lock error is on.")),
    noiseSwitch(
        "gain_mismatch", LL_TEXT("Unequal lines"),
        LL_TEXT("A splitter off 50:50 or lines of unequal gain leave light in the difference: (R−T)(P_x − "
                "P_w). Calibration takes out what does not depend on the data.")),
    noiseSwitch("rin", LL_TEXT("Intensity noise"),
                LL_TEXT("What unequal lines leave of the lasers' intensity noise: g n N √(RIN/(2 N T))/2 "
                        "electrons of each beam. Counts while unequal lines are on.")),
    noiseSwitch("servo", LL_TEXT("Servo"),
                LL_TEXT("Phase that the loop of a phase shifter leaves, drift/√(4π bandwidth): one draw for "
                        "a whole product.")),
    noiseSwitch("crosstalk", LL_TEXT("Crosstalk"),
                LL_TEXT("Light of other channels on a pixel: its shot noise, and half its share of power "
                        "times the square of their products. What goes with the sum of the inputs alone is "
                        "taken as calibrated away.")),
    noiseSwitch("full_well", LL_TEXT("Full well"), LL_TEXT("A capacitor holds C V/q electrons, no more.")),
    noiseSwitch("fan_out_uniformity", LL_TEXT("Fan-out uniformity"),
                LL_TEXT("Uneven orders, powers and clipping over the links.")),
    noiseSwitch("visibility", LL_TEXT("Visibility"), LL_TEXT("Mode overlap γ below 1 weakens the fringe.")),
    noiseSwitch("clipping", LL_TEXT("Clipping"),
                LL_TEXT("A beam that stops in one arm cut overlaps the other, whole one less.")),
    noiseSwitch("dac", LL_TEXT("DAC"), LL_TEXT("Levels of the drives.")),
    noiseSwitch("adc", LL_TEXT("ADC"), LL_TEXT("Levels and range of the read-out.")),
    {.key = "seed",
     .type = ValueType::Integer,
     .defaultNumber = 1,
     .low = 0,
     .high = 9.2e18,
     .title = LL_TEXT("Seed"),
     .help = LL_TEXT("Of all noise."),
     .provenance = Provenance::Chosen,
     .citation = "any number; the same one gives the same run"},
};

constexpr Parameter kEnergy[] = {
    {.key = "memory",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Memory"),
     .help = LL_TEXT("Whether fetching a word for every symbol is counted."),
     .defaultText = "off",
     .enumerators = kMemories,
     .provenance = Provenance::Chosen,
     .citation = "off: published figures of benches leave it out"},
    {.key = "memory_energy",
     .unit = Unit::Picojoule,
     .defaultNumber = 32e-12,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("Memory energy"),
     .help = LL_TEXT("Per 8-bit word; unset = 32 pJ for HBM, 1.25 pJ for SRAM."),
     .unset = true,
     .provenance = Provenance::Publication,
     .citation =
         "O'Connor et al., MICRO-50 (2017), doi 10.1145/3123939.3124545: 3.92 pJ/bit of HBM2, 4 taken; "
         "Horowitz, ISSCC 2014, 10: 10 pJ per 64 bit of an SRAM of 8 kB"},
    {.key = "nonlinearity_energy",
     .unit = Unit::Picojoule,
     .low = 0,
     .high = 1e-3,
     .title = LL_TEXT("Nonlinearity energy"),
     .help = LL_TEXT("Per output; detection itself gives the nonlinearity without added energy."),
     .provenance = Provenance::Chosen,
     .citation = "0: detection itself is the nonlinearity"},
    {.key = "thermal_tuning_power",
     .unit = Unit::Milliwatt,
     .low = 0,
     .high = 10,
     .title = LL_TEXT("Thermal tuning power"),
     .help = LL_TEXT("Per laser, to align its wavelength."),
     .provenance = Provenance::Chosen,
     .citation = "0: the bias tunes the lasers"},
    {.key = "optics_footprint",
     .type = ValueType::Switch,
     .title = LL_TEXT("Count the optics"),
     .help = LL_TEXT("Adds the drawn bench's bounding area to the compute density."),
     .provenance = Provenance::Chosen,
     .citation = "off: published figures count chips alone"},
    {.key = "laser_footprint",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("Count the lasers"),
     .help = LL_TEXT("Facets, with their phase shifters and modulators, in the compute density."),
     .provenance = Provenance::Chosen,
     .citation = "on: published figures count them"},
    {.key = "pixel_footprint",
     .type = ValueType::Switch,
     .defaultNumber = 1,
     .title = LL_TEXT("Count the pixels"),
     .help = LL_TEXT("Two of them for each product where the read-out is balanced."),
     .provenance = Provenance::Chosen,
     .citation = "on: no product without them"},
    {.key = "cooling",
     .type = ValueType::Switch,
     .title = LL_TEXT("Count the cooling"),
     .help = LL_TEXT("The area must be large enough to be cooled: at least the electrical power over the "
                     "heat flux."),
     .provenance = Provenance::Chosen,
     .citation = "off: published figures leave it out"},
    {.key = "heat_flux",
     .unit = Unit::WattPerSquareCentimetre,
     .defaultNumber = 1e6,
     .low = 1e2,
     .high = 1e8,
     .title = LL_TEXT("Heat flux"),
     .help = LL_TEXT("What the cooling carries away from each area."),
     .citation = "an estimate: a processor of 700 W on 814 mm² gives off 86 W/cm²; channels of water in "
                 "silicon have carried 790 W/cm² (Tuckerman and Pease, IEEE EDL 2, 126 (1981))"},
    {.key = "preset",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("Preset"),
     .help = LL_TEXT("Replaces the drawn bench's figures by one of the reference operating points "
                     "(arithmetic only, leader excluded)."),
     .defaultText = "off",
     .enumerators = kPresets,
     .provenance = Provenance::Chosen,
     .citation = "off: the drawn bench counts"},
};

constexpr Parameter kPublication[] = {
    {.key = "after",
     .type = ValueType::Enumeration,
     .title = LL_TEXT("After"),
     .help = LL_TEXT("A publication that the bench is laid out after: its numbers are shown beside those of "
                     "the bench."),
     .defaultText = "none",
     .enumerators = kPublications,
     .provenance = Provenance::Chosen,
     .citation = "none: a bench is its own until somebody says so"},
};

constexpr SettingsGroup kGroups[] = {
    {"network", LL_TEXT("Network"), kNetwork},
    {"training", LL_TEXT("Training"), kTraining},
    {"noise", LL_TEXT("Noise"), kNoise},
    {"energy", LL_TEXT("Energy"), kEnergy},
    {"publication", LL_TEXT("Publication"), kPublication},
};

}  // namespace

std::span<const SettingsGroup> settingsGroups() {
  return kGroups;
}

const Parameter* findSetting(std::string_view path) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return nullptr;
  for (const SettingsGroup& group : kGroups)
    if (group.id == path.substr(0, dot)) return findParameter(group.rows, path.substr(dot + 1));
  return nullptr;
}

}  // namespace lightloom::design
