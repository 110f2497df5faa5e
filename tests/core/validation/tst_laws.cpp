#include "validation/internal/laws.h"

#include <QTest>
#include <cmath>
#include <set>

#include "all_rooms.h"
#include "export/validation_text.h"
#include "test_support.h"
#include "validation/internal/validation_context.h"

using namespace lightloom::tests;
using lightloom::validation::Laws;
using lightloom::validation::ValidationContext;

namespace {

/// A law that is wrong, and rows that have to notice.
struct BrokenLaw {
  const char* name;
  void (*breakIt)(Laws& laws);
  std::vector<const char*> rows;
};

// The solved laser with another parameter, where it follows the rate equations.
template <double LaserParameters::*Parameter>
LockInputs scaled(LockInputs inputs, double factor) {
  inputs.laser.*Parameter *= factor;
  return inputs;
}

LaserParameters lessTurned(LaserParameters laser) {
  laser.alpha *= 0.99;
  return laser;
}

// A drawing on which these hold as well, as far as it has the parts.
Bench drawn(Design design, std::initializer_list<const char*> assignments) {
  for (const char* assignment : assignments)
    if (Result<Design> changed = applyAssignment(design, assignment)) design = std::move(changed).value();
  return compileBench(design);
}

template <typename Change>
Bench withCells(const Design& design, const Change& change) {
  Bench out = compileBench(design);
  Hardware hardware = *out.hardware;
  for (CellHardware& cell : hardware.cells) change(cell);
  out.hardware = std::make_shared<const Hardware>(std::move(hardware));
  return out;
}

void scale(std::vector<float>& values, float factor) {
  for (float& value : values) value *= factor;
}

template <typename Action, typename Change>
Trace traceWith(Layout layout, const Change& change) {
  for (PlacedFace& face : layout.faces)
    if (Action* action = std::get_if<Action>(&face.action)) change(*action);
  return traceBundles(layout);
}

const BrokenLaw kBroken[] = {
    {"carriers turn the phase by less",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         return solveLock(scaled<&LaserParameters::alpha>(inputs, 0.99));
       };
       laws.fixedPoints = [](const LaserParameters& laser, double ratio, double detuningHz) {
         return fixedPointsAtDetuning(lessTurned(laser), ratio, detuningHz);
       };
     },
     {"V8.static", "V8.hopf", "V10.2", "V10.3", "V10.5", "V11.low", "V13.high", "gao.margin",
      "locking.phase0", "locking.edge", "model.a.band-high"}},
    {"the coupling counts both mirrors",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         return solveLock(scaled<&LaserParameters::couplingRatePerS>(inputs, 2));
       };
     },
     {"V9", "V9.half-range", "V12.weak-low", "spin-flip.5-0-high", "spin-flip.zero", "model.b.half-range",
      "model.pumped.swing"}},
    {"carriers decay as if there was less light",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         return solveLock(scaled<&LaserParameters::carrierDecayRatePerS>(inputs, 0.9));
       };
       laws.lasers = [](const LaserParameters& laser, int count, Time step, std::uint64_t seed) {
         LaserParameters other = laser;
         other.carrierDecayRatePerS *= 0.9;
         return LaserArray(other, std::vector<double>(static_cast<std::size_t>(count), laser.alpha), step,
                           seed);
       };
     },
     {"V14.frequency", "V14.damping", "spin-flip.adler-rate", "model.a.settling", "model.pumped.steepness"}},
    {"bands go with the injected power",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         LockInputs other = inputs;
         other.injectionRatio = std::pow(inputs.injectionRatio, 1.1);
         return solveLock(other);
       };
       laws.lockMap = [](const LaserParameters& laser, const LockMapRange& range) {
         return lockMap(
             laser, {2 * range.ratioLowDb, 2 * range.ratioHighDb, range.detuningLowHz, range.detuningHighHz},
             {2, 2});
       };
     },
     {"V30.range", "V30.drive", "V30.noise", "gao.tongue"}},
    {"the usable range is shared out otherwise",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         LockInputs other = inputs;
         other.laser.usableLow = 0.11;
         return solveLock(other);
       };
     },
     {"spin-flip.bias", "spin-flip.weight", "model.a.weight", "model.b.weight", "model.a.reflection-span"}},
    {"a linewidth is half of itself",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         return solveLock(scaled<&LaserParameters::linewidthHz>(inputs, 0.5));
       };
       laws.lasers = [](const LaserParameters& laser, int count, Time step, std::uint64_t seed) {
         LaserParameters other = laser;
         other.linewidthHz *= 0.5;
         return LaserArray(other, std::vector<double>(static_cast<std::size_t>(count), laser.alpha), step,
                           seed);
       };
     },
     {"V15.in-time", "model.a.phase-error", "model.b.slot-error"}},
    {"slots are a tenth longer",
     [](Laws& laws) {
       laws.lock = [](const LockInputs& inputs) {
         LockInputs other = inputs;
         other.slot = Time::seconds(1.1 * inputs.slot.seconds());
         return solveLock(other);
       };
     },
     {"model.a.tap0", "model.a.tap1", "model.a.correlation", "model.b.settling"}},
    {"lasers in time are pulled harder",
     [](Laws& laws) {
       laws.lasers = [](const LaserParameters& laser, int count, Time step, std::uint64_t seed) {
         LaserParameters other = laser;
         other.couplingRatePerS *= 1.02;
         return LaserArray(other, std::vector<double>(static_cast<std::size_t>(count), laser.alpha), step,
                           seed);
       };
     },
     {"V16.in-time", "V17"}},
    {"facets reflect nothing",
     [](Laws& laws) {
       laws.emittedField = [](const FixedPoint& point, const LocusSettings& settings) {
         LocusSettings other = settings;
         other.reflected = 0;
         return emittedField(point, other);
       };
     },
     {"model.a.reflection-least", "model.a.reflection-most"}},
    {"a leak that knows no gate",
     [](Laws& laws) {
       laws.pole = [](Frequency pole, Time slot, double gate) {
         return singlePole(Frequency::hertz(1.001 * pole.hertz()), slot, std::sqrt(gate));
       };
     },
     {"model.leak-fast", "model.leak-gated", "model.leak-slow"}},
    {"heat falls as the square of the distance",
     [](Laws& laws) {
       laws.neighbourHeating = [](int rows, int columns, double coupling, const std::vector<double>& heat) {
         std::vector<double> out = neighbourHeating(rows, columns, coupling, heat);
         for (std::size_t i = 1; i < out.size(); ++i) out[i] /= static_cast<double>(i);
         return out;
       };
     },
     {"tuning.neighbour"}},
    {"tilts and offsets are a thousandth too large",
     [](Laws& laws) {
       laws.axisOverlap = [](const AxisBeam& a, const AxisBeam& b, double wavelength, const Window& window) {
         return axisOverlap(a, {1.001 * b.q, 1.001 * b.position, 1.001 * b.tilt}, wavelength, window);
       };
     },
     {"V18.offset", "V18.half-offset", "V18.tilt", "V18.size", "V18.defocus", "V18.both"}},
    {"a Rayleigh range of another wavelength",
     [](Laws& laws) {
       laws.waistParameter = [](double waist, double wavelength) {
         return waistParameter(waist, 1.001 * wavelength);
       };
       laws.beamRadius = [](std::complex<double> q, double wavelength) {
         return beamRadius(q, 1.001 * wavelength);
       };
     },
     {"rezonator.rayleigh", "rezonator.radius", "rezonator.curvature", "rezonator.divergence",
      "rezonator.front-radius", "rezonator.mode", "raytracing.waist"}},
    {"a matrix is applied to another ray",
     [](Laws& laws) {
       laws.transformed = [](std::complex<double> q, const RayMatrix& matrix) {
         return transformed(q, {matrix.d, 1.001 * matrix.b, matrix.c, matrix.a});
       };
     },
     {"rezonator.front-curvature", "raytracing.cavity", "raytracing.space"}},
    {"a splitter passes what it should reflect",
     [](Laws& laws) {
       laws.trace = [](const Layout& layout) {
         return traceWith<Scattering>(layout, [](Scattering& splitter) {
           splitter.front = {splitter.front.reflectance, 0.999 * splitter.front.transmittance,
                             LossCause::Coating};
           splitter.back = splitter.front;
         });
       };
     },
     {"ray-optics.splitter", "V36.lossless"}},
    {"a grating is a little finer",
     [](Laws& laws) {
       laws.trace = [](const Layout& layout) {
         return traceWith<Grating>(layout, [](Grating& grating) {
           grating.periodX *= 0.999;
           grating.periodY *= 0.999;
         });
       };
     },
     {"V35", "ray-optics.grating"}},
    {"half of the shot noise",
     [](Laws& laws) {
       laws.engine = [](const CellHardware& cell, const ProductShape& largest, Drive drive) {
         CellHardware other = cell;
         other.shotScale *= 0.5;
         return ProductEngine(other, largest, drive);
       };
       laws.shotNoiseSigma = [](const CellHardware& cell, int link, int slots, double sumX2, double sumW2,
                                Drive drive) {
         CellHardware other = cell;
         other.shotScale *= 0.5;
         return shotNoiseSigma(other, link, slots, sumX2, sumW2, drive);
       };
     },
     {"V2.0.1", "V2.1", "V2.10", "V2.100", "V3", "V4.snr", "V4.variance", "V5", "detection.shot-1mA",
      "model.pair", "model.kernel", "model.two-slot"}},
    {"half of the phase and intensity noise",
     [](Laws& laws) {
       laws.engine = [](const CellHardware& cell, const ProductShape& largest, Drive drive) {
         CellHardware other = cell;
         other.weightPhaseSigma *= 0.5;
         other.servoSigma *= 0.5;
         other.weightIntensityVariance *= 0.5;
         return ProductEngine(other, largest, drive);
       };
     },
     {"V31.peak", "V31.slope", "servo.slope", "rin.residue"}},
    {"a fringe of another phase",
     [](Laws& laws) {
       laws.engine = [](const CellHardware& cell, const ProductShape& largest, Drive drive) {
         CellHardware other = cell;
         for (float& phase : other.phase) phase += 0.01f;
         return ProductEngine(other, largest, drive);
       };
       laws.phaseSlope = [](const Layer& layer, double axonLimit, float input) {
         return Laws{}.phaseSlope(layer, 1.01 * axonLimit, input);
       };
     },
     {"V33", "V33.encoding", "V34"}},
    {"electrons are counted twice in a hundred",
     [](Laws& laws) {
       laws.bench = [](const Design& design) {
         return withCells(design, [](CellHardware& cell) {
           scale(cell.electronsAxon, 1.01f);
           scale(cell.electronsSynapse, 1.01f);
           scale(cell.inverseSignal, 0.99f);
           cell.readVariance *= 1.02;
           cell.readVariancePerSlot *= 1.02;
         });
       };
     },
     {"V1.difference", "V1.sum", "V6", "V7.1fF", "V7.100fF", "V7.1pF", "V7.10pF", "V26.slow", "V26.fast",
      "model.a.electrons-axon", "model.a.electrons-synapse", "model.b.electrons-axon",
      "model.b.electrons-synapse"}},
    {"lines leave their common light twice",
     [](Laws& laws) {
       laws.bench = [](const Design& design) {
         return withCells(design, [](CellHardware& cell) { scale(cell.offsetPerSquare, 2); });
       };
     },
     {"V32.decibel"}},
    {"a leader of another power and colour",
     [](Laws& laws) {
       laws.bench = [](const Design& design) {
         return drawn(design, {"leader_laser1.power=40 mW", "leader_laser1.wavelength=1000 nm"});
       };
     },
     {"gao.stable", "gao.oscillating", "model.b.injection", "model.fringe-near", "model.fringe-far",
      "model.fringe-combiner"}},
    {"a grating out of its place",
     [](Laws& laws) {
       laws.bench = [](const Design& design) { return drawn(design, {"fan_out3.x=40.1 mm"}); };
     },
     {"model.fringe-lens"}},
    {"axons of another waist",
     [](Laws& laws) {
       laws.bench = [](const Design& design) { return drawn(design, {"vcsel_array1.waist=3 um"}); };
     },
     {"model.tilt", "model.shift-normal", "model.shift-x", "model.shift-face"}},
    {"a load of another resistance and capacitance",
     [](Laws& laws) {
       laws.bench = [](const Design& design) {
         return drawn(design, {"vcsel_array2.resistance=180 ohm", "vcsel_array2.capacitance=0.2 pF"});
       };
     },
     {"model.a.voltage", "model.a.fast-voltage", "model.taps.rc-now", "model.taps.rc-before",
      "model.taps.driver-now", "model.taps.driver-before", "model.taps.driver-earlier"}},
    {"pixels that are not there, or elsewhere",
     [](Laws& laws) {
       laws.bench = [](const Design& design) {
         return drawn(design, {"detector_line1.columns=3", "detector_line2.columns=3"});
       };
     },
     {"model.a.links", "hamerly.bench-links", "wang.bench-links", "model.map"}},
    {"light that is forgotten, and turned by no splitter",
     [](Laws& laws) {
       laws.bench = [](const Design& design) {
         Bench out = compileBench(design);
         out.trace.lostW *= 1 - 1e-9;
         for (Arrival& arrival : out.trace.arrivals) arrival.phaseRad = 0;
         return out;
       };
     },
     {"V36", "torchoptics.splitter"}},
    {"a ledger without idle channels, second slots and the leader",
     [](Laws& laws) {
       laws.energy = [](const EnergyInputs& inputs, std::span<const EnergyLayer> layers) {
         std::vector<EnergyLayer> others(layers.begin(), layers.end());
         for (EnergyLayer& layer : others) layer.slotCopies = layer.outputCopies = 1;
         return energyOf(inputs, others);
       };
       laws.simulation = [](const Design& design, const Dataset& data) {
         Result<Simulation> out = simulateDesign(design, data);
         if (!out) return out;
         Simulation without = std::move(out).value();
         std::erase_if(without.report.energy.rows, [](const EnergyRow& row) { return row.key == "leader"; });
         return Result<Simulation>(std::move(without));
       };
     },
     {"V25.axons", "V25.weights", "V25.outputs", "V25.leader", "model.a.energy"}},
};

const ValidationRow* rowOf(const char* id) {
  for (const ValidationRow& row : validationRows())
    if (row.id == id) return &row;
  return nullptr;
}

bool isChecked(const ValidationRow& row) {
  return row.compute && row.kind == RowKind::Check && !row.isLong;
}

}  // namespace

/// Rows of validation see it when the physics behind them is wrong.
class TestLaws : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void brokenLawsFailTheirRows_data();
  void brokenLawsFailTheirRows();
  void everyCheckCanBeBroken();
};

void TestLaws::brokenLawsFailTheirRows_data() {
  QTest::addColumn<int>("index");
  for (int i = 0; i < static_cast<int>(std::size(kBroken)); ++i) QTest::newRow(kBroken[i].name) << i;
}

void TestLaws::brokenLawsFailTheirRows() {
  QFETCH(int, index);
  const BrokenLaw& broken = kBroken[index];
  const ValidationInputs inputs = validationInputs();
  Laws laws;
  broken.breakIt(laws);
  ValidationContext context(inputs, {}, laws);
  for (const char* id : broken.rows) {
    const ValidationRow* row = rowOf(id);
    QVERIFY2(row && isChecked(*row), id);
    const Result<double> value = row->compute(context);
    if (!value && value.error().id.starts_with("dataset.")) QSKIP("no MNIST");
    QVERIFY2(!value || !holds(*row, value.value()),
             qPrintable(QString("%1 holds at %2").arg(id).arg(value.value())));
  }
}

// Those that are named above, or notice at least one of the broken laws.
void TestLaws::everyCheckCanBeBroken() {
  std::set<std::string_view> named;
  for (const BrokenLaw& broken : kBroken) named.insert(broken.rows.begin(), broken.rows.end());
  const ValidationInputs inputs = validationInputs();
  std::vector<std::unique_ptr<ValidationContext>> contexts;
  for (const BrokenLaw& broken : kBroken) {
    Laws laws;
    broken.breakIt(laws);
    contexts.push_back(std::make_unique<ValidationContext>(inputs, std::stop_token{}, laws));
  }
  for (const ValidationRow& row : validationRows()) {
    if (!isChecked(row) || named.count(row.id)) continue;
    const bool noticed = std::any_of(contexts.begin(), contexts.end(), [&](const auto& context) {
      const Result<double> value = row.compute(*context);
      return !value || !holds(row, value.value());
    });
    QVERIFY2(noticed, std::string(row.id).c_str());
  }
}

QTEST_GUILESS_MAIN(TestLaws)
#include "tst_laws.moc"
