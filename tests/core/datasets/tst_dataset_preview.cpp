#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "core/files/packed.h"
#include "datasets/dataset_place.h"
#include "datasets/dataset_preview.h"
#include "files/csv.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"

using namespace lightloom::tests;

namespace {

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}

std::string save(const QTemporaryDir& folder, const char* name, const std::string& bytes) {
  const std::string path = folder.filePath(QLatin1String(name)).toStdString();
  return saveFile(path, bytes) ? path : std::string();
}

// Three classes by turns; `decimal` and `separator` as the table has them.
std::string flowers(char separator = ',', char decimal = '.') {
  const std::string names[] = {"rose", "tulip", "aster"};
  std::string out = std::string("height") + separator + "width" + separator + "kind\n";
  for (int i = 0; i < 30; ++i)
    out += std::to_string(i % 3) + decimal + "5" + separator + std::to_string(i % 7) + decimal + "25" +
           separator + names[i % 3] + "\n";
  return out;
}

std::string labelsFor(int count) {
  std::string out = idxFile({static_cast<unsigned>(count)});
  for (std::size_t i = 8; i < out.size(); ++i) out[i] = static_cast<char>(i % 2);
  return out;
}

}  // namespace

/// What is said of a file before a design uses it, and where it goes then.
class TestDatasetPreview : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void descriptorsComeBack_data();
  void descriptorsComeBack();
  void remarksAreKept();
  void tablesAreTold_data();
  void tablesAreTold();
  void decimalCommasNeedProof();
  void holesHideNoColumn();
  void whatIsSaidIsFollowed();
  void saidOutrightReadsTheSame();
  void columnsWithoutANameHaveANumber();
  void quantitiesHaveNames();
  void picturesShowSamplesOfAllTheSet();
  void everyWrongFileHasItsOwnMessage();
  void readersEndWhenNobodyWaits();
  void referencesArePaths_data();
  void referencesArePaths();
  void dataIsLinkedOrCopied();
  void nothingIsReplaced();
  void copiesKeepAwayFromOtherSets();
  void placingSaysWhatIsWrong();
  void referencesAreShortWhereTheyCanBe();
  void picturesAreCopiedWithTheirLabels();
  void whatCannotBeWrittenIsSaid();
};

void TestDatasetPreview::descriptorsComeBack_data() {
  QTest::addColumn<QString>("keys");
  const auto add = [](const char* keys) { QTest::newRow(keys) << QString::fromUtf8(keys); };
  add("");
  add(R"("decimal_comma": true, "thousands": ".", "separator": ";", "first_line": "names")");
  add(R"("decimal_comma": false, "separator": "\t", "first_line": "data")");
  add(R"("target": ["a \"b\"", "3"], "ignore": "id", "task": "regression", "target_unit": "%")");
  add(R"("target": 4, "ignore": [0, "x"], "missing": "drop", "missing_values": [-999, "none"])");
  add(R"("task": "classification", "classes": ["no", "yes"], "positive": "yes", "missing": "class")");
  add(R"("split": {"column": "speaker", "test": [8, 14.5]}, "row_scale": "standard_normal")");
  add(R"("image": {"width": 8, "height": 6}, "full_scale": 16, "form": "csv", "title": "Ä")");
  add(R"("form": "idx", "train_images": "a", "train_labels": "b", "test_images": "c", "test_labels": "d")");
  add(R"("directories": ["/usr/share/x"], "package": "p", "file": "x.csv", "first_line": "other")");
}

void TestDatasetPreview::descriptorsComeBack() {
  QFETCH(QString, keys);
  const Result<DatasetDescriptor> read = readDatasetDescriptor(sidecarText(keys.toStdString()), "a.json");
  QVERIFY2(read, read ? "" : english(read.error()).c_str());
  const std::string written = writeDatasetDescriptor(read.value());
  const Result<DatasetDescriptor> again = readDatasetDescriptor(written, "b.json");
  QVERIFY2(again, written.c_str());
  QVERIFY2(again.value() == read.value(), written.c_str());
  QCOMPARE(text(writeDatasetDescriptor(again.value())), text(written));
}

void TestDatasetPreview::remarksAreKept() {
  const DatasetDescriptor read =
      readDatasetDescriptor(sidecarText(R"("licence": "CC0", "source": "a field", "note": 5)"), "a.json")
          .value();
  const QString written = text(writeDatasetDescriptor(read));
  QVERIFY(written.contains("\"licence\": \"CC0\"") && written.contains("\"source\": \"a field\""));
  QVERIFY(!written.contains("note"));
}

void TestDatasetPreview::tablesAreTold_data() {
  QTest::addColumn<char>("separator");
  QTest::addColumn<char>("decimal");
  QTest::newRow("usual") << ',' << '.';
  QTest::newRow("spreadsheet of half Europe") << ';' << ',';
  QTest::newRow("tabs") << '\t' << '.';
  QTest::newRow("tabs and commas") << '\t' << ',';
  QTest::newRow("bars") << '|' << '.';
}

void TestDatasetPreview::tablesAreTold() {
  QFETCH(char, separator);
  QFETCH(char, decimal);
  const QTemporaryDir folder;
  const DatasetPreview seen = previewDataset(save(folder, "own.csv", flowers(separator, decimal)));
  QVERIFY2(!seen.problem, seen.problem ? english(*seen.problem).c_str() : "");
  QVERIFY(seen.table && !seen.described);
  QCOMPARE(seen.table->separator, separator);
  QCOMPARE(seen.table->decimalComma, decimal == ',');
  QVERIFY(seen.table->names && seen.table->classes);
  QCOMPARE(seen.table->rows, std::size_t{30});
  QCOMPARE(seen.table->first.size(), std::size_t{20});
  QCOMPARE(text(seen.table->first[1][2]), "tulip");
  QCOMPARE(seen.table->columns.size(), std::size_t{3});
  QCOMPARE(seen.table->columns[0].content, ColumnContent::Number);
  QCOMPARE(seen.table->columns[0].different, std::size_t{3});
  QCOMPARE(text(seen.table->columns[1].name), "width");
  QCOMPARE(seen.table->columns[2].content, ColumnContent::Text);
  QCOMPARE(seen.table->columns[2].role, ColumnRole::Target);
  QCOMPARE(seen.classes.size(), std::size_t{3});
  QCOMPARE(text(seen.classes[0].name), "aster");
  QCOMPARE(seen.classes[0].samples, std::size_t{10});
  QCOMPARE(seen.training + seen.test, std::size_t{30});
  QCOMPARE(seen.features, 2);
  QVERIFY(seen.pictures.empty());
}

// A comma between digits may stand between thousands; one point that can only be decimal says more.
void TestDatasetPreview::decimalCommasNeedProof() {
  const auto told = [](const std::string& table) {
    return looksLikeDecimalComma(readCsv(table, "a.csv").value());
  };
  QVERIFY(told("0,5;1\n1,25;0\n"));
  QVERIFY(!told("1,011;1\n1,012;0\n"));
  QVERIFY(!told("0,5;1.5\n1,25;0.25\n"));
  QVERIFY(!told("a;b\n1;0\n"));
}

void TestDatasetPreview::holesHideNoColumn() {
  const QTemporaryDir folder;
  const DatasetPreview seen =
      previewDataset(save(folder, "own.csv", flowers() + ",1.5,rose\nx,2.5,tulip\n,3.5,\n"));
  QVERIFY(seen.problem && seen.table);
  QCOMPARE(text(seen.problem->id), "dataset.missing-value");
  QCOMPARE(seen.table->columns[0].missing, std::size_t{2});
  QCOMPARE(seen.table->columns[0].content, ColumnContent::Mixed);
  QCOMPARE(seen.table->columns[2].missing, std::size_t{1});
  QCOMPARE(seen.table->columns[2].role, ColumnRole::Target);
  QCOMPARE(seen.training, std::size_t{0});
}

void TestDatasetPreview::whatIsSaidIsFollowed() {
  const QTemporaryDir folder;
  const std::string path = save(folder, "own.csv", flowers());
  DatasetOptions options;
  options.descriptor.emplace();
  options.descriptor->targets = {"width"};
  options.descriptor->ignored = {"kind"};
  options.descriptor->task = DatasetDescriptor::Task::Regression;
  const DatasetPreview said = previewDataset(path, options);
  QVERIFY(!said.problem);
  QCOMPARE(said.table->columns[1].role, ColumnRole::Target);
  QCOMPARE(said.table->columns[2].role, ColumnRole::LeftOut);
  QVERIFY(said.classes.empty());
  QCOMPARE(text(said.quantities.front()), "width");
  options.descriptor->targets = {"depth"};
  const DatasetPreview wrong = previewDataset(path, options);
  QCOMPARE(text(wrong.problem->id), "dataset.no-column");
  QCOMPARE(wrong.table->columns.size(), std::size_t{3});
  save(folder, "own.json", sidecarText("\"target\": \"nothing\""));
  QCOMPARE(text(previewDataset(path).problem->id), "dataset.no-column");
  QVERIFY(previewDataset(path).described);
  save(folder, "own.json", "{}");
  QCOMPARE(text(previewDataset(path).problem->id), "dataset.bad-descriptor");
}

// What was guessed stays as it was, whatever the rest of the table looks like later.
void TestDatasetPreview::saidOutrightReadsTheSame() {
  const QTemporaryDir folder;
  const std::string path = save(folder, "own.csv", flowers(';', ','));
  const DatasetPreview guessed = previewDataset(path);
  const DatasetDescriptor outright = saidOutright(guessed);
  QCOMPARE(outright.separator, ';');
  QVERIFY(outright.numbers.decimalComma && outright.numbersSaid);
  QCOMPARE(outright.firstLine, DatasetDescriptor::FirstLine::Names);
  QCOMPARE(outright.task, DatasetDescriptor::Task::Classification);
  QCOMPARE(outright.targets, std::vector<std::string>{"kind"});
  save(folder, "own.json", writeDatasetDescriptor(outright));
  DatasetOptions options;
  options.baseDir = folder.path().toStdString();
  options.quantities = true;  // a loss that compares numbers makes quantities of nothing that is said
  const Result<Dataset> set = loadDataset("own.csv", options);
  QVERIFY(set && set.value().notes.empty());
  QCOMPARE(set.value().classes, 3);
}

void TestDatasetPreview::columnsWithoutANameHaveANumber() {
  const QTemporaryDir folder;
  std::string table = ",a,a,kind\n";
  for (int i = 0; i < 9; ++i) table += "1." + std::to_string(i) + ",2.5,3.5," + (i % 2 ? "x" : "y") + "\n";
  const DatasetPreview seen = previewDataset(save(folder, "own.csv", table));
  QCOMPARE(text(seen.table->columns[0].key), "0");
  QCOMPARE(text(seen.table->columns[2].key), "2");
  QCOMPARE(text(seen.table->columns[3].key), "kind");
  const DatasetPreview longName =
      previewDataset(save(folder, "long.csv", std::string(300, 'x') + ",b,c,kind\n" + table.substr(10)));
  QVERIFY(longName.table);
  QCOMPARE(text(longName.table->columns[0].key), "0");
}

void TestDatasetPreview::quantitiesHaveNames() {
  const QTemporaryDir folder;
  std::string table = "x,fat\n";
  for (int i = 0; i < 30; ++i) table += std::to_string(i) + "," + std::to_string(i) + ".25\n";
  const DatasetPreview seen = previewDataset(save(folder, "own.csv", table));
  QVERIFY(!seen.problem && seen.classes.empty());
  QCOMPARE(text(seen.quantities.front()), "fat");
  QCOMPARE(saidOutright(seen).task, DatasetDescriptor::Task::Regression);
  QCOMPARE(seen.table->columns[0].content, ColumnContent::Whole);
}

void TestDatasetPreview::picturesShowSamplesOfAllTheSet() {
  const QTemporaryDir folder;
  const std::string path = save(folder, "a-images-idx3-ubyte", idxFile({40, 2, 3}));
  save(folder, "a-labels-idx1-ubyte", labelsFor(40));
  const DatasetPreview seen = previewDataset(path);
  QVERIFY2(!seen.problem, seen.problem ? english(*seen.problem).c_str() : "");
  QVERIFY(!seen.table);
  QCOMPARE(seen.imageWidth, 3);
  QCOMPARE(seen.imageHeight, 2);
  QCOMPARE(seen.pictures.size(), std::size_t{16});
  QCOMPARE(seen.pictures[0][1], 1 / 255.0f);
  QCOMPARE(seen.pictures[15][0], 37 * 6 / 255.0f);
  QCOMPARE(seen.classes[1].samples, std::size_t{20});
  QVERIFY(saidOutright(seen) == DatasetDescriptor());
}

void TestDatasetPreview::everyWrongFileHasItsOwnMessage() {
  const QTemporaryDir folder;
  const std::string pictures = idxFile({60, 2, 2}), labels = labelsFor(60);
  const auto pair = [&](const std::string& name, const std::string& images, const std::string& answers) {
    save(folder, (name + "-labels-idx1-ubyte").c_str(), answers);
    return save(folder, (name + "-images-idx3-ubyte").c_str(), images);
  };
  const std::string huge = save(folder, "huge.csv", "1,2\n");
  QCOMPARE(truncate(huge.c_str(), off_t{3} << 30), 0);
  const std::string locked = save(folder, "locked.csv", flowers());
  const std::vector<std::string> paths = {
      save(folder, "table.csv.gz", gzipped(flowers())),
      save(folder, "page.csv", "<!DOCTYPE html><html><body>404</body></html>"),
      pair("swapped", labels, pictures),
      pair("counts", pictures, labelsFor(10)),
      pair("short", pictures.substr(0, pictures.size() - 1), labels),
      save(folder, "mixed.csv", "a,b,kind\n1.5,2.5,x\n1.5,\"2,5\",y\n1.5,2.5,x\n1.5,2.5,y\n2.5,1.5,x\n"),
      huge,
      save(folder, "empty.csv", ""),
      folder.path().toStdString(),
      folder.filePath("none.csv").toStdString(),
      save(folder, "noise.csv", std::string("\0\1\2\3", 4))};
  QSet<QString> messages;
  for (const std::string& path : paths) {
    QElapsedTimer time;
    time.start();
    const DatasetPreview seen = previewDataset(path);
    QVERIFY2(time.elapsed() < 2000, path.c_str());
    QVERIFY2(seen.problem, path.c_str());
    const QString said = text(english(*seen.problem));
    const QString name = text(fileName(path)).section('-', 0, 0);
    QVERIFY2(said.contains(name), qPrintable(said));
    messages << text(seen.problem->id) + said.section(name, -1);
  }
  QCOMPARE(messages.size(), static_cast<qsizetype>(paths.size()));
  if (geteuid() == 0) return;  // nothing is locked for the superuser
  chmod(locked.c_str(), 0);
  QCOMPARE(text(previewDataset(locked).problem->id), "file.no-permission");
}

void TestDatasetPreview::readersEndWhenNobodyWaits() {
  const QTemporaryDir folder;
  std::stop_source source;
  DatasetOptions options;
  options.budget.stop = source.get_token();
  const std::string path = save(folder, "own.csv", flowers());
  QVERIFY(!previewDataset(path, options).problem);
  source.request_stop();
  QVERIFY(previewDataset(path, options).problem);
  std::string many;
  for (int i = 0; i < 3000; ++i) many += "1,2\n";
  const Result<CsvTable> stopped = readCsv(many, "a.csv", {}, options.budget);
  QCOMPARE(text(stopped.error().id), "csv.too-slow");
}

void TestDatasetPreview::referencesArePaths_data() {
  QTest::addColumn<QString>("path");
  QTest::addColumn<QString>("folder");
  QTest::addColumn<QString>("reference");
  QTest::newRow("beside") << "/home/a/own.csv"
                          << "/home/a"
                          << "own.csv";
  QTest::newRow("below") << "/home/a/data/own.csv"
                         << "/home/a"
                         << "data/own.csv";
  QTest::newRow("near") << "/home/a/data/own.csv"
                        << "/home/a/designs"
                        << "../data/own.csv";
  QTest::newRow("far") << "/media/own.csv"
                       << "/home/a"
                       << "/media/own.csv";
  QTest::newRow("no folder") << "/home/a/own.csv"
                             << ""
                             << "/home/a/own.csv";
  QTest::newRow("like a bundled set") << "/home/a/mnist"
                                      << "/home/a"
                                      << "./mnist";
  QTest::newRow("letters and blanks") << "/home/a/my é"
                                      << "/home/a"
                                      << "my é";
}

void TestDatasetPreview::referencesArePaths() {
  QFETCH(QString, path);
  QFETCH(QString, folder);
  QFETCH(QString, reference);
  QCOMPARE(text(datasetReference(path.toStdString(), folder.toStdString())), reference);
}

void TestDatasetPreview::dataIsLinkedOrCopied() {
  const QTemporaryDir from, to;
  DatasetPlacing placing;
  placing.path = save(from, "own.csv", flowers());
  placing.folder = to.path().toStdString();
  placing.descriptor.targets = {"kind"};
  const PlacedDataset linked = placeDataset(placing).value();
  QVERIFY(!linked.copied && linked.path == placing.path);
  QCOMPARE(text(linked.reference),
           QStringLiteral("../%1/own.csv").arg(from.path().section(QLatin1Char('/'), -1)));
  QCOMPARE(linked.written.size(), std::size_t{1});
  QVERIFY(QFile::exists(from.filePath("own.json")));
  QVERIFY(placeDataset(placing).value().written.empty());  // said already
  placing.copy = true;
  const PlacedDataset copied = placeDataset(placing).value();
  QVERIFY(copied.copied);
  QCOMPARE(text(copied.reference), "own.csv");
  QCOMPARE(copied.written.size(), std::size_t{2});
  DatasetOptions options;
  options.baseDir = placing.folder;
  QCOMPARE(loadDataset(copied.reference, options).value().classes, 3);
  placing.path = copied.path;  // it lies there already
  QVERIFY(!placeDataset(placing).value().copied);
  placing.path = save(from, "own.csv", flowers());
  QVERIFY(placeDataset(placing).value().written.empty());
  placing.folder.clear();
  QCOMPARE(text(placeDataset(placing).error().id), "dataset.no-folder");
}

void TestDatasetPreview::nothingIsReplaced() {
  const QTemporaryDir from, to;
  const std::string other = save(to, "own.csv", "another's\n");
  DatasetPlacing placing{save(from, "own.csv", flowers()), {}, to.path().toStdString(), true};
  QCOMPARE(text(placeDataset(placing).value().reference), "data/own.csv");
  placing.descriptor.targets = {"width"};
  QCOMPARE(text(placeDataset(placing).value().reference), "data/own.csv");
  placing.descriptor.targets = {"height"};  // the copy there says another one
  QCOMPARE(text(placeDataset(placing).value().reference), "data-2/own.csv");
  QCOMPARE(text(readFile(other).value()), "another's\n");
}

// Files of another set would be read as part of the data: its answers, its test part, what is said of it.
void TestDatasetPreview::copiesKeepAwayFromOtherSets() {
  const QTemporaryDir from, to;
  save(to, "a-labels-idx1-ubyte", labelsFor(7));
  DatasetPlacing placing{
      save(from, "a-images-idx3-ubyte", idxFile({40, 2, 3})), {}, to.path().toStdString(), true};
  const std::string labels = save(from, "a-labels-idx1-ubyte", labelsFor(40));
  QCOMPARE(text(placeDataset(placing).value().reference), "data/a-images-idx3-ubyte");
  QVERIFY(QFile::remove(text(labels)));
  save(to, "own.json", "{\"format\": \"lightloom-dataset\", \"version\": 1, \"target\": \"width\"}");
  DatasetPlacing table{save(from, "own.csv", flowers()), {}, to.path().toStdString(), true};
  QCOMPARE(text(placeDataset(table).value().reference), "data/own.csv");
}

void TestDatasetPreview::placingSaysWhatIsWrong() {
  const QTemporaryDir from, to;
  DatasetPlacing placing{from.filePath("none.csv").toStdString(), {}, to.path().toStdString(), true};
  QCOMPARE(text(placeDataset(placing).error().id), "file.missing");
  placing.path = save(from, "own.csv", flowers());
  placing.folder = save(from, "a-file", "no folder");
  QCOMPARE(text(placeDataset(placing).error().id), "dataset.no-folder");
  placing.folder = to.path().toStdString();
  // Folders that have the name of the copy are in its way, too.
  QVERIFY(QDir(to.path()).mkdir("own.csv") && QDir(to.path()).mkpath("data/own.csv"));
  QCOMPARE(text(placeDataset(placing).value().reference), "data-2/own.csv");
  const std::string broken = save(from, "own.json", "{\"format\": ");
  placing.copy = false;
  QVERIFY(!placeDataset(placing).ok());
  QVERIFY(QFile::remove(text(broken)) && QDir(from.path()).mkdir("own.json"));
  placing.descriptor.targets = {"kind"};
  QVERIFY(!placeDataset(placing).ok());
  QVERIFY(!liesInside(placing.path, from.filePath("none").toStdString()));
  QVERIFY(!liesInside(placing.path, placing.folder) && liesInside(placing.path, from.path().toStdString()));
}

void TestDatasetPreview::referencesAreShortWhereTheyCanBe() {
  const auto reference = [](const char* path, const char* folder) {
    return text(datasetReference(path, folder));
  };
  QCOMPARE(reference("/home/her/bench/own.csv", "/home/her/bench"), "own.csv");
  QCOMPARE(reference("/home/her/bench/iris", "/home/her/bench"), "./iris");
  QCOMPARE(reference("/home/her/data/own.csv", "/home/her/bench"), "../data/own.csv");
  QCOMPARE(reference("/media/disk/own.csv", "/home/her/bench"), "/media/disk/own.csv");
  QCOMPARE(reference("/home/her/own.csv", ""), "/home/her/own.csv");
  QCOMPARE(reference("/home/her/own.csv", "/"), "home/her/own.csv");
  QCOMPARE(reference("/own.csv", "/home"), "/own.csv");
}

void TestDatasetPreview::picturesAreCopiedWithTheirLabels() {
  const QTemporaryDir from, to;
  DatasetPlacing placing{
      save(from, "a-images-idx3-ubyte", idxFile({40, 2, 3})), {}, to.path().toStdString(), true};
  save(from, "a-labels-idx1-ubyte", labelsFor(40));
  placing.descriptor.classes = {"cat", "dog"};
  const PlacedDataset placed = placeDataset(placing).value();
  QCOMPARE(placed.written.size(), std::size_t{3});
  DatasetOptions options;
  options.baseDir = placing.folder;
  QCOMPARE(text(loadDataset(placed.reference, options).value().classNames[1]), "dog");
}

void TestDatasetPreview::whatCannotBeWrittenIsSaid() {
  const QTemporaryDir from, to;
  DatasetPlacing placing{save(from, "own.csv", flowers()), {}, to.path().toStdString(), true};
  placing.descriptor.targets = {"kind"};
  QVERIFY(QDir(to.path()).mkdir("own.csv"));
  save(to, "data", "in the way");
  QCOMPARE(text(placeDataset(placing).error().id), "dataset.no-folder");
  QVERIFY(QDir(from.path()).mkdir("own.json"));
  placing.copy = false;
  QCOMPARE(text(placeDataset(placing).error().id), "save.is-a-directory");
  placing.path = from.filePath("none.csv").toStdString();
  placing.copy = true;
  QCOMPARE(text(placeDataset(placing).error().id), "file.missing");
  placing.path = save(from, "other.csv", flowers());
  placing.folder = to.filePath("none").toStdString();
  QCOMPARE(text(placeDataset(placing).error().id), "dataset.no-folder");
}

QTEST_GUILESS_MAIN(TestDatasetPreview)
#include "tst_dataset_preview.moc"
