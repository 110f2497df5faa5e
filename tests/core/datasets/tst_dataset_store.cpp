#include <sys/stat.h>

#include <QDir>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>

#include "all_rooms.h"
#include "core/files/packed.h"
#include "datasets/dataset_store.h"
#include "files/csv.h"
#include "files/safe_writer.h"

using namespace lightloom::tests;

namespace {

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}

Dataset loaded(const std::string& name, const DatasetOptions& options = {}) {
  Result<Dataset> set = loadDataset(name, options);
  if (!set) qWarning("%s", english(set.error()).c_str());
  return std::move(set).value();
}

int countOf(const Dataset& set, int label) {
  return static_cast<int>(std::count(set.labels.begin(), set.labels.end(), label));
}

bool partsCover(const Dataset& set) {
  QSet<std::uint32_t> seen;
  for (const auto* part : {&set.train, &set.test})
    for (const std::uint32_t sample : *part) seen.insert(sample);
  return seen.size() == static_cast<qsizetype>(set.count()) &&
         set.train.size() + set.test.size() == set.count();
}

bool isScaled(const Dataset& set) {
  return std::all_of(set.values.begin(), set.values.end(),
                     [](float value) { return value >= 0 && value <= 1; });
}

std::string save(const QTemporaryDir& folder, const char* name, const std::string& bytes) {
  const std::string path = folder.filePath(name).toStdString();
  const bool saved = saveFile(path, bytes).ok();
  return saved ? path : std::string();
}

DatasetOptions beside(const QTemporaryDir& folder) {
  DatasetOptions options;
  options.baseDir = folder.path().toStdString();
  return options;
}

// Two classes by turns, enough of each for both parts.
std::string smallTable() {
  return "1,0\n2,1\n3,0\n4,1\n5,0\n6,1\n7,0\n8,1\n";
}

QString errorId(const std::string& name, const DatasetOptions& options = {}) {
  const Result<Dataset> set = loadDataset(name, options);
  return set ? QString() : text(set.error().id);
}

// The labels of so many pictures, 0 and 1 by turns.
std::string twoLabels(unsigned count) {
  std::string out = idxFile({count});
  for (std::size_t i = 8; i < out.size(); ++i) out[i] = static_cast<char>(i % 2);
  return out;
}

}  // namespace

class TestDatasetStore : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void bundledSetsHaveTheirSizes_data();
  void bundledSetsHaveTheirSizes();
  void mnistStaysBytes();
  void digitsAreSixteenths();
  void vowelsAreSplitBySpeaker();
  void meatsAreARegression();
  void spectraLoseLevelAndSpan();
  void ticTacToeIsExact();
  void splitsAreStratifiedAndSeeded();
  void fashionNeedsItsPackage();
  void setsWhoseFilesAreThereHaveNoProblem();
  void ownTable();
  void ownTableWithDescriptor();
  void theKindIsToldByTheContent();
  void ownFilesAreNamedWhenWrong();
  void filesOutsideAreNotRead();
  void changedFilesAreNoticed();
  void unknownSetsAreListed();
  void samplesHaveNamesAndSubjects();
  void oneOfTwoClassesMayBeLookedFor();
  void namesOfPicturesFitTheirLabels();
  void placesThatAreNoFilesAreNamed();
  void picturesComeWithTheirTestPart();
  void everyFileOfPicturesIsLookedAt();
  void ownSetsKnowTheirFiles();
};

void TestDatasetStore::bundledSetsHaveTheirSizes_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("count");
  QTest::addColumn<int>("features");
  QTest::addColumn<QList<int>>("classes");
  QTest::newRow("digits8x8") << "digits8x8" << 1797 << 64
                             << QList<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180};
  QTest::newRow("iris") << "iris" << 150 << 4 << QList<int>{50, 50, 50};
  QTest::newRow("wine") << "wine" << 178 << 13 << QList<int>{59, 71, 48};
  QTest::newRow("breast_cancer") << "breast_cancer" << 569 << 30 << QList<int>{212, 357};
  QTest::newRow("vowel") << "vowel" << 990 << 9 << QList<int>(11, 90);
  QTest::newRow("meats_nir") << "meats_nir" << 215 << 100 << QList<int>{};
  QTest::newRow("meats_nir_snv") << "meats_nir_snv" << 215 << 100 << QList<int>{};
  QTest::newRow("tic_tac_toe") << "tic_tac_toe" << 958 << 9 << QList<int>{626, 332};
  QTest::newRow("tic_tac_toe_moves") << "tic_tac_toe_moves" << 4520 << 18
                                     << QList<int>{742, 261, 623, 245, 1127, 243, 558, 233, 488};
  QTest::newRow("spirals") << "spirals" << 1000 << 2 << QList<int>{500, 500};
  QTest::newRow("xor") << "xor" << 1000 << 2 << QList<int>{500, 500};
  QTest::newRow("parity") << "parity" << 256 << 8 << QList<int>{128, 128};
}

void TestDatasetStore::bundledSetsHaveTheirSizes() {
  QFETCH(QString, name);
  QFETCH(int, count);
  QFETCH(int, features);
  QFETCH(QList<int>, classes);
  const Dataset set = loaded(name.toStdString());
  QCOMPARE(static_cast<int>(set.count()), count);
  QCOMPARE(set.features, features);
  QCOMPARE(set.classes, static_cast<int>(classes.size()));
  QCOMPARE(static_cast<int>(set.classNames.size()), set.classes);
  for (int label = 0; label < set.classes; ++label) QCOMPARE(countOf(set, label), classes[label]);
  QVERIFY(partsCover(set));
  QVERIFY(isScaled(set));
}

void TestDatasetStore::mnistStaysBytes() {
  const Dataset set = loaded("mnist");
  QCOMPARE(set.bytes.size(), std::size_t{70000} * 784);
  QVERIFY(set.values.empty());
  QVERIFY2(set.bytes.capacity() == set.bytes.size(), "the pictures are held once, without slack");
  QCOMPARE(set.train.size(), std::size_t{60000});
  QCOMPARE(set.test.size(), std::size_t{10000});
  QCOMPARE(set.imageWidth * set.imageHeight, 784);
  // The first labels of both parts and the mean of the training pictures, as published with the set.
  QCOMPARE(int(set.labels[0]), 5);
  QCOMPARE(int(set.labels[60000]), 7);
  double sum = 0;
  for (std::size_t i = 0; i < std::size_t{60000} * 784; ++i) sum += set.bytes[i];
  QVERIFY(std::fabs(sum / (60000.0 * 784 * 255) - 0.1307) < 5e-5);
}

void TestDatasetStore::digitsAreSixteenths() {
  const Dataset set = loaded("digits8x8");
  QCOMPARE(set.bytes.size(), std::size_t{1797} * 64);
  QCOMPARE(set.byteScale, 1.0f / 16);
  QCOMPARE(int(*std::max_element(set.bytes.begin(), set.bytes.end())), 16);
  QCOMPARE(set.imageWidth, 8);
}

void TestDatasetStore::vowelsAreSplitBySpeaker() {
  const Dataset set = loaded("vowel");
  QCOMPARE(set.train.size(), std::size_t{8 * 66});
  QCOMPARE(set.test.size(), std::size_t{7 * 66});
  QCOMPARE(text(set.classNames.front()), "hid");
  QCOMPARE(text(set.classNames.back()), "hed");
}

void TestDatasetStore::meatsAreARegression() {
  const Dataset set = loaded("meats_nir");
  QCOMPARE(set.targetCount, 1);
  QCOMPARE(text(set.targetNames.at(0)), "fat (%)");
  // The first sample of the file has 22.5 % fat.
  QVERIFY(std::fabs(set.targetOffset[0] + set.targetScale[0] * set.targets[0] - 22.5) < 1e-5);
  for (const std::uint32_t sample : set.train) QVERIFY(set.targets[sample] >= 0 && set.targets[sample] <= 1);
}

// Own numbers of a sample = offset + scale · input: all of them together have mean 0 and mean square 1, save
// where those of the test part are drawn in.
void TestDatasetStore::spectraLoseLevelAndSpan() {
  const Dataset set = loaded("meats_nir_snv"), raw = loaded("meats_nir");
  QCOMPARE(set.targets, raw.targets);
  QCOMPARE(set.test, raw.test);
  for (const std::uint32_t sample : set.train) {
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < 100; ++i) {
      const double own = set.inputOffset[i] + set.inputScale[i] * set.values[sample * 100 + i];
      sum += own;
      squares += own * own;
    }
    QVERIFY(std::fabs(sum) < 1e-3 && std::fabs(squares - 100) < 1e-3);
  }
  QTemporaryDir folder;
  std::string rows = "a,b,y\n";
  for (int row = 0; row < 10; ++row)
    rows += std::to_string(row) + ',' + std::to_string(2 * row + 1 - row % 2 * 7) + ',' +
            std::to_string(row) + ".5\n";
  save(folder, "own.csv", rows + "3,3,4.5\n");
  save(
      folder, "own.json",
      R"({"format": "lightloom-dataset", "version": 1, "task": "regression", "row_scale": "standard_normal"})");
  const DatasetOptions options = beside(folder);
  // Of two numbers the greater is 1 and the smaller is −1; two equal ones are 0.
  const Dataset own = loaded("own.csv", options);
  for (const std::uint32_t sample : own.train)
    for (std::size_t i = 0; i < 2; ++i) {
      const double number = own.inputOffset[i] + own.inputScale[i] * own.values[sample * 2 + i];
      const int less = sample == 10 ? 0 : sample % 2 == 1 && sample < 6 ? 1 : -1;
      QCOMPARE(number, i == 0 ? less : -less);
    }
  for (const char* wrong : {"\"row_scale\": \"max\"", "\"row_scale\": 1",
                            "\"row_scale\": \"standard_normal\", \"full_scale\": 4"}) {
    save(folder, "own.json",
         std::string("{\"format\": \"lightloom-dataset\", \"version\": 1, ") + wrong + "}");
    QCOMPARE(errorId("own.csv", options), "dataset.bad-descriptor");
  }
}

void TestDatasetStore::ticTacToeIsExact() {
  const Dataset set = loaded("tic_tac_toe");
  QSet<QByteArray> boards;
  for (std::size_t i = 0; i < set.count(); ++i) {
    QByteArray board;
    int x = 0, o = 0;
    for (int square = 0; square < 9; ++square) {
      const float value = set.values[i * 9 + static_cast<std::size_t>(square)];
      x += value == 1;
      o += value == 0;
      board += value == 1 ? 'x' : value == 0 ? 'o' : ' ';
    }
    QVERIFY(x == o || x == o + 1);
    boards.insert(board);
  }
  QCOMPARE(boards.size(), 958);
}

void TestDatasetStore::splitsAreStratifiedAndSeeded() {
  DatasetOptions options;
  options.testFraction = 0.3;
  options.splitSeed = 5;
  const Dataset set = loaded("iris", options);
  QCOMPARE(set.test.size(), std::size_t{45});
  for (int label = 0; label < 3; ++label)
    QCOMPARE(std::count_if(set.test.begin(), set.test.end(),
                           [&](std::uint32_t i) { return set.labels[i] == label; }),
             15);
  QVERIFY(loaded("iris", options).test == set.test);
  options.splitSeed = 6;
  QVERIFY(loaded("iris", options).test != set.test);
  QVERIFY(loaded("spirals", options).values != loaded("spirals").values);
}

void TestDatasetStore::fashionNeedsItsPackage() {
  const Result<Dataset> set = loadDataset("fashion_mnist");
  if (set) {
    QCOMPARE(set.value().count(), std::size_t{70000});
    return;
  }
  QCOMPARE(text(set.error().id), "dataset.needs-package");
  QVERIFY(text(english(set.error())).contains("dataset-fashion-mnist"));
}

void TestDatasetStore::setsWhoseFilesAreThereHaveNoProblem() {
  for (const std::string& name : bundledDatasets()) {
    const std::optional<Message> problem = bundledDatasetProblem(name);
    QCOMPARE(problem ? text(problem->id) : QString(), errorId(name));
  }
  QTemporaryDir temp;
  DatasetOptions options;
  options.dataDirs = {temp.path().toStdString()};
  QCOMPARE(text(bundledDatasetProblem("nothing", options)->id), "dataset.not-found");
  save(temp, "iris.json",
       R"({"format": "lightloom-dataset", "version": 1, "form": "csv", "file": "gone.csv"})");
  QCOMPARE(text(bundledDatasetProblem("iris", options)->id), "dataset.not-found");
  save(temp, "iris.json", "{");
  QCOMPARE(text(bundledDatasetProblem("iris", options)->id), "file.truncated");
}

void TestDatasetStore::ownTable() {
  QTemporaryDir folder;
  save(folder, "own.csv",
       "height;width;kind\n1;10;red\n2;20;blue\n3;30;red\n4;40;blue\n5;50;red\n6;60;blue\n");
  DatasetOptions options = beside(folder);
  options.testFraction = 0.34;
  const Dataset set = loaded("own.csv", options);
  QCOMPARE(set.features, 2);
  QCOMPARE(set.classNames, (std::vector<std::string>{"blue", "red"}));
  QCOMPARE(int(set.labels[0]), 1);
  save(folder, "curve.csv", "0.1,1.5\n0.2,2.5\n0.3,3.25\n0.4,4.5\n0.5,5.5\n");
  const Dataset curve = loaded("curve.csv", options);
  QCOMPARE(curve.targetCount, 1);
  QCOMPARE(curve.features, 1);
}

void TestDatasetStore::ownTableWithDescriptor() {
  QTemporaryDir folder;
  save(folder, "own.csv", "y;a;skip\n1,5;0,1;x\n2,5;0,2;x\n3,5;0,3;x\n4,5;0,4;x\n5,5;0,5;x\n");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.one-class");
  save(folder, "own.json",
       "{\"format\": \"lightloom-dataset\", \"version\": 1, \"target\": \"y\", \"ignore\": \"skip\"}");
  QCOMPARE(errorId("own.csv", beside(folder)), "csv.decimal-comma");
  save(folder, "own.json",
       "{\"format\": \"lightloom-dataset\", \"version\": 1, \"target\": \"y\", \"ignore\": [\"skip\"], "
       "\"decimal_comma\": true, \"target_unit\": \"V\"}");
  const Dataset set = loaded("own.csv", beside(folder));
  QCOMPARE(set.features, 1);
  QCOMPARE(text(set.targetNames.at(0)), "y (V)");
  save(folder, "own.json", "{\"format\": \"lightloom-dataset\", \"version\": 1, \"target\": \"z\"}");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.no-column");
  save(folder, "own.json", "{\"format\": \"lightloom-dataset\", \"version\": 1, \"task\": \"guess\"}");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.bad-descriptor");
  save(folder, "own.json", "{\"format\": \"lightloom-dataset\", \"version\": 1, \"decimal-comma\": true}");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.unknown-key");
  save(folder, "own.json", "{\"format\": \"lightloom-dataset\", \"version\": 1, \"thousands\": \".\"}");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.bad-descriptor");
  save(folder, "own.json", "{\"some\": \"notes\"}");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.bad-descriptor");
}

// By content, whatever the name says.
void TestDatasetStore::theKindIsToldByTheContent() {
  QTemporaryDir folder;
  save(folder, "features_idx.csv", smallTable());
  QCOMPARE(errorId("features_idx.csv", beside(folder)), "");
  std::string pictures(
      "\0\0\x08\x03\0\0\0\x06\0\0\0\x01\0\0\0\x01"
      "abcdef",
      22);
  std::string labels(
      "\0\0\x08\x01\0\0\0\x06"
      "\0\1\0\1\0\1",
      14);
  save(folder, "my-images.bin", pictures);
  save(folder, "my-labels.bin", labels);
  QCOMPARE(errorId("my-images.bin", beside(folder)), "");
  QCOMPARE(loaded("my-images.bin", beside(folder)).imageWidth, 1);
}

void TestDatasetStore::ownFilesAreNamedWhenWrong() {
  QTemporaryDir folder;
  const DatasetOptions options = beside(folder);
  QCOMPARE(errorId("none.csv", options), "dataset.not-found");
  save(folder, "short.csv", "1,0\n2,1\n");
  QCOMPARE(errorId("short.csv", options), "dataset.too-small");
  save(folder, "one.csv", "1,a\n2,a\n3,a\n4,a\n5,a\n");
  QCOMPARE(errorId("one.csv", options), "dataset.one-class");
  save(folder, "narrow.csv", "1\n2\n3\n4\n5\n");
  QCOMPARE(errorId("narrow.csv", options), "dataset.no-inputs");
  save(folder, "hole.csv", "1,0\n,1\n3,0\n4,1\n5,0\n");
  QCOMPARE(errorId("hole.csv", options), "dataset.missing-value");
  save(folder, "vast.csv", "1,0\n2,1\n1e39,0\n4,1\n5,0\n");
  QCOMPARE(errorId("vast.csv", options), "dataset.too-large-number");
  save(folder, "page-idx3-ubyte", "<html></html>");
  save(folder, "page-idx1-ubyte", "<html></html>");
  QCOMPARE(errorId("page-idx3-ubyte", options), "idx.web-page");
}

void TestDatasetStore::filesOutsideAreNotRead() {
  QTemporaryDir folder, elsewhere;
  const std::string outside = save(elsewhere, "secret.csv", smallTable());
  DatasetOptions options = beside(folder);
  QCOMPARE(errorId(outside, options), "dataset.outside-folder");
  QCOMPARE(errorId("../" + elsewhere.path().section('/', -1).toStdString() + "/secret.csv", options),
           "dataset.outside-folder");
  QVERIFY(QFile::link(QString::fromStdString(outside), folder.filePath("link.csv")));
  QCOMPARE(errorId("link.csv", options), "dataset.outside-folder");
  QCOMPARE(errorId("/dev/zero", options), "dataset.outside-folder");
  options.dataDirs = {elsewhere.path().toStdString()};
  QCOMPARE(errorId("secret.csv", options), "");
  options.dataDirs.clear();
  options.anywhere = true;
  QCOMPARE(errorId(outside, options), "");
}

void TestDatasetStore::changedFilesAreNoticed() {
  QTemporaryDir folder;
  const std::string bytes = smallTable();
  save(folder, "own.csv", bytes);
  const std::string reference = "own.csv#sha256=" + sha256Hex(bytes);
  QCOMPARE(errorId(reference, beside(folder)), "");
  save(folder, "own.csv", bytes + "9,0\n");
  QCOMPARE(errorId(reference, beside(folder)), "dataset.changed");
}

void TestDatasetStore::unknownSetsAreListed() {
  const Result<Dataset> set = loadDataset("imagenet");
  QCOMPARE(text(set.error().id), "dataset.unknown");
  QVERIFY(text(english(set.error())).contains("breast_cancer"));
}

// What the inputs of a sample are called, and what it is shown as.
void TestDatasetStore::samplesHaveNamesAndSubjects() {
  const Dataset tumours = loaded("breast_cancer");
  QCOMPARE(tumours.inputNames.size(), std::size_t{30});
  QCOMPARE(tumours.inputNames.front(), std::string("mean radius"));
  QCOMPARE(tumours.subject, Subject::Numbers);
  const Dataset meat = loaded("meats_nir_snv");
  QCOMPARE(meat.subject, Subject::Spectrum);
  QCOMPARE(meat.axis, (InputAxis{850, 1050, "nm"}));
  QCOMPARE(meat.inputNames.front(), std::string("x_001"));
  QCOMPARE(loaded("spoken_digits").subject, Subject::Word);
  QCOMPARE(loaded("tic_tac_toe").subject, Subject::Board);
  QCOMPARE(loaded("tic_tac_toe_moves").subject, Subject::Board);
  QCOMPARE(loaded("digits8x8").subject, Subject::Numbers);
  QVERIFY(loaded("digits8x8").inputNames.empty());

  QTemporaryDir folder;
  const auto errorOf = [&](const std::string& table, const std::string& keys) {
    save(folder, "own.csv", table);
    save(folder, "own.json", sidecarText(keys));
    return errorId("own.csv", beside(folder));
  };
  const std::string three = "1,5,0\n2,6,1\n3,7,0\n4,8,1\n5,9,0\n6,9,1\n";
  QCOMPARE(errorOf(three, "\"input_names\": [\"width\", \"height\"], \"subject\": \"spectrum\""), "");
  QCOMPARE(loaded("own.csv", beside(folder)).inputNames, (std::vector<std::string>{"width", "height"}));
  QCOMPARE(loaded("own.csv", beside(folder)).axis, InputAxis());
  QCOMPARE(errorOf(three, "\"input_names\": [\"width\"]"), "dataset.other-names");
  QCOMPARE(errorOf(three, "\"subject\": \"word\""), "dataset.other-subject");
  QCOMPARE(errorOf(three, "\"subject\": \"board\""), "dataset.other-subject");
  QCOMPARE(errorOf("1,0\n2,1\n3,0\n4,1\n", "\"subject\": \"spectrum\""), "dataset.other-subject");
  std::string board;
  for (int i = 0; i < 6; ++i) board += "1,0,0.5,1,0,0,1,0.5," + std::string(i % 2 ? "0,yes\n" : "1,no\n");
  QCOMPARE(errorOf(board, "\"subject\": \"board\""), "");
  QCOMPARE(loaded("own.csv", beside(folder)).subject, Subject::Board);
  for (const char* wrong : {"\"subject\": \"cat\"", "\"axis\": 3", "\"axis\": {\"from\": 1}",
                            "\"axis\": {\"from\": 1, \"to\": 1}", "\"axis\": {\"from\": 1, \"to\": \"2\"}",
                            "\"subject\": \"spectrum\", \"axis\": {\"from\": 1, \"to\": 2, \"unit\": 3}",
                            "\"axis\": {\"from\": 1, \"to\": 2}", "\"input_names\": [true]"})
    QCOMPARE(errorOf(three, wrong), "dataset.bad-descriptor");
  // A heading longer than a name is none.
  QCOMPARE(errorOf("width," + std::string(300, 'x') + ",class\n" + three, "\"first_line\": \"names\""), "");
  QCOMPARE(loaded("own.csv", beside(folder)).inputNames, (std::vector<std::string>{"width", "column 1"}));
}

// Four pictures of 2 × 2 with the labels 0, 1, 2, 0.
void TestDatasetStore::oneOfTwoClassesMayBeLookedFor() {
  QCOMPARE(loaded("breast_cancer").positive, 0);
  QCOMPARE(loaded("iris").positive, -1);
  QTemporaryDir folder;
  save(folder, "own.csv", smallTable());
  const auto say = [&](const char* more) {
    save(folder, "own.json",
         std::string("{\"format\": \"lightloom-dataset\", \"version\": 1, ") + more + "}");
  };
  say("\"classes\": [\"well\", \"ill\"], \"positive\": \"ill\"");
  QCOMPARE(loaded("own.csv", beside(folder)).positive, 1);
  for (const char* wrong : {"\"positive\": \"ill\"", "\"positive\": \"1\", \"task\": \"regression\""}) {
    say(wrong);
    QCOMPARE(errorId("own.csv", beside(folder)), "dataset.no-positive");
  }
  save(folder, "own.csv", "1,0\n2,1\n3,2\n4,0\n5,1\n6,2\n");
  say("\"positive\": \"1\"");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.no-positive");
  say("\"positive\": 1");
  QCOMPARE(errorId("own.csv", beside(folder)), "dataset.bad-descriptor");
}

void TestDatasetStore::namesOfPicturesFitTheirLabels() {
  const QTemporaryDir folder;
  const auto header = [](int dimensions, std::initializer_list<int> sizes) {
    std::string out("\0\0\x08", 3);
    out += static_cast<char>(dimensions);
    for (const int size : sizes) out += std::string("\0\0\0", 3) + static_cast<char>(size);
    return out;
  };
  const int count = 12;
  std::string labels = header(1, {count});
  for (int i = 0; i < count; ++i) labels += static_cast<char>(i % 3);
  save(folder, "own-images-idx3-ubyte", header(3, {count, 2, 2}) + std::string(4 * count, '\x40'));
  save(folder, "own-labels-idx1-ubyte", labels);
  const auto load = [&](const std::string& keys) {
    save(folder, "own-images-idx3-ubyte.json", sidecarText(keys));
    return loadDataset("own-images-idx3-ubyte", beside(folder));
  };
  QCOMPARE(load("").value().classNames, (std::vector<std::string>{"0", "1", "2"}));
  const Dataset named = load("\"classes\": [\"cat\", \"dog\", \"cow\"]").value();
  QCOMPARE(named.classNames, (std::vector<std::string>{"cat", "dog", "cow"}));
  QVERIFY(named.notes.empty());
  for (const char* wrong :
       {"\"classes\": [\"cat\", \"dog\"]", "\"classes\": [\"cat\", \"dog\", \"cow\", \"owl\"]"}) {
    const Result<Dataset> refused = load(wrong);
    QVERIFY(!refused);
    QCOMPARE(text(refused.error().id), "dataset.classes-differ");
    QVERIFY2(text(english(refused.error())).contains("go from 0 to 2"), english(refused.error()).c_str());
  }
  const Dataset told = load("\"task\": \"regression\", \"ignore\": [1], \"decimal_comma\": true").value();
  QCOMPARE(told.notes.size(), std::size_t{1});
  QVERIFY2(text(english(told.notes[0])).contains("\"ignore\", \"decimal_comma\", \"task\" in"),
           english(told.notes[0]).c_str());
}

void TestDatasetStore::placesThatAreNoFilesAreNamed() {
  const QTemporaryDir folder;
  QVERIFY(QDir(folder.path()).mkdir("tables.d") && QDir(folder.path()).mkdir("tables"));
  QCOMPARE(::mkfifo(folder.filePath("pipe.csv").toUtf8().constData(), 0600), 0);
  QCOMPARE(errorId("tables.d", beside(folder)), "file.is-a-directory");
  QCOMPARE(errorId("pipe.csv", beside(folder)), "file.not-regular");
  QCOMPARE(errorId("absent.csv", beside(folder)), "dataset.not-found");
  const Result<Dataset> bare = loadDataset("tables", beside(folder));
  QVERIFY2(text(english(bare.error())).contains("./tables"), english(bare.error()).c_str());
  QCOMPARE(errorId("./tables", beside(folder)), "file.is-a-directory");
}

void TestDatasetStore::picturesComeWithTheirTestPart() {
  const QTemporaryDir folder;
  save(folder, "train-images-idx3-ubyte", idxFile({12, 2, 2}));
  save(folder, "train-labels-idx1-ubyte", twoLabels(12));
  QVERIFY(!loaded("train-images-idx3-ubyte", beside(folder)).test.empty());  // split off
  save(folder, "t10k-images-idx3-ubyte", idxFile({12, 2, 2}));
  QCOMPARE(errorId("train-images-idx3-ubyte", beside(folder)), "file.missing");
  save(folder, "t10k-labels-idx1-ubyte", twoLabels(12));
  const Dataset both = loaded("train-images-idx3-ubyte", beside(folder));
  QCOMPARE(both.train.size(), std::size_t{12});
  QCOMPARE(both.test.front(), std::uint32_t{12});
  save(folder, "t10k-images-idx3-ubyte", idxFile({12, 2, 3}));
  QCOMPARE(errorId("train-images-idx3-ubyte", beside(folder)), "dataset.different-sizes");
  save(folder, "t10k-images-idx3-ubyte", idxFile({12, 2, 2}, -3));
  QCOMPARE(errorId("train-images-idx3-ubyte", beside(folder)), "idx.truncated");
}

void TestDatasetStore::everyFileOfPicturesIsLookedAt() {
  const auto problemOf = [](const std::string& images, const std::string& labels) {
    const QTemporaryDir folder;
    save(folder, "a-images-idx3-ubyte", images);
    if (!labels.empty()) save(folder, "a-labels-idx1-ubyte", labels);
    return errorId("a-images-idx3-ubyte", beside(folder));
  };
  const std::string pictures = idxFile({12, 2, 2}), labels = twoLabels(12);
  QCOMPARE(problemOf(pictures, labels), "");
  QCOMPARE(problemOf(pictures, ""), "file.missing");
  QCOMPARE(problemOf(pictures, twoLabels(11)), "idx.count-mismatch");
  QVERIFY(problemOf(pictures, "no idx at all").startsWith("idx."));
  QCOMPARE(problemOf(pictures, labels.substr(0, labels.size() - 2)), "idx.truncated");
  QCOMPARE(problemOf(idxFile({12, 2, 2}, -2), labels), "idx.truncated");
  QCOMPARE(problemOf(pictures, labels.substr(0, 8) + std::string(12, '\0')), "dataset.one-class");
  QCOMPARE(problemOf(idxFile({12, 4}), labels), "");  // rows of numbers
}

void TestDatasetStore::ownSetsKnowTheirFiles() {
  const QTemporaryDir folder;
  const auto filesOf = [&](const std::string& name) {
    QStringList out;
    for (const DatasetFile& file : ownDatasetFiles(name, beside(folder))) out << text(file.name);
    out.sort();
    return out;
  };
  save(folder, "own.csv", smallTable());
  QCOMPARE(filesOf("own.csv"), QStringList{"own.csv"});
  save(folder, "own.json", sidecarText(""));
  QCOMPARE(filesOf("own.csv#sha256=" + std::string(64, '0')), (QStringList{"own.csv", "own.json"}));
  for (const char* name : {"train-images-idx3-ubyte", "t10k-images-idx3-ubyte"})
    save(folder, name, idxFile({12, 2, 2}));
  for (const char* name : {"train-labels-idx1-ubyte", "t10k-labels-idx1-ubyte"})
    save(folder, name, twoLabels(12));
  QCOMPARE(filesOf("train-images-idx3-ubyte").size(), 4);
  for (const char* none : {"digits8x8", "/etc/passwd", "../own.csv", "absent.csv"})
    QVERIFY2(filesOf(none).isEmpty(), none);
}

QTEST_GUILESS_MAIN(TestDatasetStore)
#include "tst_dataset_store.moc"
