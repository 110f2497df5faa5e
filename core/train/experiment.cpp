#include "train/experiment.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "design/viewpoint.h"
#include "imperfections/heating.h"
#include "learn/forward_pass.h"
#include "report/network_on_bench.h"
#include "train/recorded_run.h"

namespace lightloom::train {
namespace {

constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();
constexpr int kPointsPerEpoch = 20;
constexpr int kLeastInterval =
    10;  // mini-batches: tiny data sets would otherwise give more points than pixels

WeightMatrix rowMajor(const Layer& layer, const CellHardware& cell) {
  WeightMatrix out;
  out.phasePerInput = cell.phasePerInput(layer.signedInput);
  out.rows = static_cast<std::size_t>(layer.neurons);
  out.columns = static_cast<std::size_t>(layer.slots);
  out.activationScale = layer.activationScale;
  out.adcFullScale = layer.adcFullScale;
  out.besideMeans = layer.besideMeans;
  out.data.resize(out.rows * out.columns);
  for (std::size_t r = 0; r < out.rows; ++r)
    for (std::size_t c = 0; c < out.columns; ++c)
      out.data[r * out.columns + c] = layer.weights[c * out.rows + r];
  return out;
}

// What a training calibrates is its own.
WeightMatrix startMatrix(const Layer& layer, const CellHardware& cell) {
  WeightMatrix out = rowMajor(layer, cell);
  out.activationScale = out.adcFullScale = 0;
  out.besideMeans.clear();
  return out;
}

BenchNumbers numbersOf(const Report& report) {
  const bool known = !report.whyNoNetwork();
  return {report.emittedW,
          report.detectedW,
          known ? report.energy.totalJoulesPerOp : kNotMeasured,
          known ? report.energy.lowJoulesPerOp : kNotMeasured,
          known ? report.energy.highJoulesPerOp : kNotMeasured,
          report.phaseErrorRad,
          report.worstPhaseErrorRad};
}

// The loss is averaged over so many mini-batches (see Trainer::runningLoss).
constexpr std::uint64_t kProbation = 50;

}  // namespace

Experiment::Experiment(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
                       const TrainerSettings& settings, int threads)
    : m_first(bench->design),
      m_bench(std::move(bench)),
      m_data(std::move(data)),
      m_trainer(settings, m_data, m_bench->hardware, threads),
      m_twinHardware(idealHardware(*m_bench->hardware)),
      m_begin(std::chrono::steady_clock::now()),
      m_pointInterval(std::max(kLeastInterval, m_trainer.stepsPerEpoch() / kPointsPerEpoch)),
      m_planned(settings.epochs) {
  refreshReport();
}

// The report is of the present weights; points go on with the numbers of the last one.
Experiment::Experiment(std::shared_ptr<const Bench> bench, std::shared_ptr<const Dataset> data,
                       const TrainerSettings& settings, int threads, const RunFile& run, const Bench& first)
    : Experiment(std::move(bench), std::move(data), settings, threads) {
  const ResumePoint& from = *run.resume;
  m_first = run.first;
  m_twinHardware = idealHardware(*first.hardware);
  m_trainer.resume(from.trainer);
  m_points = Trail<RunPoint>(pointsWithTime(run));
  m_marks = Trail<RunMark>(marksWithParts(from.marks, run.log));
  m_epochs = from.epochs;
  m_log = run.log;
  m_planned += static_cast<int>(addedEpochs(m_log));
  m_sincePoint = from.sincePoint;
  m_spentJoules = from.spentJoules;
  m_begin -= std::chrono::duration_cast<std::chrono::steady_clock::duration>(
      std::chrono::duration<double>(from.seconds));
  refreshReport();
  m_numbers = from.numbers;
}

bool Experiment::hasRested() const {
  return m_resting && m_resting->trainer.steps == m_trainer.steps();
}

// Whether this is the bench on which the training came to where it stands.
bool Experiment::isBackAt(const Design& design) const {
  const DesignEdit between = difference(m_resting->bench->design, design);
  return between.empty() || leavesLight(between);
}

void Experiment::takeUp(std::shared_ptr<const Bench> bench, std::optional<bool> back) {
  LL_CHECK(!bench->hardware->cannotCompute);
  DesignEdit edit = difference(m_bench->design, bench->design);
  edit.label = asMessage(bench->change.label);
  const bool sameLight = leavesLight(edit) && !m_lightLost;
  if (m_holds && !m_before && !sameLight && learnsStill()) m_before = standing();
  const bool isBack = !sameLight && hasRested() && back.value_or(isBackAt(bench->design));
  m_log.push_back({m_trainer.steps(), std::move(edit), 0, isBack});
  if (!sameLight && !hasRested()) m_resting = Resting{m_bench, m_trainer.state()};
  m_bench = std::move(bench);
  if (sameLight) return;
  mark(m_bench->change.label, m_bench->change.parts);
  m_lightLost.reset();
  m_tested = false;
  m_trainer.setHardware(m_bench->hardware);
  if (isBack) m_trainer.resume(m_resting->trainer);
  refreshReport();
}

void Experiment::trainOn(int epochs) {
  LL_CHECK(epochs > 0);
  DesignEdit nothing;
  nothing.label = {"run.train-on",
                   epochs == 1 ? LL_TEXT("Train on for one epoch") : LL_TEXT("Train on for %1 epochs"),
                   {std::int64_t{epochs}}};
  mark(english(nothing.label));
  m_log.push_back({m_trainer.steps(), std::move(nothing), epochs});
  m_planned += epochs;
}

// Better than it began: what it has learned is worth keeping.
bool Experiment::learnsStill() const {
  return !m_trainer.diverged() && m_trainer.runningLoss() <= m_trainer.firstLoss();
}

Experiment::Before Experiment::standing() const {
  Before out;
  out.trainer = m_trainer.state();
  out.bench = m_bench;
  out.points = m_points.size();
  out.marks = m_marks.size();
  out.epochs = m_epochs.size();
  out.log = m_log.size();
  out.sincePoint = m_sincePoint;
  out.numbers = m_numbers;
  out.spentJoules = m_spentJoules;
  out.planned = m_planned;
  out.resting = m_resting;
  return out;
}

void Experiment::mark(const std::string& label, const std::vector<std::string>& parts) {
  m_marks.push_back({position(), m_trainer.steps(), label, seconds(), parts});
}

void Experiment::markHeld(const std::string& label, const std::vector<std::string>& parts) {
  const bool again =
      !m_marks.empty() && m_marks.back().step == m_trainer.steps() && m_marks.back().label == label;
  if (!again) mark(label, parts);
}

// The report stays that of the bench without light, for it is what people look at. What was changed since
// stands in no log, but is marked where the training stands.
void Experiment::fallBack() {
  m_lightLost = Message{
      "run.light-lost",
      LL_TEXT("since “%1” the loss only grows: too little light carries the products, or their fringes are "
              "out of step. The training stands "
              "where it stood before and goes on as soon as the light is back: undo the change, or mend the "
              "bench. If the light is fine, lower the learning rate."),
      {m_marks.back().label}};
  m_trainer.resume(m_before->trainer);
  m_bench = m_before->bench;
  m_resting = m_before->resting;
  m_tested = m_reported = false;
  m_points.cut(m_before->points);
  m_marks.cut(m_before->marks);
  for (std::size_t i = m_before->log; i < m_log.size(); ++i)
    if (m_log[i].moreEpochs == 0 && !leavesLight(m_log[i].edit))
      markHeld(english(m_log[i].edit.label), changedParts(m_log[i].edit));
  m_before->marks = m_marks.size();
  m_epochs.resize(m_before->epochs);
  m_terms.reset();
  m_log.resize(m_before->log);
  m_sincePoint = m_before->sincePoint;
  m_numbers = m_before->numbers;
  m_spentJoules = m_before->spentJoules;
  m_planned = m_before->planned;
  ++m_fallBacks;
}

void Experiment::advance(const WorkBeside& beside) {
  LL_CHECK(!m_lightLost);
  const auto before = std::chrono::steady_clock::now();
  const StepReport step = m_trainer.step();
  m_trainSeconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - before).count();
  m_samples += static_cast<std::uint64_t>(step.samples);
  if (m_before && m_trainer.diverged()) return fallBack();
  if (m_trainer.diverged()) mark(LL_TEXT("Diverged"));
  if (m_before && m_trainer.steps() >= m_before->trainer.steps + kProbation && learnsStill())
    m_before.reset();
  m_tested = m_reported = false;
  m_sincePoint.loss += step.loss * step.samples;
  m_sincePoint.correct += step.correct;
  m_sincePoint.counted += step.samples;
  m_signalElectrons = step.readOut.rmsElectrons();
  m_spentJoules += m_numbers.joulesPerOp * m_report->energy.operations * step.samples /
                   static_cast<double>(m_data->train.size());
  if (step.endsEpoch) {
    endEpoch(beside);
  } else if (m_trainer.diverged()) {
    refreshReport();
  } else if (m_trainer.stepInEpoch() % m_pointInterval == 0) {
    m_points.push_back(makePoint());
    m_sincePoint = {};
  }
}

double Experiment::test(const WorkBeside& beside) {
  Evaluation evaluation = m_trainer.evaluateTest(beside);
  m_terms = std::move(evaluation.terms);
  m_tested = true;
  return evaluation.accuracy;
}

void Experiment::endEpoch(const WorkBeside& beside) {
  refreshReport();
  RunPoint point = makePoint();
  point.testAccuracy = m_trainer.diverged() ? kNotMeasured : test(beside);
  EpochRow row;
  row.epoch = m_trainer.epoch();
  row.loss = m_trainer.epochLoss();
  row.trainAccuracy = m_data->classes > 0 ? m_trainer.epochAccuracy() : kNotMeasured;
  row.testAccuracy = point.testAccuracy;
  row.opticalW = point.opticalEmittedW;
  row.joulesPerOp = point.joulesPerOp;
  row.phaseErrorRad = point.phaseErrorRad;
  row.seconds = point.seconds;
  m_points.push_back(point);
  m_epochs.push_back(row);
  m_sincePoint = {};
}

void Experiment::testAtRest(const WorkBeside& beside) {
  if (m_tested || m_trainer.steps() == 0 || m_trainer.diverged() || m_lightLost) return;
  const double accuracy = test(beside);
  RunPoint point = makePoint();
  point.loss = point.trainAccuracy = point.signalElectrons = kNotMeasured;
  point.testAccuracy = accuracy;
  point.atRest = true;
  m_points.push_back(point);
}

RunPoint Experiment::makePoint() const {
  RunPoint point;
  point.epoch = position();
  point.step = m_trainer.steps();
  const int counted = m_sincePoint.counted;
  point.loss = counted > 0 ? m_sincePoint.loss / counted : kNotMeasured;
  point.trainAccuracy =
      counted > 0 && m_data->classes > 0 ? static_cast<double>(m_sincePoint.correct) / counted : kNotMeasured;
  point.testAccuracy = kNotMeasured;
  point.opticalEmittedW = m_numbers.opticalEmittedW;
  point.opticalDetectedW = m_numbers.opticalDetectedW;
  point.joulesPerOp = m_numbers.joulesPerOp;
  point.joulesPerOpLow = m_numbers.joulesPerOpLow;
  point.joulesPerOpHigh = m_numbers.joulesPerOpHigh;
  point.phaseErrorRad = m_numbers.phaseErrorRad;
  point.worstPhaseErrorRad = m_numbers.worstPhaseErrorRad;
  point.signalElectrons = counted > 0 && m_signalElectrons > 0 ? m_signalElectrons : kNotMeasured;
  point.spentJoules = m_spentJoules;
  point.heatErrorRad = heatError();
  point.seconds = seconds();
  return point;
}

// Over the layers, each by its weights; not measured where nothing heats.
double Experiment::heatError() const {
  if (m_trainer.diverged()) return kNotMeasured;
  const auto& cells = m_bench->hardware->cells;
  if (std::none_of(cells.begin(), cells.end(),
                   [](const CellHardware& cell) { return cell.weightHeat.heats(); }))
    return kNotMeasured;
  const int batch = std::min(m_trainer.settings().batch, static_cast<int>(m_data->train.size()));
  double squares = 0, weights = 0;
  for (const LayerStatistics& layer : m_trainer.layerStatistics()) {
    const double error = weightHeatError(cells[static_cast<std::size_t>(layer.cell)], layer, batch);
    const double count = static_cast<double>(layer.slots) * layer.neurons;
    squares += count * error * error;
    weights += count;
  }
  return std::sqrt(squares / weights);
}

// Numbers of weights that have diverged belong to nothing: the report is then of light and locks alone.
Report Experiment::presentReport() const {
  if (m_trainer.diverged()) return divergedReport(*m_bench, *m_trainer.diverged());
  const std::vector<std::uint32_t> batch = reportBatch(*m_data, m_trainer.settings().batch);
  const NetworkOnBench network = observeNetwork(m_trainer.network(), m_trainer.settings(), *m_data,
                                                *m_bench->hardware, m_trainer.layerStatistics(), batch);
  return makeReport(*m_bench, network);
}

void Experiment::refreshReport() {
  m_report = std::make_shared<const Report>(presentReport());
  m_numbers = numbersOf(*m_report);
  m_reported = true;
}

// Points keep the numbers of the last end of an epoch: looking at a run changes nothing of it.
std::shared_ptr<const RunSnapshot> Experiment::snapshot(std::shared_ptr<const RunFile> record) const {
  return std::make_shared<const RunSnapshot>(RunSnapshot{
      std::move(record), m_bench, m_reported ? m_report : std::make_shared<const Report>(presentReport()),
      m_trainer.settings(), m_trainer.network(), m_terms});
}

double Experiment::position() const {
  return m_trainer.epoch() + static_cast<double>(m_trainer.stepInEpoch()) / m_trainer.stepsPerEpoch();
}

double Experiment::seconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - m_begin).count();
}

double Experiment::samplesPerSecond() const {
  return m_trainSeconds > 0 ? static_cast<double>(m_samples) / m_trainSeconds : 0;
}

RunFile Experiment::record(const Trail<TwinPoint>& twin) const {
  const auto cellOf = [this](std::size_t l) -> const CellHardware& {
    const int cell = cellOfLayer(m_trainer.settings(), *m_bench->hardware, l);
    return m_bench->hardware->cells[static_cast<std::size_t>(cell)];
  };
  RunFile out;
  out.first = m_first;
  out.log = m_log;
  out.steps = m_trainer.steps();
  if (const Network* start = m_trainer.settings().start.get())
    for (std::size_t l = 0; l < start->layers.size(); ++l)
      out.start.push_back(startMatrix(start->layers[l], cellOf(l)));
  if (!m_dataRecord) m_dataRecord = dataRecordOf(*m_data);
  out.data = *m_dataRecord;
  out.kernelLibrary = kernels().name;
  out.curves.columns = {"epoch",
                        "step",
                        "loss",
                        "train_accuracy",
                        "test_accuracy",
                        "ideal_test_accuracy",
                        "emitted_W",
                        "detected_W",
                        "J_per_op",
                        "low_J_per_op",
                        "high_J_per_op",
                        "phase_error_rad",
                        "worst_phase_error_rad",
                        "signal_electrons",
                        "spent_J",
                        "heat_error_rad"};
  out.curves.values.resize(out.curves.columns.size());
  for (const RunPoint& p : m_points) {
    if (p.atRest) continue;
    const auto atEpoch = [&](const TwinPoint& t) { return static_cast<double>(t.epoch) == p.epoch; };
    const auto ideal = std::find_if(twin.begin(), twin.end(), atEpoch);
    const double row[] = {p.epoch,
                          static_cast<double>(p.step),
                          p.loss,
                          p.trainAccuracy,
                          p.testAccuracy,
                          ideal == twin.end() ? kNotMeasured : ideal->testAccuracy,
                          p.opticalEmittedW,
                          p.opticalDetectedW,
                          p.joulesPerOp,
                          p.joulesPerOpLow,
                          p.joulesPerOpHigh,
                          p.phaseErrorRad,
                          p.worstPhaseErrorRad,
                          p.signalElectrons,
                          p.spentJoules,
                          p.heatErrorRad};
    for (std::size_t c = 0; c < out.curves.values.size(); ++c) out.curves.values[c].push_back(row[c]);
  }
  const std::vector<Layer>& layers = m_trainer.network().layers;
  for (std::size_t l = 0; l < layers.size(); ++l) out.weights.push_back(rowMajor(layers[l], cellOf(l)));
  out.weightsHash = hashText(weightsHash(m_trainer.network()));
  out.diverged = m_trainer.diverged();
  return out;
}

ResumePoint Experiment::resumePoint() const {
  ResumePoint out;
  out.trainer = m_trainer.state();
  out.sincePoint = m_sincePoint;
  out.numbers = m_numbers;
  out.spentJoules = m_spentJoules;
  out.seconds = std::min(seconds(), ResumePoint::kMostSeconds);
  for (const RunPoint& point : m_points)
    if (!point.atRest) out.pointSeconds.push_back(point.seconds);
  out.marks.assign(m_marks.begin(), m_marks.end());
  out.epochs = m_epochs;
  return out;
}

std::vector<std::uint32_t> reportBatch(const Dataset& data, int batch) {
  const std::size_t count = std::min(data.train.size(), static_cast<std::size_t>(batch));
  return {data.train.begin(), data.train.begin() + static_cast<std::ptrdiff_t>(count)};
}

Trainer makeTwin(const Experiment& experiment) {
  return Trainer(experiment.trainer().settings(), experiment.data(), experiment.twinHardware());
}

}  // namespace lightloom::train
