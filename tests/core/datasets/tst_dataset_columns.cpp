#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "datasets/dataset_store.h"
#include "datasets/internal/dataset_columns.h"
#include "files/safe_writer.h"

using namespace lightloom::tests;

namespace {

QString text(const std::string& bytes) {
  return QString::fromStdString(bytes);
}

// Three classes by turns, with two inputs that tell them.
std::string classTable(const std::string& header, int rows = 12, const std::string& tail = {}) {
  std::string out = header.empty() ? header : header + "\n";
  for (int i = 0; i < rows; ++i)
    out += std::to_string(i % 3) + ".25,0." + std::to_string(i % 7 + 1) + "," + std::to_string(i % 3) + tail +
           "\n";
  return out;
}

/// A table in a folder of its own, with or without the JSON beside it.
class Folder {
 public:
  explicit Folder(const std::string& table, const std::string& json = {}) {
    save("data.csv", table);
    if (!json.empty()) save("data.json", json);
  }

  void save(const char* name, const std::string& bytes) {
    QVERIFY(saveFile(m_folder.filePath(QLatin1String(name)).toStdString(), bytes).ok());
  }

  Result<Dataset> load(bool quantities = false) const {
    DatasetOptions options;
    options.baseDir = m_folder.path().toStdString();
    options.quantities = quantities;
    options.testFraction = 0.5;
    return loadDataset("data.csv", options);
  }

 private:
  QTemporaryDir m_folder;
};

std::string said(const std::string& keys) {
  return sidecarText(keys);
}

// What messages propose to write into the JSON beside the table.
std::vector<std::string> proposals(const QString& message) {
  std::vector<std::string> out;
  QRegularExpressionMatchIterator found =
      QRegularExpression(QStringLiteral("\\{\"format\"[^}]*\\}")).globalMatch(message);
  while (found.hasNext()) out.push_back(found.next().captured().toStdString());
  return out;
}

// The note of that kind; empty where there is none.
QString noteOf(const Dataset& set, const char* id) {
  for (const Message& note : set.notes)
    if (note.id == id) return text(english(note));
  return {};
}

// Labels by turns beside two inputs.
std::string labelTable(const std::vector<std::string>& labels, const std::string& header = "a,b,label") {
  std::string out = header + "\n";
  for (std::size_t i = 0; i < 4 * labels.size(); ++i)
    out +=
        "1." + std::to_string(i % 5) + ",0." + std::to_string(i % 7) + "," + labels[i % labels.size()] + "\n";
  return out;
}

bool hasNote(const Dataset& set, const char* id) {
  return std::any_of(set.notes.begin(), set.notes.end(), [&](const Message& note) { return note.id == id; });
}

}  // namespace

class TestDatasetColumns : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsThreeClasses_data();
  void readsThreeClasses();
  void refusesWithARemedyThatWorks_data();
  void refusesWithARemedyThatWorks();
  void noWrongNumberIsRead_data();
  void noWrongNumberIsRead();
  void threeDecimalsAreDecimals();
  void thousandsAreThousands_data();
  void thousandsAreThousands();
  void meanSquareMakesNoClassesOfNumbers();
  void decisionsByTheLookAreNoted();
  void notesSayWhatWorks();
  void rowsWithoutValuesAreDropped();
  void wordsForNoValueAreKnown_data();
  void wordsForNoValueAreKnown();
  void wordsForNoValueMayBeClasses();
  void valuesThatStandForNoneAreDeclared();
  void lineSeparatorsAreBlanks();
  void keysWithoutEffectAreSaid();
  void longNamesAreRefused();
  void splitsNeedNumbersInTheirColumn();
  void classesHaveAMostAndOneTarget();
  void longListsEndInDots();
  void declaredClassesAreComparedAsNumbers();
  void classesThatDoNotFitAreRefused_data();
  void classesThatDoNotFitAreRefused();
  void aSecondTargetIsNoInput_data();
  void aSecondTargetIsNoInput();
  void twoColumnsOfOneNameAreNumbered();
  void repeatedHeadingsAreNoted();
  void theTargetIsNotIgnored();
  void ignoringEveryColumnIsAnError();
  void longNumbersAreDifferentClasses();
  void spellingsAreNoted();
  void scalesBeyondAFloatAreRefused_data();
  void scalesBeyondAFloatAreRefused();
};

// Other ways to write the same table.
void TestDatasetColumns::readsThreeClasses_data() {
  QTest::addColumn<std::string>("table");
  QTest::addColumn<std::string>("json");
  const auto replaced = [](std::string in, const std::string& from, const std::string& to) {
    for (std::size_t at = in.find(from); at != std::string::npos; at = in.find(from, at + to.size()))
      in.replace(at, from.size(), to);
    return in;
  };
  const std::string plain = classTable("a,b,label");
  QTest::newRow("plain") << plain << std::string();
  QTest::newRow("no names") << classTable("") << std::string();
  QTest::newRow("1 and 1.0") << replaced(plain, ".25,0.5,1\n", ".25,0.5,1.0\n") << std::string();
  QTest::newRow("names that are numbers") << classTable("0,1,target") << std::string();
  QTest::newRow("names that count the columns")
      << "0,1,2,3\n" + replaced(classTable(""), ".25,", ".25,0.5,") << std::string();
  QTest::newRow("wavelengths") << classTable("400.5,402,fat") << std::string();
  QTest::newRow("CR CR LF") << replaced(plain, "\n", "\r\r\n") << std::string();
  QTest::newRow("CR") << replaced(plain, "\n", "\r") << std::string();
  QTest::newRow("CR behind the last line") << plain.substr(0, plain.size() - 1) + "\r" << std::string();
  QTest::newRow("byte order marks") << "\xEF\xBB\xBF\xEF\xBB\xBF" + plain << std::string();
  QTest::newRow("comma behind each line") << replaced(plain, "\n", ",\n") << std::string();
  QTest::newRow("comma behind each row") << classTable("a,b,label", 12, ",") << std::string();
  QTest::newRow("commas behind the names") << classTable("a,b,label,,") << std::string();
  QTest::newRow("rows of commas") << plain + ",,\n,,\n" << std::string();
  QTest::newRow("sep line") << "sep=;\r\n" + replaced(plain, ",", ";") << std::string();
  QTest::newRow("sep line of a comma") << "sep=,\n" + plain << std::string();
  QTest::newRow("sep line, skipped") << "sep=;\n" + replaced(plain, ",", ";")
                                     << said("\"first_line\": \"other\", \"separator\": \";\"");
  QTest::newRow("bars") << replaced(plain, ",", "|") << std::string();
  QTest::newRow("tabs") << replaced(plain, ",", "\t") << std::string();
  QTest::newRow("blanks") << replaced(plain, ",", "   ") << std::string();
  QTest::newRow("blanks before") << "  " + replaced(replaced(plain, ",", "  "), "\n", " \n ")
                                 << std::string();
  QTest::newRow("names in a comment") << "# " + replaced(plain, ",", " ") << std::string();
  QTest::newRow("quoted") << replaced("\"" + replaced(plain.substr(0, plain.size() - 1), ",", "\",\""), "\n",
                                      "\"\n\"") +
                                 "\""
                          << std::string();
  QTest::newRow("target first, called so")
      << "label,x,y\n" + replaced(classTable(""), "0.", "1.") << said("\"target\": \"y\"");
  QTest::newRow("decimal commas") << replaced(replaced(plain, ",", ";"), ".", ",")
                                  << said("\"decimal_comma\": true");
  QTest::newRow("missing labels left out") << plain + "1.25,0.5,\n1.25,0.5,?\n1.25,0.5,NA\n"
                                           << said("\"missing\": \"drop\"");
}

void TestDatasetColumns::readsThreeClasses() {
  QFETCH(std::string, table);
  QFETCH(std::string, json);
  std::replace(table.begin(), table.end(), '\0', ' ');
  const Result<Dataset> set = Folder(table, json).load();
  QVERIFY2(set, set ? "" : english(set.error()).c_str());
  QCOMPARE(set.value().classes, 3);
  QCOMPARE(set.value().count(), std::size_t{12});
  QCOMPARE(set.value().classNames, (std::vector<std::string>{"0", "1", "2"}));
}

void TestDatasetColumns::refusesWithARemedyThatWorks_data() {
  QTest::addColumn<std::string>("table");
  QTest::addColumn<std::string>("json");
  QTest::addColumn<QString>("id");
  QTest::addColumn<QString>("named");
  QTest::addColumn<int>("remedies");
  const std::string plain = classTable("a,b,label");
  QTest::newRow("no label") << plain + "1.25,0.5,\n"
                            << std::string() << "dataset.missing-value"
                            << "line 14: the target, “label”" << 2;
  QTest::newRow("? as label") << plain + "1.25,0.5,?\n"
                              << std::string() << "dataset.missing-value"
                              << "“?”" << 2;
  QTest::newRow("nan as label") << plain + "1.25,0.5,nan\n"
                                << std::string() << "dataset.missing-value"
                                << "“nan”" << 2;
  QTest::newRow("no input") << plain + "1.25,n/a,1\n"
                            << std::string() << "dataset.missing-value"
                            << "line 14: “b”" << 2;
  const auto incomes = [](const std::string& point) {
    std::string out = "income,x,label\n";
    for (int i = 0; i < 8; ++i)
      out += (i < 3 ? "\"" + std::to_string(900 + 40 * i) : "\"1,0" + std::to_string(10 + i)) + "\"," +
             point + std::to_string(i + 1) + "," + std::to_string(i % 2) + "\n";
    return out;
  };
  QTest::newRow("thousands beside points") << incomes("0.") << std::string() << "csv.thousands"
                                           << "“1,013” is no number" << 1;
  QTest::newRow("thousands beside points, the comma said to be decimal")
      << incomes("0.") << said("\"decimal_comma\": true") << "csv.thousands"
      << "“0.1”" << 1;
  QTest::newRow("thousands or decimals") << incomes("") << std::string() << "csv.unclear-number"
                                         << "may be 1013 or 1.013" << 2;
  QTest::newRow("thousands or decimals, half said")
      << incomes("") << said("\"decimal_comma\": true") << "csv.unclear-number"
      << "may be 1013 or 1.013" << 2;
  QTest::newRow("points between thousands, commas decimal")
      << std::string("x;y;label\n1.007;0,5;0\n900;0,25;1\n1.008;0,5;0\n901;0,7;1\n")
      << said("\"decimal_comma\": true") << "csv.thousands"
      << "It is 1007 with" << 1;
  QTest::newRow("points between thousands or decimals")
      << std::string("x,label\n900,0\n1.011,1\n974,0\n1.048,1\n1.100,0\n") << std::string()
      << "csv.unclear-number"
      << "“1.011” may be 1.011 or 1011" << 2;
  QTest::newRow("names of rows") << std::string("id,x,label\ns1,1,0\ns2,2,1\ns3,3,0\ns4,4,1\n")
                                 << std::string() << "dataset.text-input"
                                 << "“id” is an input, but “s1”" << 1;
  QTest::newRow("a title above") << std::string("My measurements\n1,0\n2,1\n3,0\n4,1\n5,0\n") << std::string()
                                 << "csv.ragged"
                                 << "line 2" << 1;
  QTest::newRow("a name less") << std::string("x,label\n1,1.5,0\n2,2.5,1\n3,3.5,0\n4,4.5,1\n")
                               << std::string() << "csv.ragged"
                               << "line 2" << 1;
  QTest::newRow("millions") << std::string("x,label\n\"1,234,567\",0\n5,1\n6,0\n7,1\n") << std::string()
                            << "csv.thousands"
                            << "1234567" << 1;
  QTest::newRow("apostrophes") << std::string("x,label\n1'234,0\n5,1\n6,0\n7,1\n") << std::string()
                               << "csv.thousands"
                               << "1234" << 1;
  QTest::newRow("blanks between thousands")
      << std::string("x,label\n1 234,0\n5,1\n6,0\n7,1\n") << std::string() << "csv.thousands"
      << "1234" << 1;
  QTest::newRow("points between thousands")
      << std::string("x,label\n1.234.567,0\n5,1\n6,0\n7,1\n") << std::string() << "csv.thousands"
      << "1234567" << 1;
  QTest::newRow("decimal commas") << std::string("x;label\n0,5;0\n1,5;1\n2,5;0\n3,5;1\n") << std::string()
                                  << "csv.decimal-comma"
                                  << "line 2, column 1" << 1;
  QTest::newRow("label first, pixels behind")
      << std::string("0,3,0\n1,4,0\n0,5,0\n1,6,0\n0,7,0\n") << std::string() << "dataset.one-class"
      << "column 3, holds “0”" << 1;
  QTest::newRow("names as target") << std::string(
                                          "kind,x,name\n1,1,ann\n2,2,bob\n1,3,cid\n2,4,dan\n1,5,eve\n")
                                   << std::string() << "dataset.labels-differ"
                                   << "“name”" << 1;
  QTest::newRow("a text among numbers") << plain + "1.25,0.5,x\n"
                                        << std::string() << "dataset.mixed-target"
                                        << "line 14: “x”" << 1;
  QTest::newRow("names beside a number") << std::string("a,5,label\n1,2,0\n2,3,1\n3,4,0\n4,5,1\n")
                                         << std::string() << "dataset.first-line-unclear"
                                         << "first line" << 1;
}

void TestDatasetColumns::refusesWithARemedyThatWorks() {
  QFETCH(std::string, table);
  QFETCH(std::string, json);
  QFETCH(QString, id);
  QFETCH(QString, named);
  QFETCH(int, remedies);
  Folder folder(table, json);
  const Result<Dataset> refused = folder.load();
  QVERIFY(!refused);
  const QString message = text(english(refused.error()));
  QVERIFY2(text(refused.error().id) == id, qPrintable(message));
  QVERIFY2(message.contains(named) && message.contains(QStringLiteral("data.json")), qPrintable(message));
  int work = 0;
  QString left;
  for (const std::string& proposal : proposals(message)) {
    folder.save("data.json", proposal);
    const Result<Dataset> mended = folder.load();
    work += mended.ok();
    if (!mended) left += QLatin1Char('\n') + text(english(mended.error()));
  }
  QVERIFY2(work == remedies, qPrintable(message + left));
}

void TestDatasetColumns::noWrongNumberIsRead_data() {
  QTest::addColumn<std::string>("cell");
  QTest::addColumn<QString>("id");
  for (const char* cell : {"inf", "1e999", "+-1.5", "12 %", "$5"})
    QTest::newRow(cell) << std::string(cell) << "csv.not-a-number";
  for (const char* cell : {"2026-11-29", "red", "1,00,000", "TRUE"})
    QTest::newRow(cell) << std::string(cell) << "dataset.text-input";
  QTest::newRow("control") << std::string("1\0", 2) << "csv.control-character";
  QTest::newRow("escape") << std::string("\x1B[31m1") << "csv.control-character";
  QTest::newRow("vast") << std::string("1e30") << "dataset.too-large-number";
}

// In an input as in a target that is a quantity.
void TestDatasetColumns::noWrongNumberIsRead() {
  QFETCH(std::string, cell);
  QFETCH(QString, id);
  const bool foreign = id == QLatin1String("csv.control-character");
  const std::string filler(5000, ' ');
  const Result<Dataset> input =
      Folder((foreign ? filler + "\n" : "") + classTable("a,b,label") + "\"" + cell + "\",0.5,1\n").load();
  QVERIFY(!input);
  QCOMPARE(text(input.error().id), id);
  QVERIFY(
      text(english(input.error())).contains(foreign ? QStringLiteral("line 15") : QStringLiteral("line 14")));
  const Result<Dataset> target =
      Folder("x,y\n1,0.5\n2,0.25\n3,0.75\n4,0.1\n5,\"" + cell + "\"\n" + (foreign ? filler : "")).load();
  QVERIFY(!target);
  const QString other = text(target.error().id);
  QVERIFY2(other == id || other == QLatin1String("dataset.mixed-target") ||
               other == QLatin1String("csv.not-a-number") ||
               (foreign && other == QLatin1String("file.foreign")),
           qPrintable(other));
  QVERIFY(foreign || text(english(target.error())).contains(QStringLiteral("line 6")));
}

// Three decimals everywhere are decimals, as programs write them.
void TestDatasetColumns::threeDecimalsAreDecimals() {
  const Dataset fixed =
      Folder("x,y\n1.011,1.500\n2.022,2.500\n3.033,3.750\n4.044,4.000\n5.055,5.125\n").load().value();
  QVERIFY(std::fabs(fixed.targetOffset[0] - 1.5) < 1e-6);
  const Dataset proven = Folder("x,y\n900,0.5\n1.011,2.5\n3.033,3.7\n4.044,4.1\n5.055,5.2\n").load().value();
  QCOMPARE(proven.features, 1);
}

void TestDatasetColumns::thousandsAreThousands_data() {
  QTest::addColumn<std::string>("json");
  QTest::addColumn<double>("value");
  QTest::newRow("thousands") << said("\"thousands\": \",\"") << 1011.0;
  QTest::newRow("decimals") << said("\"decimal_comma\": true, \"thousands\": \".\"") << 1.011;
}

void TestDatasetColumns::thousandsAreThousands() {
  QFETCH(std::string, json);
  QFETCH(double, value);
  const Result<Dataset> set =
      Folder("x;y\n1;\"1,011\"\n2;1\n3;1\n4;1\n5;1\n6;1\n7;900\n8;901\n", json).load(true);
  QVERIFY2(set, set ? "" : english(set.error()).c_str());
  const Dataset& data = set.value();
  const double read = data.targetOffset[0] + data.targetScale[0] * static_cast<double>(data.targets[0]);
  QVERIFY(std::fabs(read / value - 1) < 1e-5);
}

// Counts that repeat are classes by their look alone; with mean square they are what they are.
void TestDatasetColumns::meanSquareMakesNoClassesOfNumbers() {
  std::string table = "size,age,price\n";
  for (int i = 0; i < 30; ++i)
    table += std::to_string(i / 3) + ",0." + std::to_string(i % 7 + 1) + "," +
             std::to_string(100 + 7 * (i / 3)) + "\n";
  QCOMPARE(Folder(table).load().value().classes, 10);
  const Result<Dataset> set = Folder(table).load(true);
  QCOMPARE(set.value().classes, 0);
  QCOMPARE(set.value().targetCount, 1);
  for (const bool quantities : {false, true}) {
    const Result<Dataset> hole = Folder(table + "3,0.5,NA\n").load(quantities);
    QVERIFY(!hole);
    QCOMPARE(text(hole.error().id), "dataset.missing-value");
    QCOMPARE(proposals(text(english(hole.error()))).size(), quantities ? std::size_t{1} : std::size_t{2});
    QVERIFY(text(english(hole.error()))
                .contains(QStringLiteral("line 32: the target, “price”, has no value (“NA”)")));
  }
  QCOMPARE(Folder(classTable("a,b,label"), said("\"task\": \"classification\"")).load(true).value().classes,
           3);
}

void TestDatasetColumns::decisionsByTheLookAreNoted() {
  const Dataset plain = Folder(classTable("a,b,label")).load().value();
  QCOMPARE(plain.notes.size(), std::size_t{1});
  QVERIFY(text(english(plain.notes.front())).contains(QStringLiteral("“label”, with 3 classes")));
  const Dataset declared =
      Folder(classTable("a,b,label"), said("\"task\": \"classification\"")).load().value();
  QVERIFY(declared.notes.empty());
  QVERIFY(hasNote(Folder(classTable("0,1,target")).load().value(), "dataset.first-line-told"));
  std::string first = "label,p0,p1\n";
  for (int i = 0; i < 9; ++i) first += std::to_string(i % 3) + ",0." + std::to_string(i) + ",0\n";
  const Dataset byName = Folder(first).load().value();
  QCOMPARE(byName.classes, 3);
  QVERIFY(text(english(byName.notes.front())).contains(QStringLiteral("“label”")));
  QVERIFY(loadDataset("iris").value().notes.empty());
}

// A column that counts the rows is used, but said; what the note proposes takes it out.
void TestDatasetColumns::notesSayWhatWorks() {
  std::string table = ",a,b,label\n";
  for (int i = 0; i < 12; ++i)
    table += std::to_string(i) + "," + std::to_string(i % 3) + ".25,0." + std::to_string(i % 7) + "," +
             std::to_string(i / 4) + "\n";
  Folder folder(table);
  const Dataset set = folder.load().value();
  QCOMPARE(set.features, 3);
  QVERIFY(hasNote(set, "dataset.row-numbers"));
  const std::vector<std::string> ways = proposals(text(english(set.notes.back())));
  QCOMPARE(ways.size(), std::size_t{1});
  folder.save("data.json", ways.front());
  QCOMPARE(folder.load().value().features, 2);
  const std::vector<std::string> tasks = proposals(text(english(set.notes.front())));
  QCOMPARE(tasks.size(), std::size_t{1});
  folder.save("data.json", tasks.front());
  QCOMPARE(folder.load().value().targetCount, 1);
}

void TestDatasetColumns::rowsWithoutValuesAreDropped() {
  const std::string table = classTable("a,b,label") + "1.25,,1\n1.25,0.5,?\n1.25,0.5,1\n";
  const Dataset set = Folder(table, said("\"missing\": \"drop\"")).load().value();
  QCOMPARE(set.count(), std::size_t{13});
  QVERIFY(hasNote(set, "dataset.rows-dropped"));
  const Dataset own =
      Folder(classTable("a,b,label") + "1.25,0.5,?\n", said("\"missing\": \"class\"")).load().value();
  QCOMPARE(own.classes, 4);
  QCOMPARE(own.classNames.back(), std::string("missing"));
}

void TestDatasetColumns::wordsForNoValueAreKnown_data() {
  QTest::addColumn<std::string>("word");
  for (const char* word : {"-",    "--",   "\xE2\x80\x93", "\xE2\x80\x94", ".",    "#NV",     "#N/A", "N.A.",
                           "n.a.", "n/a",  "N/A",          "NULL",         "null", "na",      "NA",   "NaN",
                           "None", "none", "missing",      "k.A.",         "?",    "#DIV/0!", "\\N"})
    QTest::newRow(word) << std::string(word);
}

// Among the numbers of an input and of a target: the message says where, and such rows can be left out.
void TestDatasetColumns::wordsForNoValueAreKnown() {
  QFETCH(std::string, word);
  const QString shown = QStringLiteral("no value (“%1”)").arg(text(word));
  for (const std::string& row : {"1.25," + word + ",1\n", "1.25,0.5," + word + "\n"}) {
    Folder folder(classTable("a,b,label") + row);
    const Result<Dataset> refused = folder.load();
    QVERIFY(!refused);
    const QString message = text(english(refused.error()));
    QCOMPARE(text(refused.error().id), "dataset.missing-value");
    QVERIFY2(message.contains("data.csv, line 14: ") && message.contains(shown), qPrintable(message));
    folder.save("data.json", said("\"missing\": \"drop\""));
    const Dataset set = folder.load().value();
    QCOMPARE(set.count(), std::size_t{12});
    QCOMPARE(set.classes, 3);
  }
}

// Where the column holds texts they are labels like others.
void TestDatasetColumns::wordsForNoValueMayBeClasses() {
  const Dataset signs = Folder(labelTable({"+", "-"})).load().value();
  QCOMPARE(signs.classNames, (std::vector<std::string>{"+", "-"}));
  const Dataset words = Folder(labelTable({"none", "one", "many"})).load().value();
  QCOMPARE(words.classes, 3);
  const Dataset minus = Folder(labelTable({"-1", "1"})).load().value();
  QCOMPARE(minus.classNames, (std::vector<std::string>{"-1", "1"}));
}

void TestDatasetColumns::valuesThatStandForNoneAreDeclared() {
  const std::string table = classTable("a,b,label") + "-999,0.5,1\n1.25,-999.0,2\n1.25,9e99,2\n1.25,lost,0\n";
  const std::string keys = "\"missing_values\": [-999, 9e99, \"lost\"]";
  const Result<Dataset> refused = Folder(table, said(keys)).load();
  QVERIFY(!refused);
  QVERIFY2(text(english(refused.error())).contains("line 14: “a” has no value (“-999”)"),
           english(refused.error()).c_str());
  const Dataset set = Folder(table, said(keys + ", \"missing\": \"drop\"")).load().value();
  QCOMPARE(set.count(), std::size_t{12});
}

void TestDatasetColumns::lineSeparatorsAreBlanks() {
  for (const std::string& separator :
       {std::string("\xE2\x80\xA8"), std::string("\xE2\x80\xA9"), std::string("\xC2\x85")}) {
    const std::string row =
        "1.25" + separator + ",\"" + separator + "0.5\"," + separator + "1" + separator + "\n";
    const Dataset set = Folder(classTable("a,b,label") + row).load().value();
    QCOMPARE(set.count(), std::size_t{13});
    QCOMPARE(set.classes, 3);
    std::string oneLine = classTable("a,b,label");
    for (std::size_t at = 0; (at = oneLine.find('\n', at)) != std::string::npos;)
      oneLine.replace(at, 1, separator);
    const Result<Dataset> refused = Folder(oneLine).load();
    QVERIFY(!refused);
    QCOMPARE(text(refused.error().id), "csv.line-ends");
  }
}

void TestDatasetColumns::keysWithoutEffectAreSaid() {
  std::string quantities = "a,b,y\n";
  for (int i = 0; i < 12; ++i) quantities += std::to_string(i) + ".25,0.5," + std::to_string(i) + ".125\n";
  const Dataset numbers = Folder(quantities, said("\"classes\": [\"low\", \"high\"]")).load().value();
  QCOMPARE(numbers.classes, 0);
  QVERIFY2(noteOf(numbers, "dataset.no-effect").contains("\"classes\" in data.json has no effect"),
           qPrintable(noteOf(numbers, "dataset.no-effect")));
  const Dataset classes = Folder(classTable("a,b,label"), said("\"target_unit\": \"%\"")).load().value();
  QVERIFY(noteOf(classes, "dataset.no-effect").contains("\"target_unit\" in data.json has no effect"));
  const Dataset elsewhere =
      Folder(classTable("a,b,label"), said("\"file\": \"/etc/passwd\", \"directories\": [\"/etc\"]"))
          .load()
          .value();
  QVERIFY(noteOf(elsewhere, "dataset.no-effect")
              .contains("\"file\", \"directories\" in data.json has no effect"));
  QVERIFY(!hasNote(Folder(classTable("a,b,label"), said("\"classes\": [\"a\", \"b\", \"c\"]")).load().value(),
                   "dataset.no-effect"));
}

void TestDatasetColumns::longNamesAreRefused() {
  const std::string name(300, 'n');
  std::string labels = "a,b,label\n", heading = "a,b," + name + "\n";
  for (int i = 0; i < 12; ++i) {
    const std::string inputs = std::to_string(i) + ".25,0.5,";
    labels += inputs + (i % 2 == 0 ? "x" : name) + "\n";
    heading += inputs + std::to_string(i) + ".125\n";
  }
  QCOMPARE(text(Folder(labels).load().error().id), "dataset.long-name");
  QCOMPARE(text(Folder(heading).load().error().id), "dataset.long-name");
  QCOMPARE(text(Folder(classTable("a,b,label"), said("\"target_unit\": \"" + name + "\"")).load().error().id),
           "dataset.bad-descriptor");
}

void TestDatasetColumns::splitsNeedNumbersInTheirColumn() {
  const auto problem = [](const std::string& cell, const std::string& column) {
    std::string table = "a,b,fold,label\n";
    for (int i = 0; i < 12; ++i)
      table += "1." + std::to_string(i) + ",0.5," + (i == 5 ? cell : std::to_string(i % 3)) + "," +
               (i % 2 ? "x" : "y") + "\n";
    const Result<Dataset> set =
        Folder(table, said("\"split\": {\"column\": \"" + column + "\", \"test\": [2, 2]}")).load();
    return set ? QString() : text(set.error().id);
  };
  QCOMPARE(problem("2", "fold"), "");
  QCOMPARE(problem("2", "none"), "dataset.no-column");
  QVERIFY(!problem("two", "fold").isEmpty());
  QVERIFY(!problem("", "fold").isEmpty());
}

void TestDatasetColumns::classesHaveAMostAndOneTarget() {
  std::string many = "a,b,label\n";
  for (int i = 0; i < 10000; ++i) many += "1.5,0.5,c" + std::to_string(i / 2) + "\n";
  QCOMPARE(text(Folder(many, said("\"task\": \"classification\"")).load().error().id),
           "dataset.too-many-classes");
  const std::string two = said("\"task\": \"classification\", \"target\": [\"b\", \"label\"]");
  QCOMPARE(text(Folder(labelTable({"x", "y"}), two).load().error().id), "dataset.one-target");
  QCOMPARE(text(Folder(labelTable({"x"}), said("\"task\": \"classification\"")).load().error().id),
           "dataset.one-class");
  QVERIFY(!Folder(labelTable({"x"}, "a,b,one")).load());
}

void TestDatasetColumns::longListsEndInDots() {
  std::string table, row;
  for (int i = 0; i < 60; ++i) {
    table += "column" + std::to_string(i) + ",";
    row += std::to_string(i) + ".5,";
  }
  table += "label\n";
  for (int i = 0; i < 12; ++i) table += row + (i % 2 ? "x" : "y") + "\n";
  const QString columns = text(english(Folder(table, said("\"target\": \"none\"")).load().error()));
  QVERIFY2(columns.contains(", …"), qPrintable(columns));
  std::vector<std::string> labels;
  for (int i = 0; i < 40; ++i) labels.push_back("class" + std::to_string(i));
  const QString classes =
      text(english(Folder(labelTable(labels), said("\"classes\": [\"a\", \"b\"]")).load().error()));
  QVERIFY2(classes.contains(", …"), qPrintable(classes));
}

void TestDatasetColumns::declaredClassesAreComparedAsNumbers() {
  const std::string json = said("\"classes\": [\"2.0\", \"1.0\", \"0.0\"]");
  const Dataset set = Folder(classTable("a,b,label"), json).load().value();
  QCOMPARE(set.classNames.front(), std::string("2.0"));
  QCOMPARE(int(set.labels.front()), 2);
}

void TestDatasetColumns::classesThatDoNotFitAreRefused_data() {
  QTest::addColumn<std::string>("classes");
  QTest::addColumn<QString>("id");
  const QString differ = "dataset.classes-differ", bad = "dataset.bad-descriptor";
  QTest::newRow("fewer") << std::string("[\"x\", \"y\"]") << differ;
  QTest::newRow("more") << std::string("[\"x\", \"y\", \"z\", \"w\"]") << differ;
  QTest::newRow("fewer labels") << std::string("[0, 1]") << differ;
  QTest::newRow("more labels") << std::string("[0, 1, 2, 3]") << differ;
  QTest::newRow("others") << std::string("[1, 2, 3]") << differ;
  QTest::newRow("one of other spelling") << std::string("[\"0\", \"1\", \"1.0\"]") << differ;
  QTest::newRow("repeated") << std::string("[\"x\", \"y\", \"x\"]") << bad;
  QTest::newRow("names") << std::string("[\"x\", \"y\", \"z\"]") << QString();
  QTest::newRow("labels") << std::string("[2, 0, 1]") << QString();
}

void TestDatasetColumns::classesThatDoNotFitAreRefused() {
  QFETCH(std::string, classes);
  QFETCH(QString, id);
  const Result<Dataset> set = Folder(classTable("a,b,label"), said("\"classes\": " + classes)).load();
  QCOMPARE(set ? QString() : text(set.error().id), id);
  if (id != QLatin1String("dataset.classes-differ")) return;
  const QString message = text(english(set.error()));
  QVERIFY2(message.contains(QStringLiteral("has 3 classes (“0”, “1”, “2”)")), qPrintable(message));
}

void TestDatasetColumns::aSecondTargetIsNoInput_data() {
  QTest::addColumn<std::string>("header");
  QTest::addColumn<QString>("named");
  QTest::addColumn<int>("inputs");
  QTest::newRow("label") << std::string("a,label,b,c,label") << "Columns 2 and 5 of" << 3;
  QTest::newRow("three") << std::string("a,label,b,label,label") << "Columns 2 and 5 of" << 2;
  QTest::newRow("in another case") << std::string("a,Label,b,c,label") << "Columns 2 and 5 of" << 3;
  QTest::newRow("last name") << std::string("a,b,kind,c,kind") << "Columns 3 and 5 of" << 3;
}

void TestDatasetColumns::aSecondTargetIsNoInput() {
  QFETCH(std::string, header);
  QFETCH(QString, named);
  QFETCH(int, inputs);
  std::string table = header + "\n";
  for (int i = 0; i < 12; ++i)
    table += "0." + std::to_string(i) + "," + std::to_string(i % 2) + "," + std::to_string(i % 3) + ",0." +
             std::to_string(i % 5) + "," + std::to_string(i % 3) + "\n";
  Folder folder(table);
  const Result<Dataset> refused = folder.load();
  QVERIFY(!refused);
  QCOMPARE(text(refused.error().id), "dataset.two-columns");
  const QString message = text(english(refused.error()));
  QVERIFY2(message.contains(named), qPrintable(message));
  const std::vector<std::string> ways = proposals(message);
  QCOMPARE(ways.size(), std::size_t{2});
  for (const std::string& way : ways) {
    folder.save("data.json", way);
    const Result<Dataset> mended = folder.load();
    QVERIFY2(mended, mended ? "" : english(mended.error()).c_str());
    QCOMPARE(mended.value().features, inputs);
    QVERIFY(!hasNote(mended.value(), "dataset.repeated-heading"));
  }
}

void TestDatasetColumns::twoColumnsOfOneNameAreNumbered() {
  for (const char* key : {"target", "ignore"}) {
    const Result<Dataset> set =
        Folder(classTable("a,label,label"), said("\"" + std::string(key) + "\": [\"label\"]")).load();
    QVERIFY(!set);
    QCOMPARE(text(set.error().id), "dataset.two-columns");
    const QString message = text(english(set.error()));
    QVERIFY2(message.startsWith(QStringLiteral("Columns 2 and 3 of")) &&
                 message.endsWith(QStringLiteral("in data.json: 1 or 2.")),
             qPrintable(message));
  }
}

// Of inputs, and of an input and a target that is named by its number.
void TestDatasetColumns::repeatedHeadingsAreNoted() {
  const Dataset inputs = Folder(classTable("a,a,label")).load().value();
  QVERIFY2(noteOf(inputs, "dataset.repeated-heading")
               .contains(QStringLiteral("columns 1 and 2 have one heading, “a”")),
           qPrintable(noteOf(inputs, "dataset.repeated-heading")));
  const Dataset target = Folder(classTable("a,label,label"), said("\"target\": 2")).load().value();
  QVERIFY(noteOf(target, "dataset.repeated-heading").contains(QStringLiteral("columns 2 and 3 ")));
  QVERIFY(!hasNote(Folder(classTable("a,b,label")).load().value(), "dataset.repeated-heading"));
}

void TestDatasetColumns::theTargetIsNotIgnored() {
  const Dataset left = Folder(classTable("kind,b,label"), said("\"ignore\": [\"label\"]")).load().value();
  QCOMPARE(left.features, 1);
  QVERIFY2(noteOf(left, "dataset.other-target")
               .contains(QStringLiteral("“label” has another part, so the target is “b”")),
           qPrintable(noteOf(left, "dataset.other-target")));
  const Result<Dataset> both =
      Folder(classTable("a,b,label"), said("\"target\": \"label\", \"ignore\": [\"b\", \"label\"]")).load();
  QVERIFY(!both);
  QCOMPARE(text(both.error().id), "dataset.ignored-target");
  const Dataset split =
      Folder(classTable("a,label,part"), said("\"split\": {\"column\": \"part\", \"test\": [0, 0]}"))
          .load()
          .value();
  QCOMPARE(split.features, 1);
}

void TestDatasetColumns::ignoringEveryColumnIsAnError() {
  for (const char* ignored : {"[\"a\", \"b\"]", "[\"a\", \"b\", \"label\"]"}) {
    const Result<Dataset> set =
        Folder(classTable("a,b,label"), said(std::string("\"ignore\": ") + ignored)).load();
    QVERIFY(!set);
    QCOMPARE(text(set.error().id), "dataset.no-inputs");
    const QString message = text(english(set.error()));
    QVERIFY2(message.contains(QStringLiteral("\"ignore\" in data.json")), qPrintable(message));
    QVERIFY2(!message.contains(QStringLiteral("separator")), qPrintable(message));
  }
}

// They are one double.
void TestDatasetColumns::longNumbersAreDifferentClasses() {
  const Dataset set = Folder(labelTable({"9007199254740993", "9007199254740992", "+009007199254740993"}),
                             said("\"task\": \"classification\""))
                          .load()
                          .value();
  QCOMPARE(set.classNames, (std::vector<std::string>{"9007199254740992", "9007199254740993"}));
  const Dataset named = Folder(labelTable({"9007199254740993", "9007199254740992"}),
                               said("\"task\": \"classification\", \"classes\": [\"9007199254740993\", "
                                    "\"9007199254740992\"]"))
                            .load()
                            .value();
  QCOMPARE(int(named.labels.front()), 0);
}

void TestDatasetColumns::spellingsAreNoted() {
  const Dataset zeros = Folder(labelTable({"7", "01234", "1234"})).load().value();
  QCOMPARE(zeros.classes, 2);
  QVERIFY2(
      noteOf(zeros, "dataset.merged-labels").contains(QStringLiteral("“01234” (line 3) and “1234” (line 4)")),
      qPrintable(noteOf(zeros, "dataset.merged-labels")));
  QVERIFY(hasNote(Folder(labelTable({"7", "1E2", "100"})).load().value(), "dataset.merged-labels"));
  const Dataset cats = Folder(labelTable({"cat", "dog", "Cat"})).load().value();
  QCOMPARE(cats.classes, 3);
  QVERIFY2(
      noteOf(cats, "dataset.similar-labels").contains(QStringLiteral("“cat” (line 2) and “Cat” (line 4)")),
      qPrintable(noteOf(cats, "dataset.similar-labels")));
  const Dataset plain = Folder(labelTable({"cat", " dog", "dog"})).load().value();
  QVERIFY(!hasNote(plain, "dataset.similar-labels") && !hasNote(plain, "dataset.merged-labels"));
}

void TestDatasetColumns::scalesBeyondAFloatAreRefused_data() {
  QTest::addColumn<std::string>("scale");
  QTest::addColumn<bool>("sound");
  for (const char* scale : {"1e-300", "1e-40", "1e38", "1e300", "0", "-1"})
    QTest::newRow(scale) << std::string(scale) << false;
  for (const char* scale : {"1e-37", "2.5", "255", "1e37"})
    QTest::newRow(scale) << std::string(scale) << true;
}

void TestDatasetColumns::scalesBeyondAFloatAreRefused() {
  QFETCH(std::string, scale);
  QFETCH(bool, sound);
  const Result<Dataset> set =
      Folder("a,b,label\n0,1,0\n1,0,1\n0,1,0\n1,0,1\n0,1,0\n1,0,1\n", said("\"full_scale\": " + scale))
          .load();
  QCOMPARE(set.ok(), sound);
  if (sound) return;
  QCOMPARE(text(set.error().id), "dataset.bad-descriptor");
  QVERIFY(text(english(set.error()))
              .contains(QStringLiteral("“full_scale” of a data set is a number from 1e-37")));
}

QTEST_GUILESS_MAIN(TestDatasetColumns)
#include "tst_dataset_columns.moc"
