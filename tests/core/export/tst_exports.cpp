#include <sys/resource.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <csignal>
#include <cstring>
#include <iterator>
#include <numeric>
#include <set>

#include "all_rooms.h"
#include "core/export/reader.h"
#include "design/viewpoint.h"
#include "documents/run_file.h"
#include "export/bench_figure.h"
#include "export/formats.h"
#include "export/internal/acting_weights.h"
#include "export/internal/citations.h"
#include "export/internal/latex.h"
#include "export/internal/npz.h"
#include "export/internal/onnx.h"
#include "export/internal/share_page.h"
#include "export/report_json.h"
#include "export/report_pages.h"
#include "imperfections/heating.h"
#include "learn/evaluator.h"
#include "locale_support.h"
#include "report/omissions.h"
#include "sanitized.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::readExport;
using lightloom::test::with;

/// Every format as an independent reader finds it, against the report and the run it came from.
class TestExports : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void sameSubjectGivesTheSameBytes();
  void sameBytesWithACommaInNumbers();
  void tablesHoldTheNumbersOfTheReport();
  void tablesAreSafeForSpreadsheets();
  void curvesAreExact();
  void arraysAreReadByOthers();
  void programmedWeightsAreTheDrivesLevels();
  void effectiveWeightsFollowTheBench();
  void networkIsEvaluatedByOthers_data();
  void networkIsEvaluatedByOthers();
  void everyEncodingLeavesAsWhatItIs();
  void effectivePhasesFollowTheBench();
  void sharePageStandsAlone();
  void figureKeepsToItsSizes_data();
  void figureKeepsToItsSizes();
  void figuresShowLoupesOnce();
  void impossibleFiguresAreRefused();
  void latexAndCitations();
  void bundleTellsTheTruth();
  void problemsAreSaidBeforeWriting();
  void filesLandWhereTheyShould();
  void aBadPlaceLeavesNothing();
  void aFullDiskLeavesNothing();
  void regressionHasItsOwnMeasure();
  void tablesTakeTheirScalesAlong();
  void dataIsAskedForWhereItIsNeeded();
  void sourcesHaveNoOrphans();
  void sourcesAreThoseOfTheDesign();
  void omissionsAreThoseOfTheModel();
  void peopleReadPlacesAndGravity();
  void namesOfExamplesStayWithThem();
  void curvesShowRangeAndWorstLaser();
  void cellsSayHowTheirLasersWander();

 private:
  struct Trained {
    std::shared_ptr<const Dataset> data;
    ExportSubject subject;
  };
  static Trained train(const Design& design) {
    Trained out;
    out.data = dataOf(design);
    const TrainingResult result = trainHeadless(design, out.data).value();
    out.subject = exportSubject(result.record, *out.data).value();
    return out;
  }
  std::vector<ExportFile> make(const char* format, const FigureStyle& style = {}) const {
    return findExportFormat(format)->make(m_trained.subject, style).value();
  }
  QString write(const ExportFile& file) const {
    const QString path = m_temp.filePath(QString::fromStdString(file.name));
    if (!saveFile(path.toStdString(), file.bytes).ok()) qFatal("cannot write %s", qPrintable(path));
    return path;
  }
  QString write(const char* format) const { return write(make(format)[0]); }
  QJsonObject table(const std::string& name) const {
    for (const ExportFile& file : make("csv"))
      if (file.name == name + ".csv") return readExport({"csv", write(file)});
    return {};
  }

  QTemporaryDir m_temp;
  Trained m_trained;
};

namespace {

constexpr const char* kActivations[] = {"relu", "tanh", "sine", "clipped_sine", "square", "identity"};
constexpr const char* kEncodingKeys[] = {"amplitude_phase", "amplitude_amplitude", "two_slot_phase",
                                         "phase_phase"};

// What sums of some hundred numbers in single precision are off by, over the largest answer: the program adds
// in float, readers in double. Steep sines make it larger. A wrong kernel is off by as much as the answer.
constexpr double kFloatError = 3e-5;

Design small() {
  return with(with(example("first-light"), "training.epochs=2"), "network.hidden=12");
}

QStringList column(const QJsonObject& table, const QString& name) {
  QStringList out;
  const QJsonArray columns = table["columns"].toArray();
  int index = 0;
  while (index < columns.size() && columns[index].toString() != name) ++index;
  for (const QJsonValue& row : table["rows"].toArray()) out << row.toArray()[index].toString();
  return out;
}

// Equal to the last bit; an empty cell stands for what is not finite.
bool sameNumber(const QString& cell, double number) {
  bool fine = false;
  const double read = cell.toDouble(&fine);
  return std::isfinite(number) ? fine && std::memcmp(&read, &number, sizeof read) == 0 : cell.isEmpty();
}

}  // namespace

void TestExports::initTestCase() {
  m_trained = train(small());
}

void TestExports::sameSubjectGivesTheSameBytes() {
  const Trained again = train(small());
  for (const ExportFormat& format : exportFormats()) {
    if (!format.make) continue;
    const auto first = format.make(m_trained.subject, {}), second = format.make(again.subject, {});
    QVERIFY2(first.ok() && second.ok(), std::string(format.key).c_str());
    QCOMPARE(first.value().size(), second.value().size());
    for (std::size_t i = 0; i < first.value().size(); ++i)
      QVERIFY2(first.value()[i].bytes == second.value()[i].bytes, first.value()[i].name.c_str());
    QCOMPARE(first.value()[0].name, std::string(format.fileName));
  }
}

void TestExports::sameBytesWithACommaInNumbers() {
  std::vector<std::vector<ExportFile>> before;
  for (const char* format : {"svg", "csv", "html", "latex", "onnx"}) before.push_back(make(format));
  QTemporaryDir folder;
  if (!test::useLocale("de_DE.UTF-8", folder.path()))
    QSKIP("the locale is neither installed nor can it be made");
  std::vector<std::vector<ExportFile>> after;
  for (const char* format : {"svg", "csv", "html", "latex", "onnx"}) after.push_back(make(format));
  std::setlocale(LC_ALL, "C");
  for (std::size_t f = 0; f < before.size(); ++f)
    for (std::size_t i = 0; i < before[f].size(); ++i)
      QVERIFY2(before[f][i].bytes == after[f][i].bytes, before[f][i].name.c_str());
}

void TestExports::tablesHoldTheNumbersOfTheReport() {
  const QJsonObject report = QJsonDocument::fromJson(QByteArray::fromStdString(reportJson(
                                                         *m_trained.subject.bench, m_trained.subject.report)))
                                 .object();
  const QJsonArray links = report["optics"].toObject()["links"].toArray();
  const QJsonObject linkTable = table("links");
  QCOMPARE(linkTable["rows"].toArray().size(), links.size());
  for (const char* key :
       {"axon_W", "synapse_W", "visibility", "delay_s", "electrons_axon", "electrons_synapse"}) {
    const QStringList cells = column(linkTable, key);
    for (int i = 0; i < links.size(); ++i)
      QVERIFY2(sameNumber(cells[i], links[i].toObject()[key].toDouble()), key);
  }
  const QJsonObject lasers = table("lasers");
  QStringList injected;
  for (const QJsonValue& array : report["lock"].toObject()["arrays"].toArray())
    for (const QJsonValue& laser : array.toObject()["lasers"].toArray())
      injected << QString::fromStdString(shortestNumber(laser.toObject()["injected_W"].toDouble()));
  QCOMPARE(column(lasers, "injected_W"), injected);
  QCOMPARE(column(lasers, "channel").size(), 26);
  double energy = 0;
  for (const QString& cell : column(table("ledger"), "J_per_op")) energy += cell.toDouble();
  VERIFY_WITHIN(energy, m_trained.subject.report.energy.totalJoulesPerOp, 1e-12);
  double lost = 0;
  for (const QString& cell : column(table("losses"), "W")) lost += cell.toDouble();
  VERIFY_WITHIN(lost, m_trained.subject.report.lostW, 1e-12);
  int parts = 0;
  for (const QString& cell : column(table("bill_of_materials"), "quantity")) parts += cell.toInt();
  // The one axon has a modulator, which is bought, too.
  QCOMPARE(parts, static_cast<int>(m_trained.subject.design().components.size()) + 1);
  const QJsonObject provenance = linkTable["provenance"].toObject();
  QCOMPARE(provenance["design_hash"].toString(), report["design"].toObject()["hash"].toString());
  for (const char* key : {"program", "format", "training_seed", "kernel_library", "data_hash", "units"})
    QVERIFY2(!provenance[key].toString().isEmpty(), key);
}

void TestExports::tablesAreSafeForSpreadsheets() {
  const ExportTable table{
      "t", "T", {"a", "b"}, {{std::string("=1+1"), std::string("say \"no\", twice")}, {-1.5, std::nan("")}}};
  const std::string text = csvOf(table, m_trained.subject);
  QVERIFY(text.find("\n'=1+1,\"say \"\"no\"\", twice\"\n-1.5,\n") != std::string::npos);
}

void TestExports::curvesAreExact() {
  const CurveTable& curves = m_trained.subject.run->record.curves;
  const QJsonObject read = table("curves");
  for (std::size_t c = 0; c < curves.columns.size(); ++c) {
    const QStringList cells = column(read, QString::fromStdString(curves.columns[c]));
    QCOMPARE(static_cast<std::size_t>(cells.size()), curves.values[c].size());
    for (int i = 0; i < cells.size(); ++i)
      QVERIFY(sameNumber(cells[i], curves.values[c][static_cast<std::size_t>(i)]));
  }
}

void TestExports::arraysAreReadByOthers() {
  const QJsonObject read = readExport({"npz", write("npz")});
  const QJsonObject arrays = read["arrays"].toObject();
  const Network& network = m_trained.subject.run->network;
  const QJsonObject ideal = arrays["layer0.ideal"].toObject();
  QCOMPARE(ideal["type"].toString(), "<f4");
  QCOMPARE(ideal["shape"].toArray(), (QJsonArray{12, 65}));
  const Layer& layer = network.layers[0];
  for (int m = 0; m < 12; ++m)
    for (int j = 0; j < 65; ++j)
      QCOMPARE(static_cast<float>(ideal["numbers"].toArray()[m * 65 + j].toDouble()),
               layer.weights[static_cast<std::size_t>(j * 12 + m)]);
  const QJsonObject field = arrays["lasers.vcsel_array2.field"].toObject();
  QCOMPARE(field["type"].toString(), "<c16");
  QCOMPARE(field["shape"].toArray(), QJsonArray{25});
  const LaserLock& laser = m_trained.subject.bench->locks[1].lasers[7];
  const QJsonArray number = field["numbers"].toArray()[7].toArray();
  VERIFY_WITHIN(std::hypot(number[0].toDouble(), number[1].toDouble()), laser.amplitude, 1e-14);
  VERIFY_WITHIN(std::atan2(number[1].toDouble(), number[0].toDouble()), laser.phaseRad, 1e-12);
  QCOMPARE(arrays["layer1.weight_scale"].toObject()["shape"].toArray().size(), 0);
  QVERIFY(arrays.contains("curves.loss") && arrays.contains("links.beam_splitter4.field"));
}

void TestExports::programmedWeightsAreTheDrivesLevels() {
  const ExportSubject& subject = m_trained.subject;
  const CellHardware& cell = subject.bench->hardware->cells[0];
  QVERIFY(cell.weightBits > 0);
  const std::vector<float> written = actingWeights(subject, 0, WeightView::Programmed);
  const double scale = subject.report.layers[0].weightScale, limit = cell.weightLimit;
  const double step = 2 * limit / (std::exp2(cell.weightBits) - 1);
  for (std::size_t i = 0; i < written.size(); ++i) {
    const double asked = static_cast<double>(subject.run->network.layers[0].weights[i]) / scale;
    const double level = (static_cast<double>(written[i]) + limit) / step;
    QVERIFY2(std::fabs(level - std::nearbyint(level)) < 1e-3, qPrintable(QString::number(level)));
    QVERIFY(std::fabs(static_cast<double>(written[i]) - asked) < 0.5001 * step);
  }
}

void TestExports::effectiveWeightsFollowTheBench() {
  const Design off = with(small(), "noise.all=off");
  const Trained exact = train(off);
  const std::vector<float> ideal = exact.subject.run->network.layers[0].weights;
  const std::vector<float> acting = actingWeights(exact.subject, 0, WeightView::Effective);
  for (std::size_t i = 0; i < ideal.size(); ++i) QVERIFY(std::fabs(ideal[i] - acting[i]) < 1e-6f);
  // A laser that does not lock writes no weight; the others keep theirs.
  Design broken = with(with(off, "noise.all=on"), "vcsel_array2[3].detuning=300 GHz");
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection != &kLockStatic) broken = with(broken, switchPath(*imperfection) + "=off");
  const Trained seen = train(broken);
  QVERIFY(!seen.subject.bench->locks[1].lasers[3].locked);
  const std::vector<float>& weights = seen.subject.run->network.layers[0].weights;
  const std::vector<float> less = actingWeights(seen.subject, 0, WeightView::Effective);
  constexpr std::size_t kNeurons = 12;
  for (std::size_t i = 0; i < less.size(); ++i) {
    const float left = i % kNeurons == 3 ? 0.0f : weights[i];
    QVERIFY2(std::fabs(less[i] - left) < 0.02f * std::fabs(weights[i]) + 1e-4f,
             qPrintable(QStringLiteral("%1: %2 of %3").arg(i).arg(less[i]).arg(weights[i])));
  }
}

void TestExports::networkIsEvaluatedByOthers_data() {
  QTest::addColumn<std::string>("activation");
  QTest::addColumn<std::string>("encoding");
  // Each of them once is enough for a sanitizer, which cannot tell how they are paired.
  for (std::size_t a = 0; a < std::size(kActivations); ++a)
    for (std::size_t e = 0; e < std::size(kEncodingKeys); ++e)
      if (!LIGHTLOOM_SANITIZED || a % std::size(kEncodingKeys) == e)
        QTest::addRow("%s, %s", kEncodingKeys[e], kActivations[a])
            << std::string(kActivations[a]) << std::string(kEncodingKeys[e]);
}

void TestExports::networkIsEvaluatedByOthers() {
  QFETCH(std::string, activation);
  QFETCH(std::string, encoding);
  Design design = with(with(small(), "network.activation=" + activation), "network.gain=1.3");
  design = with(design, "network.encoding=" + encoding);
  design = with(with(design, "training.epochs=1"), "network.hidden=9,7");
  const Trained trained = train(design);
  const QString path = write({"network.onnx", onnxOf(trained.subject).value(), ""});
  const ExportedRun& run = *trained.subject.run;
  std::vector<std::uint32_t> samples(trained.data->test.begin(), trained.data->test.begin() + 100);
  const std::size_t features = static_cast<std::size_t>(trained.data->features);
  std::vector<float> inputs(features * samples.size());
  gatherInputs(*trained.data, samples.data(), 100, inputs.data(), trained.data->features);
  QJsonArray rows;
  for (std::size_t s = 0; s < samples.size(); ++s) {
    QJsonArray row;
    for (std::size_t j = 0; j < features; ++j)  // in the numbers of the table, whose pixels go up to 16
      row << 16 * static_cast<double>(inputs[s * features + j]);
    rows << row;
  }
  const ExportFile question{"inputs.json", QJsonDocument(rows).toJson().toStdString(), ""};
  const QJsonObject read = readExport({"onnx", path, write(question)});
  const QJsonArray outputs = read["outputs"].toArray();
  QCOMPARE(outputs.size(), 100);
  const std::vector<float> ours = infer(run.network, run.settings, *trained.data,
                                        *idealHardware(*trained.subject.bench->hardware), samples, 0);
  double largest = 0;
  for (float value : ours) largest = std::max(largest, std::fabs(static_cast<double>(value)));
  for (int s = 0; s < 100; ++s)
    for (int m = 0; m < 10; ++m) {
      const double theirs = outputs[s].toArray()[m].toDouble();
      QVERIFY(std::fabs(theirs - static_cast<double>(ours[static_cast<std::size_t>(s * 10 + m)])) <=
              kFloatError * largest);
    }
  const QJsonObject metadata = read["metadata"].toObject();
  QCOMPARE(metadata["weights_hash"].toString().toStdString(), run.record.weightsHash);
  QCOMPARE(metadata["encoding"].toString().toStdString(), encoding);
  QVERIFY(
      sameNumber(metadata["layer1.weight_scale"].toString(), trained.subject.report.layers[1].weightScale));
  QVERIFY(
      sameNumber(metadata["layer0.w_max"].toString(), trained.subject.bench->hardware->cells[0].weightLimit));
}

// The same on whole data sets of 10 000 images, of ONNX, of the arrays and of the run.
void TestExports::everyEncodingLeavesAsWhatItIs() {
  if (!test::pythonHas("numpy")) QSKIP("python3-numpy is not installed; tests/run --full installs it");
  const Design start = with(with(example("mnist-5x5"), "network.hidden=20"), "training.activation_scale=2");
  const auto data = dataOf(start);
  QVERIFY(data->test.size() == 10000);
  // Under a sanitizer a part of them, and of what is made of them, asks the same of the memory.
  const std::vector<std::uint32_t> images(data->test.begin(),
                                          LIGHTLOOM_SANITIZED ? data->test.begin() + 300 : data->test.end());
  const std::size_t features = static_cast<std::size_t>(data->features), samples = images.size();
  NpzArray inputs{"inputs", "", {samples, features}, std::vector<float>(samples * features)};
  gatherInputs(*data, images.data(), static_cast<int>(samples),
               std::get<std::vector<float>>(inputs.values).data(), data->features);
  QVERIFY(saveFile(m_temp.filePath("inputs.npy").toStdString(), npyOf(inputs)).ok());
  QStringList words{QStringLiteral(LIGHTLOOM_SOURCE_DIR "/resources/python")};
  HeadlessOptions options;
  options.twin = false;
  options.steps = 60;
  [[maybe_unused]] int made = 0;
  for (const char* encoding : kEncodingKeys)
    for (const char* activation : kActivations) {
      if (LIGHTLOOM_SANITIZED && made++ % 5 != 0) continue;
      const Design design = with(with(start, std::string("network.encoding=") + encoding),
                                 std::string("network.activation=") + activation);
      const TrainingResult trained = trainHeadless(design, data, options).value();
      const ExportSubject subject = exportSubject(trained.record, *data).value();
      const NpzArray answers{"answers",
                             "",
                             {samples, 10},
                             infer(subject.run->network, subject.run->settings, *data,
                                   *idealHardware(*subject.bench->hardware), images, 0)};
      const QString folder = m_temp.filePath(QStringLiteral("%1-%2").arg(encoding, activation));
      words << folder;
      const std::vector<ExportFile> files = {{"answers.npy", npyOf(answers), ""},
                                             {"network.onnx", onnxOf(subject).value(), ""},
                                             {"arrays.npz", npzOf(subject).value(), ""},
                                             {"run.loomrun", writeRun(trained.record).value(), ""}};
      QVERIFY(saveExport(files, folder.toStdString() + "/").ok());
      QVERIFY(QFile::link(m_temp.filePath("inputs.npy"), folder + "/inputs.npy"));
    }
  const QJsonObject cases = QJsonDocument::fromJson(test::runPython("check_encodings.py", words)).object();
  QCOMPARE(cases.size(), LIGHTLOOM_SANITIZED ? 5 : 24);
  for (const QString& name : cases.keys())
    for (const char* format : {"onnx", "npz", "loom.py"}) {
      const QJsonObject found = cases[name].toObject()[format].toObject();
      const QString text = QStringLiteral("%1 of %2: %3 of the largest answer, %4 of 10 000 other classes")
                               .arg(format, name)
                               .arg(found["difference"].toDouble(1))
                               .arg(found["others"].toInt(10000));
      QVERIFY2(found["difference"].toDouble(1) < kFloatError && found["others"].toInt(10000) <= 1,
               qPrintable(text));
    }
}

// Phases act as e^{iφ} on ideal hardware, and a laser that does not lock writes none.
void TestExports::effectivePhasesFollowTheBench() {
  const Design off = with(with(small(), "noise.all=off"), "network.encoding=phase_phase");
  const auto far = [](const std::vector<std::complex<double>>& fields, std::size_t i,
                      std::complex<double> is) { return std::abs(fields[i] - is); };
  const Trained exact = train(off);
  const std::vector<float>& phases = exact.subject.run->network.layers[0].weights;
  const std::vector<std::complex<double>> fields = actingFields(exact.subject, 0);
  for (std::size_t i = 0; i < fields.size(); ++i)
    QVERIFY2(far(fields, i, std::polar(1.0, static_cast<double>(phases[i]))) < 2e-5,
             qPrintable(QString::number(far(fields, i, std::polar(1.0, static_cast<double>(phases[i]))))));
  Design broken = with(with(off, "noise.all=on"), "vcsel_array2[3].detuning=300 GHz");
  for (const Imperfection* imperfection : kImperfections)
    if (imperfection != &kLockStatic && imperfection != &kDac)
      broken = with(broken, switchPath(*imperfection) + "=off");
  const Trained seen = train(broken);
  const std::vector<std::complex<double>> less = actingFields(seen.subject, 0);
  const std::vector<float> written = actingWeights(seen.subject, 0, WeightView::Programmed);
  constexpr std::size_t kNeurons = 12;
  for (std::size_t i = 0; i < less.size(); ++i) {
    if (i % kNeurons == 3)
      QVERIFY(std::abs(less[i]) < 1e-4);
    else
      QVERIFY2(
          far(less, i, std::polar(1.0, static_cast<double>(written[i]))) < 0.05,
          qPrintable(QStringLiteral("%1: %2").arg(i).arg(far(less, i, std::polar(1.0, double(written[i]))))));
  }
}

void TestExports::sharePageStandsAlone() {
  const QJsonObject page = readExport({"html", write("html")});
  QCOMPARE(page["design_hash"].toString().toStdString(), m_trained.subject.designHash);
  QCOMPARE(page["fetched"].toArray().size(), 0);
  const QJsonObject tags = page["tags"].toObject();
  QVERIFY(!tags.contains("script") && !tags.contains("link") && !tags.contains("img"));
  QCOMPARE(tags["svg"].toInt(), 1);
  QVERIFY(tags["title"].toInt() > static_cast<int>(m_trained.subject.design().components.size()));
  QVERIFY(tags["table"].toInt() >= 8);
  QVERIFY(page["text"].toString().contains("Energy per operation"));
}

void TestExports::figureKeepsToItsSizes_data() {
  QTest::addColumn<double>("width");
  QTest::addColumn<double>("font");
  for (const FigurePreset& preset : kFigurePresets)
    QTest::newRow(std::string(preset.key).c_str()) << preset.widthMm << preset.fontPoints;
}

void TestExports::figureKeepsToItsSizes() {
  QFETCH(double, width);
  QFETCH(double, font);
  FigureStyle style;
  style.widthMm = width;
  style.fontPoints = font;
  const std::vector<ExportFile> files = make("svg", style);
  const QJsonObject svg = readExport({"svg", write(files[0])});
  QCOMPARE(svg["width"].toString(), QString::number(width) + "mm");
  QCOMPARE(svg["box"].toArray()[2].toDouble(), width);
  QVERIFY(svg["smallest_pt"].toDouble() >= kSmallestFont - 0.01);
  QCOMPARE(svg["images"].toInt(), 0);
  QVERIFY2(svg["outside"].toArray().isEmpty(), QJsonDocument(svg["outside"].toArray()).toJson().constData());
  const QJsonArray groups = svg["groups"].toArray();
  QStringList texts;
  for (const QJsonValue& text : svg["texts"].toArray()) texts << text.toString();
  for (const ComponentPtr& part : m_trained.subject.design().components)
    QVERIFY2(groups.contains(QString::fromStdString(part->id)), part->id.c_str());
  // One loupe for each of the two arrays and the two lines, wide enough to be seen.
  for (const char* panel : {"panel-b", "panel-c", "panel-d", "panel-e"})
    QVERIFY2(svg["panel_widths"].toObject()[panel].toDouble() >= 8, panel);
  QVERIFY(texts.contains("25 of 25 locked") || texts.join(' ').contains("25 of 25"));
  // The curves can be drawn again from what lies beside them.
  QCOMPARE(files.size(), std::size_t{6});
  QCOMPARE(files[1].name, std::string("source_f_accuracy.csv"));
  const QJsonObject source = readExport({"csv", write(files[1])});
  const std::vector<double>& loss = m_trained.subject.run->record.curves.values[3];
  const QStringList cells = column(source, "train_accuracy");
  QCOMPARE(static_cast<std::size_t>(cells.size()), loss.size());
  for (int i = 0; i < cells.size(); ++i) QVERIFY(sameNumber(cells[i], loss[static_cast<std::size_t>(i)]));
}

// Loupes on a lens, on pixels as channels and as spots, and on a plane of its own with fringes: panels b … g.
void TestExports::figuresShowLoupesOnce() {
  Design design = small();
  const auto add = [&](const char* target, ViewpointShow show, double x = 0) {
    Viewpoint view;
    view.target = target;
    view.show = show;
    Component loupe = withViewpoint({}, view);
    if (x != 0) loupe.values["x"] = x;
    design = apply(design, addComponent(design, loupe));
  };
  add("lens3", ViewpointShow::Spots);
  add("detector_line1", ViewpointShow::Signal);
  add("detector_line2", ViewpointShow::Spots);
  add("", ViewpointShow::Fringes, 70e-3);
  FigureStyle style;
  style.curves = false;
  const ExportSubject subject = exportSubject(design, *m_trained.data).value();
  const PageFigure figure = figureOf(subject, style).value();
  const auto group = [&](const std::string& id) {
    return std::find_if(figure.groups.begin(), figure.groups.end(),
                        [&](const PageGroup& g) { return g.id == id; });
  };
  QVERIFY(group("panel-g") != figure.groups.end() && group("panel-h") == figure.groups.end());
  QVERIFY(group("loupe1") == figure.groups.end() && group("loupe4") != figure.groups.end());
  const auto count = [&](const std::string& id, auto wanted) {
    const auto& marks = group(id)->marks;
    return std::count_if(marks.begin(), marks.end(), wanted);
  };
  // 25 beams of either array on the lens; the fringes are in rectangles.
  QVERIFY(count("panel-e", [](const PageMark& mark) { return std::holds_alternative<PageEllipse>(mark); }) >=
          25);
  QVERIFY(count("panel-g", [](const PageMark& mark) { return std::holds_alternative<PagePath>(mark); }) >
          200);
  const auto texts = [&](const std::string& id) {
    QString out;
    for (const PageMark& mark : group(id)->marks)
      if (const auto* text = std::get_if<PageText>(&mark)) out += QString::fromStdString(text->text) + ' ';
    return out;
  };
  QVERIFY2(texts("panel-g").contains("visibility"), qPrintable(texts("panel-g")));
  QVERIFY2(texts("panel-f").contains("mW"), qPrintable(texts("panel-f")));
  const PageBox page{0, 0, figure.widthMm, figure.heightMm};
  for (const PageGroup& drawn : figure.groups)
    for (const PageMark& mark : drawn.marks)
      if (const auto* ellipse = std::get_if<PageEllipse>(&mark))
        QVERIFY(page.contains({ellipse->centre.x - ellipse->radiusX, ellipse->centre.y - ellipse->radiusY,
                               2 * ellipse->radiusX, 2 * ellipse->radiusY}));
  const std::vector<ExportFile> tables = findExportFormat("csv")->make(subject, {}).value();
  for (const ExportFile& file : tables)
    if (file.name == "bill_of_materials.csv") QVERIFY(file.bytes.find("Loupe") == std::string::npos);
}

void TestExports::impossibleFiguresAreRefused() {
  FigureStyle style;
  style.widthMm = 5;
  QCOMPARE(figureOf(m_trained.subject, style).error().id, std::string("export.figure-size"));
  style = {};
  style.bench = style.curves = false;
  QCOMPARE(figureOf(m_trained.subject, style).error().id, std::string("export.nothing-to-draw"));
}

void TestExports::latexAndCitations() {
  QCOMPARE(latexText("5 % of 3 µm_2 & √x"), std::string("5 \\% of 3 $\\mu$m\\_2 \\& $\\surd$x"));
  const std::string bib = bibtexOf({"Poisson statistics of detection; Hamerly et al., PRX 9, 021032 (2019)",
                                    "Heuser et al., arXiv:2006.13933 (quoted second-hand)", "an estimate"});
  QVERIFY(
      bib.find("@article{hamerly2019,\n  author = {Hamerly and others},\n  journal = {Physical Review X},\n"
               "  volume = {9},\n  pages = {021032},\n  year = {2019},\n}") != std::string::npos);
  QVERIFY(bib.find("eprint = {2006.13933}") != std::string::npos);
  QVERIFY(bib.find("@misc{source3,\n  note = {an estimate},\n}") != std::string::npos);
  const std::vector<std::string> all = citationsOf(m_trained.subject);
  for (const EnergyRow& row : m_trained.subject.report.energy.rows)
    QVERIFY(row.citation.empty() || row.provenance == Provenance::Chosen ||
            std::find(all.begin(), all.end(), row.citation) != all.end());
  const std::string works =
      bibtexOf({"Al-Omari, Lasers Eng. 18, 119 (2008): 0.4 mA; Tan et al., Appl. Phys. "
                "Lett. 103, 141116 (2013): 0.13 mA",
                "Yuen and Chan, Opt. Lett. 8, 177 (1983)"});
  for (const char* key : {"{alomari2008,", "{tan2013,", "{yuen1983,\n  author = {Yuen and Chan}"})
    QVERIFY2(works.find(std::string("@article") + key) != std::string::npos, works.c_str());
  for (const ExportFile& file : make("latex"))
    for (const char c : file.bytes)
      QVERIFY2(static_cast<unsigned char>(c) < 0x80 || c == '%', file.name.c_str());
}

void TestExports::bundleTellsTheTruth() {
  const QJsonObject read = readExport({"zip", write("bundle")});
  QCOMPARE(read["wrong"].toArray().size(), 0);
  for (const char* name : {"design.loom", "run.loomrun", "reproduce.sh", "citations.bib", "ledger.tex",
                           "figure.svg", "network.onnx", "arrays.npz", "loom.py", "report.json"})
    QVERIFY2(read["names"].toArray().contains(name), name);
  QCOMPARE(read["manifest"].toObject()["weights_hash"].toString().toStdString(),
           m_trained.subject.run->record.weightsHash);
}

void TestExports::problemsAreSaidBeforeWriting() {
  const ExportSubject untrained = exportSubject(small(), *m_trained.data).value();
  QCOMPARE(exportProblem(*findExportFormat("onnx"), untrained)->id, std::string("export.needs-run"));
  QVERIFY(!exportProblem(*findExportFormat("svg"), untrained));
  ExportSubject huge = untrained;
  huge.report.links = 1000001;
  QCOMPARE(exportProblem(*findExportFormat("csv"), huge)->id, std::string("export.too-many-links"));
  ExportSubject behind = m_trained.subject;
  CurveTable& curves = behind.run->record.curves;
  for (std::size_t c = 0; c < curves.columns.size(); ++c)
    if (curves.columns[c] == "ideal_test_accuracy") curves.values[c].back() = std::nan("");
  QCOMPARE(findExportFormat("bundle")->make(behind, {}).error().id, std::string("export.twin-behind"));
  QVERIFY(!findExportFormat("gds"));
}

void TestExports::filesLandWhereTheyShould() {
  const std::vector<ExportFile> files = {{"figure.svg", "a", ""}, {"source_b_loss.csv", "b", ""}};
  const std::string folder = m_temp.filePath("deep/er").toStdString();
  QCOMPARE(exportPaths(files, folder + "/paper.svg"),
           (std::vector<std::string>{folder + "/paper.svg", folder + "/paper_source_b_loss.csv"}));
  QVERIFY(saveExport(files, folder + "/").ok());
  QVERIFY(QFileInfo::exists(m_temp.filePath("deep/er/figure.svg")));
  QVERIFY(saveExport(files, folder).ok());
  const Result<std::vector<std::string>> stopped =
      saveExport(files, folder + "/two/", [](std::size_t done, std::size_t) { return done < 1; });
  QCOMPARE(stopped.error().id, std::string("export.cancelled"));
  QCOMPARE(QDir(m_temp.filePath("deep/er/two")).entryList(QDir::Files), QStringList{"figure.svg"});
}

void TestExports::aBadPlaceLeavesNothing() {
  const std::vector<ExportFile> files = {{"figure.svg", "a", ""}};
  const std::string file = write({"plain", "x", ""}).toStdString();
  QCOMPARE(saveExport(files, file + "/in/").error().id, std::string("export.no-folder"));
  QCOMPARE(QDir(m_temp.path()).entryList({"plain*"}), QStringList{"plain"});
  QCOMPARE(saveExport(files, m_temp.path().toStdString() + "/figure.svg/").ok(), false);
}

// The system refuses to let files grow, as a full disk does: neither a half file nor a rest is left.
void TestExports::aFullDiskLeavesNothing() {
  QVERIFY(QDir(m_temp.path()).mkdir("full"));
  const std::string folder = m_temp.filePath("full").toStdString();
  const std::vector<ExportFile> files = {{"small.csv", "kept", ""},
                                         {"large.csv", std::string(200000, 'x'), ""}};
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little{50000, before.rlim_max};
  QCOMPARE(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const Result<std::vector<std::string>> saved = saveExport(files, folder + "/");
  QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
  QVERIFY(!saved.ok());
  QVERIFY(english(saved.error()).find("large.csv") != std::string::npos);
  QCOMPARE(QDir(m_temp.filePath("full")).entryList(QDir::Files | QDir::Hidden), QStringList{"small.csv"});
}

void TestExports::regressionHasItsOwnMeasure() {
  const Trained trained = train(
      with(with(with(example("first-light"), "training.dataset=meats_nir"), "training.loss=mean_square"),
           "training.epochs=1"));
  const PageFigure figure = figureOf(trained.subject, {}).value();
  bool found = false;
  for (const PageGroup& group : figure.groups) found = found || group.tooltip == "R²";
  QVERIFY(found);
  const std::vector<ExportFile> tables = findExportFormat("csv")->make(trained.subject, {}).value();
  for (const ExportFile& file : tables)
    QVERIFY2(file.bytes.find("# metric: r2: R²") != std::string::npos, file.name.c_str());
  const std::string page = findExportFormat("html")->make(trained.subject, {}).value()[0].bytes;
  QVERIFY(page.find("R² of the test part") != std::string::npos &&
          page.find("accuracy</th>") == std::string::npos);
}

// A table's own numbers go in, and answers come in their own units.
void TestExports::tablesTakeTheirScalesAlong() {
  if (!test::pythonHas("numpy")) QSKIP("python3-numpy is not installed; tests/run --full installs it");
  const QString table = m_temp.filePath("own.csv");
  std::string text = "warm,flat,large,answer\n";
  for (int i = 0; i < 80; ++i)
    text += shortestNumber(-3 + 0.1 * (i % 9)) + ",7," + shortestNumber(1e4 + 250.0 * (i % 7)) + "," +
            shortestNumber(100 + 5.0 * (i % 9) - 3.0 * (i % 7)) + "\n";
  QVERIFY(saveFile(table.toStdString(), text).ok());
  DatasetOptions options;
  options.anywhere = true;
  const Dataset data = loadDataset(table.toStdString(), options).value();
  QCOMPARE(data.inputOffset, (std::vector<double>{-3, 7, 1e4}));
  QCOMPARE(data.inputScale[1], 0.0);
  const Design design = with(with(small(), "training.loss=mean_square"), "network.activation=tanh");
  const auto shared = std::make_shared<const Dataset>(data);
  const TrainingResult trained = trainHeadless(design, shared).value();
  const ExportSubject subject = exportSubject(trained.record, data).value();
  std::vector<std::uint32_t> index(data.count());
  std::iota(index.begin(), index.end(), 0u);
  const std::vector<float> ours = infer(subject.run->network, subject.run->settings, data,
                                        *idealHardware(*subject.bench->hardware), index, 0);
  NpzArray answers{"answers", "", {ours.size()}, std::vector<double>()};
  for (float value : ours)
    std::get<std::vector<double>>(answers.values)
        .push_back(data.targetOffset[0] + data.targetScale[0] * static_cast<double>(value));
  const std::vector<ExportFile> files = {{"answers.npy", npyOf(answers), ""},
                                         {"network.onnx", onnxOf(subject).value(), ""},
                                         {"arrays.npz", npzOf(subject).value(), ""},
                                         {"run.loomrun", writeRun(trained.record).value(), ""}};
  const QString folder = m_temp.filePath("table");
  QVERIFY(saveExport(files, folder.toStdString() + "/").ok());
  const QJsonObject found =
      QJsonDocument::fromJson(
          test::runPython("check_encodings.py", {QStringLiteral(LIGHTLOOM_SOURCE_DIR "/resources/python"),
                                                 QStringLiteral("--table"), table, folder}))
          .object()["table"]
          .toObject();
  for (const char* format : {"onnx", "npz", "loom.py"})
    QVERIFY2(found[format].toObject()["difference"].toDouble(1) < 1e-5,
             QJsonDocument(found).toJson().constData());
}

// Without its data a run still gives what does not need them, to the same bytes.
void TestExports::dataIsAskedForWhereItIsNeeded() {
  const Message missing{"dataset.not-found", "It is not there.", {}};
  const ExportSubject blind = exportSubject(m_trained.subject.run->record, missing).value();
  for (const ExportFormat& format : exportFormats()) {
    const std::optional<Message> problem = exportProblem(format, blind);
    if (format.needsData) {
      QCOMPARE(problem->id, std::string("export.needs-data"));
      QVERIFY(english(*problem).find("--data") != std::string::npos);
      continue;
    }
    QVERIFY2(!problem, std::string(format.key).c_str());
    if (!format.make) continue;
    const std::vector<ExportFile> with = make(std::string(format.key).c_str());
    const std::vector<ExportFile> without = format.make(blind, {}).value();
    QCOMPARE(without.size(), with.size());
    for (std::size_t i = 0; i < with.size(); ++i)
      QVERIFY2(without[i].bytes == with[i].bytes, with[i].name.c_str());
  }
  const ExportSubject design = exportSubject(small(), missing).value();
  QVERIFY(findExportFormat("svg")->make(design, {}).ok());
  QCOMPARE(exportProblem(*findExportFormat("csv"), design)->id, std::string("export.needs-data"));
}

// What the tables name stands among the sources, and what stands there is used.
void TestExports::sourcesHaveNoOrphans() {
  const ExportSubject& subject = m_trained.subject;
  const std::vector<std::string> listed = citationsOf(subject);
  const auto isListed = [&](const std::string& text) {
    return std::find(listed.begin(), listed.end(), text) != listed.end();
  };
  for (const NoiseContribution& row : subject.report.noise)
    QVERIFY2(!row.enabled || isListed(row.citation), row.citation.c_str());
  for (const EnergyRow& row : subject.report.energy.rows)
    QVERIFY2(row.citation.empty() || row.provenance == Provenance::Chosen || isListed(row.citation),
             row.citation.c_str());
  std::string words;
  for (const PageFigure& page : reportPages(subject))
    for (const PageGroup& group : page.groups)
      for (const PageMark& mark : group.marks)
        if (const auto* text = std::get_if<PageText>(&mark)) words += text->text + ' ';
  for (const CitedSource& source : sourcesOf(subject)) {
    QVERIFY2(!source.uses.empty(), source.text.c_str());
    QVERIFY2(words.find(usesText(source).substr(0, 20)) != std::string::npos, source.text.c_str());
  }
}

// A part, a switch or a value more or less brings its sources and takes them away, and nothing else.
void TestExports::sourcesAreThoseOfTheDesign() {
  const Design drawn = small();
  const auto listOf = [&](const Design& design) {
    return citationsOf(exportSubject(design, *m_trained.data).value());
  };
  const auto lacks = [](const std::vector<std::string>& from, const std::vector<std::string>& list) {
    std::set<std::string> out(from.begin(), from.end());
    for (const std::string& text : list) out.erase(text);
    return out;
  };
  const auto defaultOf = [&](const char* part, const char* key) {
    const Kind& kind = *findKind(findComponent(drawn, part)->kind);
    return std::string(findParameter(parametersOf(kind), key)->citation);
  };
  using Texts = std::set<std::string>;
  const std::vector<std::string> before = listOf(drawn);
  QCOMPARE(std::set<std::string>(before.begin(), before.end()).size(), before.size());
  for (const ComponentPtr& part : drawn.components)
    for (const Parameter& row : parametersOf(*findKind(part->kind)))
      if (row.provenance == Provenance::Chosen)
        QVERIFY2(std::find(before.begin(), before.end(), row.citation) == before.end(), row.key.data());

  // A part beside the light, in the drawing and out of it again.
  Design more = drawn;
  Component shifter;
  shifter.id = "phase_shifter9";
  shifter.kind = "phase_shifter";
  shifter.values = {{"x", Value(-0.5)}, {"y", Value(0.5)}};
  more.components.push_back(std::make_shared<const Component>(shifter));
  const Kind& kind = *findKind("phase_shifter");
  const Texts ofShifter{std::string(findParameter(parametersOf(kind), "drift")->citation),
                        std::string(findParameter(parametersOf(kind), "loop_bandwidth")->citation)};
  QVERIFY(lacks(listOf(more), before) == ofShifter);
  QVERIFY(listOf(with(more, "phase_shifter9.enabled=off")) == before);

  // A switch: its law, and the values that count by it alone.
  const std::vector<std::string> still = listOf(with(drawn, "noise.drift=off"));
  QVERIFY(lacks(before, still) == (Texts{"random walk of the detuning since the last calibration",
                                         defaultOf("vcsel_array1", "detuning_drift")}));
  QVERIFY(lacks(still, before).empty());
  const std::vector<std::string> exact = listOf(with(drawn, "noise.all=off"));
  QVERIFY(lacks(exact, before).empty());
  for (const NoiseContribution& row : m_trained.subject.report.noise)
    QVERIFY2(std::find(exact.begin(), exact.end(), row.citation) == exact.end(), row.citation.c_str());

  // A choice between two receivers, and a value that the design gives, with its own source or none.
  Design amplified = drawn;
  Design stated = drawn;
  for (ComponentPtr& part : stated.components) {
    if (part->kind != "detector_line") continue;
    amplified = with(amplified, (part->id + ".receiver=transimpedance").c_str());
    Component own = *part;
    own.values["quantum_efficiency"] = Value(0.7);
    own.values["adc_energy"] = Value(2e-12);
    if (part->id == "detector_line1")
      own.sources["quantum_efficiency"] = {Provenance::DataSheet, 0, "Acme PD-7"};
    part = std::make_shared<const Component>(own);
  }
  QVERIFY(lacks(listOf(amplified), before) == Texts{defaultOf("detector_line1", "tia_noise")});
  QVERIFY(lacks(listOf(stated), before) == Texts{"Acme PD-7"});
  QVERIFY(lacks(before, listOf(stated)) == (Texts{defaultOf("detector_line1", "quantum_efficiency"),
                                                  defaultOf("detector_line1", "adc_energy")}));

  // A preset stands in place of the costs of the parts.
  const std::vector<std::string> preset = listOf(with(drawn, "energy.preset=s4"));
  QVERIFY(lacks(preset, before) == Texts{"reconstruction after Chen et al., Nat. Photon. 17, 723 (2023)"});
  QVERIFY(lacks(before, preset).contains(defaultOf("detector_line1", "tia_energy")));
}

// The report and the page of the model leave out the same.
void TestExports::omissionsAreThoseOfTheModel() {
  QFile page(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/core/model.md"));
  QVERIFY(page.open(QIODevice::ReadOnly));
  const QString text = QString::fromUtf8(page.readAll());
  static const QRegularExpression section(" \\(\\d+(\\.\\d+)*\\)");
  QStringList listed;
  for (QString line : text.mid(text.indexOf("\n## 7.")).split('\n'))
    if (line.startsWith("- ")) listed << line.mid(2).remove(section);
  QStringList said;
  for (const std::string_view omission : omissions())
    said << QString::fromUtf8(omission.data(), static_cast<int>(omission.size()));
  QCOMPARE(said, listed);
  QVERIFY(said.size() >= 8);
  const std::string html = sharePage(m_trained.subject).value();
  std::string words;
  for (const PageFigure& sheet : reportPages(m_trained.subject))
    for (const PageGroup& group : sheet.groups)
      for (const PageMark& mark : group.marks)
        if (const auto* written = std::get_if<PageText>(&mark)) words += written->text + ' ';
  QVERIFY(words.find("What the model leaves out") != std::string::npos);
  for (const std::string_view omission : omissions()) {
    QVERIFY2(words.find(omission) != std::string::npos, omission.data());
    QVERIFY2(html.find(omission) != std::string::npos, omission.data());
  }
}

void TestExports::peopleReadPlacesAndGravity() {
  const Design moved = with(small(), "lens1.x=45.005 mm");
  const ExportSubject subject = exportSubject(moved, *m_trained.data).value();
  const ExportTable pieces = withColumns(billOfMaterials(subject), kPieceColumns);
  std::string places;
  for (const std::vector<ExportCell>& row : pieces.rows) places += cellText(row.back()) + "; ";
  QVERIFY2(places.find("45.005, 0 mm") != std::string::npos, places.c_str());
  // What cannot be built is said in red everywhere.
  Bench bench = *subject.bench;
  bench.checks = {{Severity::Warning, "lens1", {"check.some", "Some check.", {}}, {}, true}};
  ExportSubject red = subject;
  red.bench = std::make_shared<const Bench>(bench);
  QCOMPARE(cellText(checksTable(red).rows[0][0]), std::string("unbuildable"));
  // Titles may be old, so file and data stand below.
  red.fileName = "other.loom";
  QVERIFY2(
      subtitleOf(red).starts_with("A coherent VCSEL neural network on an optical bench, file other.loom,") &&
          subtitleOf(red).ends_with(", on the data set digits8x8."),
      subtitleOf(red).c_str());
}

// A name that an example had brought along does not head what was made of it.
void TestExports::namesOfExamplesStayWithThem() {
  const Design first = example("first-light");
  const auto subject = [&](const Design& design) {
    ExportSubject out = drawnSubject(std::make_shared<const Bench>(compileBench(design)));
    out.fileName = "mine.loom";
    return out;
  };
  QCOMPARE(titleOf(subject(first)), first.name);
  QCOMPARE(headingOf(subject(first)), first.name);
  QVERIFY(subtitleOf(subject(first)).find("changed") == std::string::npos);
  const Design changed = with(first, "training.dataset=iris");
  QCOMPARE(titleOf(subject(changed)), first.name + ", changed");
  QCOMPARE(headingOf(subject(changed)), std::string("mine"));
  QVERIFY(
      subtitleOf(subject(changed)).find(", file mine.loom, changed from the example “" + first.name + "”") !=
      std::string::npos);
  const std::string page = sharePage(subject(changed)).value();
  QVERIFY(page.find("<h1>mine</h1>") != std::string::npos);
  Design named = changed;
  named.name = "Iris on the first bench";
  QCOMPARE(headingOf(subject(named)), named.name);
  QVERIFY(subtitleOf(subject(named)).find("changed") == std::string::npos);
  named.name.clear();
  QCOMPARE(headingOf(subject(named)), std::string("mine"));
  QCOMPARE(titleOf(subject(named)), std::string("Untitled"));
  ExportSubject run = subject(changed);
  run.run.emplace();
  QCOMPARE(headingOf(run), first.name + ", changed");
}

// The range of the energy and the worst laser are drawn of recorded runs as well.
void TestExports::curvesShowRangeAndWorstLaser() {
  const std::vector<ExportFile> files = make("svg");
  const auto named = [&](const char* name) {
    return *std::find_if(files.begin(), files.end(),
                         [&](const ExportFile& file) { return file.name.find(name) != std::string::npos; });
  };
  QVERIFY(named("phase_error").bytes.find("worst_phase_error_rad") != std::string::npos);
  QVERIFY(named("energy").bytes.find("low_J_per_op,high_J_per_op") != std::string::npos);
}

// Both arrays of the kernel write phases, of an amplitude × phase cell the synapses alone.
void TestExports::cellsSayHowTheirLasersWander() {
  for (const char* name : {"mnist-5x5", "paper-kernel", "first-light"}) {
    const Bench bench = compileBench(example(name));
    const QJsonArray cells =
        QJsonDocument::fromJson(QByteArray::fromStdString(reportJson(bench, makeReport(bench, {}))))
            .object()
            .value(QStringLiteral("cells"))
            .toArray();
    QCOMPARE(cells.size(), static_cast<qsizetype>(bench.cells.cells.size()));
    for (qsizetype c = 0; c < cells.size(); ++c) {
      const CellLight light = cellLight(bench, static_cast<std::size_t>(c));
      const QJsonObject cell = cells.at(c).toObject();
      QVERIFY(cell.value(QStringLiteral("axon_wander_Hz")).isDouble());
      QCOMPARE(cell.value(QStringLiteral("axon_wander_Hz")).toDouble(), axonWander(light).rmsHz);
      QCOMPARE(cell.value(QStringLiteral("synapse_wander_Hz")).toDouble(), weightWander(light).rmsHz);
    }
    const QJsonObject first = cells.at(0).toObject();
    const bool phases = lawOf(encodingOf(bench.design)).inputsOnPhases;
    QCOMPARE(first.value(QStringLiteral("axon_wander_Hz")).toDouble() > 0, phases);
    QVERIFY(first.value(QStringLiteral("synapse_wander_Hz")).toDouble() > 0);
  }
}

QTEST_GUILESS_MAIN(TestExports)
#include "tst_exports.moc"
