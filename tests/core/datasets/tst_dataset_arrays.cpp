#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "core/files/npy_file.h"
#include "datasets/dataset_preview.h"
#include "datasets/dataset_store.h"
#include "files/csv.h"
#include "files/safe_writer.h"

using namespace lightloom::tests;

/// NumPy arrays as data sets.
class TestDatasetArrays : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { m_folder = std::make_unique<QTemporaryDir>(); }
  void bytesThatAreNoShades();
  void columnsAreWhatIsSaid();
  void testPartsMustFit();
  void answersLieBeside_data();
  void answersLieBeside();
  void theLastColumnIsTheTarget();
  void picturesAreBytesOrShades();
  void testPartsAreKept();
  void quantitiesAreTold();
  void previewsSayTheTask();
  void wrongSetsHaveTheirOwnMessages();

 private:
  void save(const std::string& name, const std::string& bytes) const {
    QVERIFY(saveFile((m_folder->path().toStdString() + "/" + name), bytes).ok());
  }
  DatasetOptions options() const {
    DatasetOptions out;
    out.baseDir = m_folder->path().toStdString();
    return out;
  }
  Result<Dataset> load(const std::string& name) const {
    Result<Dataset> set = loadDataset(name, options());
    if (!set) qInfo("%s", english(set.error()).c_str());
    return set;
  }
  QString errorOf(const std::string& name) const {
    const Result<Dataset> set = load(name);
    return set ? QString() : QString::fromStdString(set.error().id);
  }

  std::unique_ptr<QTemporaryDir> m_folder;
};

namespace {

std::vector<float> ramp(std::size_t count) {
  std::vector<float> out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<float>(i);
  return out;
}

std::vector<std::int64_t> turns(int count, int classes) {
  std::vector<std::int64_t> out;
  for (int i = 0; i < count; ++i) out.push_back(i % classes);
  return out;
}

}  // namespace

// Truth values are 0 and 1, and bytes with a full scale are numbers up to it.
void TestDatasetArrays::bytesThatAreNoShades() {
  const auto inputOf = [this](const char* type, const std::vector<std::uint8_t>& values) {
    save("x.npy", npyFile<std::uint8_t>(type, "(16, 1)", values));
    save("y.npy", npyFile<std::int64_t>("<i8", "(16,)", turns(16, 2)));
    const Dataset set = load("x.npy").value();
    float input = -1;
    const std::uint32_t last = 15;
    gatherInputs(set, &last, 1, &input, 1);
    return input;
  };
  std::vector<std::uint8_t> truths, sixteenths;
  for (std::uint8_t i = 1; i <= 16; ++i) {
    truths.push_back(i % 2 == 0 ? 1 : 0);
    sixteenths.push_back(i);
  }
  QCOMPARE(inputOf("|b1", truths), 1.0f);
  QCOMPARE(inputOf("|u1", sixteenths), 16.0f / 255);
  save("x.json", R"({"format": "lightloom-dataset", "version": 1, "full_scale": 16})");
  QCOMPARE(inputOf("|u1", sixteenths), 1.0f);
}

void TestDatasetArrays::answersLieBeside_data() {
  QTest::addColumn<QString>("inputs");
  QTest::addColumn<QString>("answers");
  for (const auto& [inputs, answers] :
       std::initializer_list<std::pair<const char*, const char*>>{{"x.npy", "y.npy"},
                                                                  {"X_train.npy", "y_train.npy"},
                                                                  {"my-images.npy", "my-labels.npy"},
                                                                  {"features.npy", "targets.npy"},
                                                                  {"data.npy", "labels.npy"},
                                                                  {"box_x.npy", "box_y.npy"}})
    QTest::newRow(inputs) << inputs << answers;
}

void TestDatasetArrays::answersLieBeside() {
  QFETCH(QString, inputs);
  QFETCH(QString, answers);
  save(inputs.toStdString(), npyFile<float>("<f4", "(12, 2)", ramp(24)));
  save(answers.toStdString(), npyFile<std::int64_t>("<i8", "(12, 1)", turns(12, 3)));
  const Result<Dataset> set = load(inputs.toStdString());
  QVERIFY2(set, set ? "" : english(set.error()).c_str());
  QCOMPARE(set.value().features, 2);
  QCOMPARE(set.value().classNames, (std::vector<std::string>{"0", "1", "2"}));
  QCOMPARE(set.value().labels[4], std::uint16_t{1});
  QCOMPARE(ownDatasetFiles(inputs.toStdString(), options()).size(), std::size_t{2});
}

void TestDatasetArrays::theLastColumnIsTheTarget() {
  std::vector<float> table;
  for (int i = 0; i < 12; ++i)
    table.insert(table.end(), {static_cast<float>(i % 2), static_cast<float>(i), static_cast<float>(i % 3)});
  save("table.npy", npyFile<float>("<f4", "(12, 3)", table));
  QCOMPARE(load("table.npy").value().classes, 3);
  save("table.json", sidecarText("\"target\": 0, \"ignore\": [2], \"classes\": [\"no\", \"yes\"]"));
  const Dataset set = load("table.npy").value();
  QCOMPARE(set.features, 1);
  QCOMPARE(set.classNames[1], std::string("yes"));
  for (const char* wrong : {"\"target\": 3", "\"target\": \"kind\"", "\"ignore\": [7]"}) {
    save("table.json", sidecarText(wrong));
    QCOMPARE(errorOf("table.npy"), QStringLiteral("dataset.no-column"));
  }
}

void TestDatasetArrays::columnsAreWhatIsSaid() {
  const auto said = [this](const char* words) {
    save("t.json", sidecarText(words));
    const Result<Dataset> set = load("t.npy");
    return set ? QString::number(set.value().features) : QString::fromStdString(set.error().id);
  };
  std::vector<double> table;
  for (int i = 0; i < 12; ++i)
    for (const double value : {static_cast<double>(i % 2), i / 10.0, 3.0 * i, 0.5 * i})
      table.push_back(value);
  save("t.npy", npyFile<double>("<f8", "(12, 4)", table));
  QCOMPARE(said("\"target\": 0"), QStringLiteral("3"));
  QCOMPARE(said("\"target\": 0, \"ignore\": [1, 2]"), QStringLiteral("1"));
  QCOMPARE(said("\"target\": 3, \"task\": \"regression\", \"target_unit\": \"%\""), QStringLiteral("3"));
  QCOMPARE(said("\"target\": [0, 1]"), QStringLiteral("dataset.no-answers"));
  QCOMPARE(said("\"target\": 0, \"ignore\": [9]"), QStringLiteral("dataset.no-column"));
  QCOMPARE(said("\"target\": \"kind\""), QStringLiteral("dataset.no-column"));
  QCOMPARE(said("\"target\": \"\""), QStringLiteral("dataset.no-column"));
  QCOMPARE(said("\"target\": 1234567890"), QStringLiteral("dataset.no-column"));
  table[3] = NAN;
  save("t.npy", npyFile<double>("<f8", "(12, 4)", table));
  QCOMPARE(said("\"target\": 3"), QStringLiteral("dataset.not-finite"));
  table[3] = 1e19;
  save("t.npy", npyFile<double>("<f8", "(12, 4)", table));
  QCOMPARE(said("\"target\": 0"), QStringLiteral("dataset.not-finite"));
  save("t.npy", npyFile<float>("<f4", "(6, 2, 2)", ramp(24)));
  QCOMPARE(said("\"target\": 0"), QStringLiteral("dataset.no-answers"));
  save("t.npy", npyFile<float>("<f4", "(12, 1)", ramp(12)));
  QCOMPARE(said("\"target\": 0"), QStringLiteral("dataset.no-answers"));
}

void TestDatasetArrays::testPartsMustFit() {
  save("x_train.npy", npyFile<float>("<f4", "(12, 2)", ramp(24)));
  save("y_train.npy", npyFile<std::int64_t>("<i8", "(12,)", turns(12, 2)));
  save("y_test.npy", npyFile<std::int64_t>("<i8", "(6,)", turns(6, 2)));
  save("x_test.npy", "no array");
  QCOMPARE(errorOf("x_train.npy"), QStringLiteral("npy.not-npy"));
  save("x_test.npy", npyFile<std::uint8_t>("|u1", "(6, 2)", std::vector<std::uint8_t>(12, 7)));
  QCOMPARE(errorOf("x_train.npy"), QStringLiteral("dataset.different-sizes"));
}

// Bytes go from 0 to 255, other shades from black to the brightest.
void TestDatasetArrays::picturesAreBytesOrShades() {
  std::vector<std::uint8_t> shades(8 * 6);
  for (std::size_t i = 0; i < shades.size(); ++i) shades[i] = static_cast<std::uint8_t>(5 * i);
  save("y.npy", npyFile<std::int64_t>("<i8", "(8,)", turns(8, 2)));
  save("x.npy", npyFile<std::uint8_t>("|u1", "(8, 2, 3)", shades));
  const Dataset bytes = load("x.npy").value();
  QCOMPARE(bytes.imageWidth, 3);
  QCOMPARE(bytes.imageHeight, 2);
  QCOMPARE(bytes.bytes[7], std::uint8_t{35});
  save("x.npy", npyFile<float>("<f4", "(8, 2, 3, 1)", ramp(48)));
  const Dataset floats = load("x.npy").value();
  QCOMPARE(floats.imageWidth, 3);
  float first[6];
  const std::uint32_t last = 7;
  gatherInputs(floats, &last, 1, first, 6);
  QCOMPARE(first[5], 1.0f);
  QCOMPARE(first[0], 42 / 47.0f);
  std::vector<float> signedShades = ramp(48);
  signedShades[0] = -3;
  save("x.npy", npyFile<float>("<f4", "(8, 2, 3)", signedShades));
  QCOMPARE(load("x.npy").value().inputOffset.size(), std::size_t{6});  // each pixel by its own
}

void TestDatasetArrays::testPartsAreKept() {
  save("x_train.npy", npyFile<float>("<f4", "(12, 2)", ramp(24)));
  save("y_train.npy", npyFile<std::int64_t>("<i8", "(12,)", turns(12, 2)));
  save("x_test.npy", npyFile<float>("<f4", "(6, 2)", ramp(12)));
  save("y_test.npy", npyFile<std::int64_t>("<i8", "(6,)", turns(6, 2)));
  const Dataset set = load("x_train.npy").value();
  QCOMPARE(set.train.size(), std::size_t{12});
  QCOMPARE(set.test.front(), std::uint32_t{12});
  QCOMPARE(ownDatasetFiles("x_train.npy", options()).size(), std::size_t{4});
  save("x_test.npy", npyFile<float>("<f4", "(6, 3)", ramp(18)));
  QCOMPARE(errorOf("x_train.npy"), QStringLiteral("dataset.different-sizes"));
  save("x_test.npy", npyFile<float>("<f4", "(7, 2)", ramp(14)));
  QCOMPARE(errorOf("x_train.npy"), QStringLiteral("dataset.counts-differ"));
}

void TestDatasetArrays::quantitiesAreTold() {
  save("x.npy", npyFile<float>("<f4", "(12, 2)", ramp(24)));
  save("y.npy", npyFile<double>("<f8", "(12,)", {0, .5, 0, .5, 0, .5, 0, .5, 0, .5, 0, .5}));
  QCOMPARE(load("x.npy").value().targetCount, 1);
  save("x.json", sidecarText("\"target_unit\": \"%\", \"source\": \"a field\""));
  QCOMPARE(load("x.npy").value().targetNames.front(), std::string("answer (%)"));
  save("x.json", sidecarText("\"task\": \"classification\""));
  QCOMPARE(load("x.npy").value().classNames[1], std::string("0.5"));
  save("y.npy", npyFile<std::int64_t>("<i8", "(12,)", turns(12, 3)));
  save("x.json", sidecarText("\"task\": \"regression\""));
  QCOMPARE(load("x.npy").value().targetCount, 1);
  save("x.json", sidecarText("\"file\": \"other.npy\""));
  DatasetOptions numbers = options();
  numbers.quantities = true;
  const Dataset set = loadDataset("x.npy", numbers).value();
  QCOMPARE(set.classes, 0);
  QCOMPARE(set.notes.front().id, std::string("dataset.no-effect"));
}

void TestDatasetArrays::previewsSayTheTask() {
  save("x.npy", npyFile<std::uint8_t>("|u1", "(8, 2, 2)", std::vector<std::uint8_t>(32, 9)));
  save("y.npy", npyFile<std::int64_t>("<i8", "(8,)", turns(8, 2)));
  const DatasetPreview seen = previewDataset(m_folder->filePath(QStringLiteral("x.npy")).toStdString());
  QVERIFY(seen.array && !seen.table && !seen.problem);
  QCOMPARE(seen.pictures.size(), std::size_t{8});
  QCOMPARE(saidOutright(seen).task, DatasetDescriptor::Task::Classification);
}

void TestDatasetArrays::wrongSetsHaveTheirOwnMessages() {
  save("x.npy", npyFile<float>("<f4", "(12,)", ramp(12)));
  QCOMPARE(errorOf("x.npy"), QStringLiteral("dataset.no-answers"));
  save("x.npy", npyFile<float>("<f4", "()", {1}));
  QCOMPARE(errorOf("x.npy"), QStringLiteral("dataset.too-small"));
  save("x.npy", npyFile<float>("<f4", "(12, 2)", ramp(24)));
  const auto withAnswers = [&](const std::string& bytes) {
    save("y.npy", bytes);
    return errorOf("x.npy");
  };
  QCOMPARE(withAnswers("x"), QStringLiteral("npy.not-npy"));
  QCOMPARE(withAnswers(npyFile<float>("<f4", "(11,)", ramp(11))), QStringLiteral("dataset.counts-differ"));
  QCOMPARE(withAnswers(npyFile<std::int64_t>("<i8", "(12,)", turns(12, 1))),
           QStringLiteral("dataset.one-class"));
  std::vector<float> odd = ramp(12);
  odd[3] = NAN;
  QCOMPARE(withAnswers(npyFile<float>("<f4", "(12,)", odd)), QStringLiteral("dataset.not-finite"));
  const std::string sound = npyFile<std::int64_t>("<i8", "(12,)", turns(12, 2));
  QCOMPARE(withAnswers(sound), QString());
  save("x.json", sidecarText("\"classes\": [\"a\", \"b\", \"c\"]"));
  QCOMPARE(withAnswers(sound), QStringLiteral("dataset.classes-differ"));
  save("x.json", sidecarText("\"task\": \"classification\""));
  save("x.npy", npyFile<float>("<f4", "(5000, 1)", ramp(5000)));
  QCOMPARE(withAnswers(npyFile<float>("<f4", "(5000,)", ramp(5000))),
           QStringLiteral("dataset.too-many-classes"));
  std::vector<float> endless = ramp(24);
  endless[5] = INFINITY;
  save("x.npy", npyFile<float>("<f4", "(12, 2)", endless));
  QCOMPARE(withAnswers(sound), QStringLiteral("dataset.not-finite"));
  QVERIFY(english(load("x.npy").error()).find("sample 2") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestDatasetArrays)
#include "tst_dataset_arrays.moc"
