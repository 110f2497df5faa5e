#include <QTest>

#include "all_rooms.h"
#include "files/csv.h"

using namespace lightloom::tests;

namespace {

QString cell(const CsvTable& table, std::size_t row, std::size_t column) {
  const std::string_view text = table.cell(row, column);
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

CsvTable table(const std::string& text, const CsvOptions& options = {}) {
  Result<CsvTable> result = readCsv(text, "t.csv", options);
  if (!result) qWarning("%s", english(result.error()).c_str());
  return std::move(result).value();
}

}  // namespace

class TestCsv : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tellsTheSeparator_data();
  void tellsTheSeparator();
  void readsQuotes();
  void readsNumbers();
  void decimalCommaIsAskedFor();
  void skipsLines();
  void namesWhatIsWrong_data();
  void namesWhatIsWrong();
  void numbersAreNamedByLineAndColumn();
};

void TestCsv::tellsTheSeparator_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("comma") << QByteArray("a,b,c\n1,2,3\n");
  QTest::newRow("semicolon") << QByteArray("a;b;c\n1;2;3\n");
  QTest::newRow("tab") << QByteArray("a\tb\tc\n1\t2\t3\n");
  QTest::newRow("semicolon with decimal commas") << QByteArray("a;b;c\n1,5;2;3\n");
  QTest::newRow("byte order mark") << QByteArray(
      "\xEF\xBB\xBF"
      "a,b,c\n1,2,3");
  QTest::newRow("carriage returns") << QByteArray("a,b,c\r\n1,2,3\r\n\r\n");
  QTest::newRow("bars") << QByteArray("a|b|c\n1|2|3\n");
  QTest::newRow("blanks") << QByteArray("a b  c\n1   2 3 \n");
  QTest::newRow("said in a line") << QByteArray("sep=;\na;b;c\n1,5;2;3\n");
  QTest::newRow("a tab said in a line") << QByteArray("sep=\t\r\na\tb\tc\r\n1\t2\t3\r\n");
  QTest::newRow("said in quotes") << QByteArray("\"sep=|\"\na|b|c\n1|2|3\n");
  QTest::newRow("names in a comment") << QByteArray("# made today\n# a,b,c\n1,2,3\n");
  QTest::newRow("comments") << QByteArray("# made today\n#\na,b,c\n1,2,3\n");
  QTest::newRow("end of file sign") << QByteArray("a,b,c\n1,2,3\n\x1A");
  QTest::newRow("quoted separators") << QByteArray("a,b,c\n\"1;;\",\"2;\",3\n");
}

void TestCsv::tellsTheSeparator() {
  QFETCH(QByteArray, text);
  const CsvTable read = table(text.toStdString());
  QCOMPARE(read.columns(), std::size_t{3});
  QCOMPARE(read.rows(), std::size_t{2});
  QCOMPARE(cell(read, 0, 0), "a");
  QCOMPARE(cell(read, 1, 2), "3");
}

void TestCsv::readsQuotes() {
  QCOMPARE(sidecarName(".csv"), std::string(".csv.json"));
  QCOMPARE(sidecarName("own"), std::string("own.json"));
  const CsvTable read = table("name,value\n\"two\nlines, \"\"quoted\"\"\", 7 \n\"\",8\n");
  QCOMPARE(read.rows(), std::size_t{3});
  QCOMPARE(cell(read, 1, 0), "two\nlines, \"quoted\"");
  QCOMPARE(cell(read, 1, 1), "7");
  QCOMPARE(cell(read, 2, 0), "");
  QCOMPARE(read.line(2), std::size_t{4});
}

void TestCsv::readsNumbers() {
  const CsvTable read = table("1e-3,+2,-0.5\n");
  QCOMPARE(read.number(0, 0).value(), 1e-3);
  QCOMPARE(read.number(0, 1).value(), 2.0);
  QCOMPARE(read.number(0, 2).value(), -0.5);
}

void TestCsv::decimalCommaIsAskedFor() {
  const std::string text = "3,14;2\n2,72;1\n";
  const Result<double> refused = table(text).number(0, 0);
  QCOMPARE(QString::fromStdString(refused.error().id), "csv.decimal-comma");
  QVERIFY(QString::fromStdString(english(refused.error())).contains("decimal_comma"));
  CsvOptions options;
  options.style.decimalComma = true;
  QCOMPARE(table(text, options).number(0, 0).value(), 3.14);
  QCOMPARE(table(text, options).number(1, 1).value(), 1.0);
}

void TestCsv::skipsLines() {
  CsvOptions options;
  options.firstLineIsOther = true;
  const CsvTable read = table("150,4,setosa,versicolor,virginica\n5.1,3.5,1.4,0.2,0\n", options);
  QCOMPARE(read.rows(), std::size_t{1});
  QCOMPARE(read.line(0), std::size_t{2});
}

void TestCsv::namesWhatIsWrong_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("id");
  QTest::addColumn<int>("line");
  QTest::newRow("ragged") << QByteArray("a,b\n1,2\n3\n") << "csv.ragged" << 3;
  QTest::newRow("open quote") << QByteArray("a,b\n\"1,2\n") << "csv.bad-quote" << 2;
  QTest::newRow("text after a quote") << QByteArray("a,b\n\"1\"x,2\n") << "csv.bad-quote" << 2;
  QTest::newRow("long line") << QByteArray("a,b\n") + QByteArray(2 << 20, '1') + ",2\n"
                             << "csv.line-too-long" << 2;
  QTest::newRow("ragged among semicolons") << QByteArray("a;b\n1,5;2\n3,5\n4,5;1\n") << "csv.ragged" << 3;
  QTest::newRow("control character") << QByteArray("a,b\n1,\x07\n") << "csv.control-character" << 2;
  QTest::newRow("nothing") << QByteArray("\n\n \n") << "csv.no-rows" << 0;
  QTest::newRow("empty") << QByteArray() << "file.empty" << 0;
  QTest::newRow("utf-16") << QByteArray(
                                 "\xFF\xFE"
                                 "a\0,\0",
                                 6)
                          << "file.foreign" << 0;
  QTest::newRow("web page") << QByteArray("<html>") << "file.foreign" << 0;
  QTest::newRow("latin-1") << QByteArray("a\xE9,b\n") << "file.not-utf8" << 1;
}

void TestCsv::namesWhatIsWrong() {
  QFETCH(QByteArray, text);
  QFETCH(QString, id);
  QFETCH(int, line);
  const Result<CsvTable> read = readCsv(text.toStdString(), "t.csv");
  QVERIFY(!read.ok());
  QCOMPARE(QString::fromStdString(read.error().id), id);
  if (line > 0) QCOMPARE(std::get<std::int64_t>(read.error().arguments.at(1)), std::int64_t{line});
}

void TestCsv::numbersAreNamedByLineAndColumn() {
  const CsvTable read = table("a,b\n\n1,inf\nnan,2\n");
  const Message infinite = read.number(1, 1).error();
  QCOMPARE(QString::fromStdString(infinite.id), "csv.not-a-number");
  QVERIFY(QString::fromStdString(english(infinite)).startsWith("t.csv, line 3, column 2: “inf”"));
  const Message missing = read.number(2, 0).error();
  QCOMPARE(QString::fromStdString(missing.id), "csv.missing");
  QVERIFY(QString::fromStdString(english(missing)).startsWith("t.csv, line 4, column 1: there is no value"));
}

QTEST_GUILESS_MAIN(TestCsv)
#include "tst_csv.moc"
