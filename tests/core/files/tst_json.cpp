#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>
#include <cmath>
#include <cstring>
#include <limits>

#include "all_rooms.h"
#include "base/json_writer.h"
#include "files/json_reader.h"

using namespace lightloom::tests;

class TestJson : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void numbersAreShortest_data();
  void numbersAreShortest();
  void numbersComeBackToTheBit();
  void writerLaysOutLines();
  void writerCountsNonFinite();
  void readerKeepsNumbersAsWritten();
  void readerUnescapes();
  void errorsNameThePlace_data();
  void errorsNameThePlace();
  void limitsOfDocumentsAreKept_data();
  void limitsOfDocumentsAreKept();
  void agreesWithQtOnValidText_data();
  void agreesWithQtOnValidText();
};

void TestJson::numbersAreShortest_data() {
  QTest::addColumn<double>("number");
  QTest::addColumn<QString>("text");
  QTest::newRow("tenth") << 0.1 << "0.1";
  QTest::newRow("gigahertz") << 1e9 << "1e9";
  QTest::newRow("wavelength") << 8.5e-7 << "8.5e-7";
  QTest::newRow("hundred") << 100.0 << "100";
  QTest::newRow("large") << 1e100 << "1e100";
  QTest::newRow("minus zero") << -0.0 << "-0";
  QTest::newRow("nan") << std::nan("") << "null";
  QTest::newRow("infinite") << std::numeric_limits<double>::infinity() << "null";
}

void TestJson::numbersAreShortest() {
  QFETCH(double, number);
  QFETCH(QString, text);
  QCOMPARE(QString::fromStdString(jsonNumber(number)), text);
}

void TestJson::numbersComeBackToTheBit() {
  QRandomGenerator random(7);
  for (int i = 0; i < 20000; ++i) {
    const quint64 bits = random.generate64();
    double number = 0;
    std::memcpy(&number, &bits, sizeof number);
    if (!std::isnormal(number)) continue;
    const Result<JsonDocument> document = JsonDocument::parse(jsonNumber(number), "n");
    QVERIFY(document.ok());
    QCOMPARE(document.value().root().number(), number);
  }
}

void TestJson::writerLaysOutLines() {
  JsonWriter writer;
  writer.beginObject();
  writer.field("list", std::vector<double>{1, 2.5});
  writer.key("empty");
  writer.beginObject();
  writer.endObject();
  writer.key("rows");
  writer.beginArray();
  for (int i = 0; i < 2; ++i) {
    writer.beginObject(JsonLayout::Inline);
    writer.field("i", i);
    writer.field("on", true);
    writer.endObject();
  }
  writer.endArray();
  writer.field("text", "a\"b\\\n\x01ü");
  writer.endObject();
  QCOMPARE(QString::fromStdString(writer.take()),
           QString::fromUtf8(
               "{\n  \"list\": [1, 2.5],\n  \"empty\": {},\n  \"rows\": [\n    {\"i\": 0, \"on\": true},\n"
               "    {\"i\": 1, \"on\": true}\n  ],\n  \"text\": \"a\\\"b\\\\\\n\\u0001ü\"\n}\n"));
}

void TestJson::writerCountsNonFinite() {
  JsonWriter writer;
  writer.value(std::vector<double>{1, std::nan(""), -std::numeric_limits<double>::infinity()});
  QCOMPARE(writer.nonFinite(), std::size_t{2});
  QCOMPARE(QString::fromStdString(writer.take()), "[1, null, null]\n");
}

void TestJson::readerKeepsNumbersAsWritten() {
  const Result<JsonDocument> document =
      JsonDocument::parse(" { \"b\" : [1.0, 9007199254740993,\n1E5], \"a\": {} } ", "t");
  QVERIFY(document.ok());
  const JsonValue root = document.value().root();
  QCOMPARE(QString::fromStdString(compactJson(root)), "{\"b\":[1.0,9007199254740993,1E5],\"a\":{}}");
  QCOMPARE(*(*root.find("b")->begin()).integer(), std::int64_t{1});
  QCOMPARE(*(*++root.find("b")->begin()).integer(), std::int64_t{9007199254740993});
  QCOMPARE(root.find("a")->line(), 2);
  QVERIFY(!root.find("c"));
}

void TestJson::readerUnescapes() {
  const auto read = [](const char* text) {
    const Result<JsonDocument> document = JsonDocument::parse(text, "t");
    return document ? QString::fromStdString((*document.value().root().begin()).string())
                    : QStringLiteral("refused");
  };
  QCOMPARE(read("[\"\\u00e9\\n\\\\\\/\\ud83d\\ude00\"]"), QString::fromUtf8("é\n\\/😀"));
  QCOMPARE(read("[\"a\\b\\f\\r\\t\\\"\\u20AC\\u0041\"]"), QString::fromUtf8("a\b\f\r\t\"€A"));
  QCOMPARE(read("[\"\\uFFFD\\u07ff\\u0800\"]"), QString::fromUtf8("\uFFFD\u07ff\u0800"));
}

void TestJson::errorsNameThePlace_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("id");
  QTest::addColumn<int>("line");
  QTest::addColumn<int>("column");
  const auto row = [](const char* name, QByteArray text, const char* id, int line, int column) {
    QTest::newRow(name) << text << id << line << column;
  };
  row("missing comma", "{\n\"a\": 1\n\"b\": 2}", "json.syntax", 3, 1);
  row("trailing comma", "[1,]", "json.syntax", 1, 4);
  row("bare word", "{a: 1}", "json.syntax", 1, 2);
  row("leading zero", "[01]", "json.syntax", 1, 3);
  row("no digits", "[.5]", "json.syntax", 1, 2);
  row("bare point", "[1.]", "json.syntax", 1, 4);
  row("comment", "[1 // one\n]", "json.syntax", 1, 4);
  row("nan", "[NaN]", "json.not-finite", 1, 2);
  row("minus infinity", "[-Infinity]", "json.not-finite", 1, 3);
  row("too large", "[1,\n 1e999]", "json.number-range", 2, 2);
  row("truncated object", "{\"a\": 1", "file.truncated", 1, 8);
  row("truncated text", "[\"abc", "file.truncated", 1, 6);
  row("truncated word", "[tru", "file.truncated", 1, 5);
  row("duplicate", "{\"a\": 1,\n \"\\u0061\": 2}", "json.duplicate-key", 2, 3);
  row("second value", "{} {}", "json.after-end", 1, 4);
  row("lone surrogate", "[\"\\ud800\"]", "json.bad-string", 1, 3);
  row("raw control", "[\"a\tb\"]", "json.bad-string", 1, 4);
  row("low surrogate first", "[\"\\ude00\"]", "json.bad-string", 1, 3);
  row("two high surrogates", "[\"\\ud800\\ud800\"]", "json.bad-string", 1, 3);
  row("surrogate before a letter", "[\"\\ud800a\"]", "json.bad-string", 1, 3);
  row("no hex digits", "[\"\\u00g0\"]", "json.bad-string", 1, 3);
  row("hex digits in part", "[\"\\u00G\"]", "json.bad-string", 1, 3);
  row("little nan", "[nan]", "json.not-finite", 1, 2);
  row("little infinity", "[inf]", "json.not-finite", 1, 2);
  row("truncated array", "[1, ", "file.truncated", 1, 5);
  row("truncated key", "{\"a\"", "file.truncated", 1, 5);
  row("no colon", "{\"a\" 1}", "json.syntax", 1, 6);
  row("key that is a number", "{1: 2}", "json.syntax", 1, 2);
  row("false, cut", "[fals]", "json.syntax", 1, 2);
  row("null, cut", "[nul]", "json.syntax", 1, 2);
  row("true, cut", "[tru]", "json.syntax", 1, 2);
  row("exponent without digits", "[1e+]", "json.syntax", 1, 5);
  row("minus alone", "[-]", "json.syntax", 1, 3);
  row("bad escape", "[\"\\x\"]", "json.bad-string", 1, 3);
}

void TestJson::errorsNameThePlace() {
  QFETCH(QByteArray, text);
  QFETCH(QString, id);
  QFETCH(int, line);
  QFETCH(int, column);
  const Result<JsonDocument> document = JsonDocument::parse(text.toStdString(), "t.loom");
  QVERIFY(!document.ok());
  const Message& error = document.error();
  QCOMPARE(QString::fromStdString(error.id), id);
  QCOMPARE(std::get<std::string>(error.arguments.at(0)), std::string("t.loom"));
  QCOMPARE(std::get<std::int64_t>(error.arguments.at(1)), std::int64_t{line});
  QCOMPARE(std::get<std::int64_t>(error.arguments.at(2)), std::int64_t{column});
  QVERIFY(english(error).find('%') == std::string::npos);
}

void TestJson::limitsOfDocumentsAreKept_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("id");
  for (const int depth : {64, 65, 1000, 1000000})
    QTest::addRow("depth %d", depth) << QByteArray(depth, '[') + QByteArray(depth, ']')
                                     << (depth <= 64 ? "" : "json.too-deep");
  QTest::newRow("long key") << QByteArray("{\"") + QByteArray(300, 'k') + "\": 1}"
                            << "json.too-long";
  QTest::newRow("long text") << QByteArray("[\"") + QByteArray(2 << 20, 't') + "\"]"
                             << "json.too-long";
  QTest::newRow("many items") << QByteArray("[0") + QByteArray(",0").repeated(5'000'000) + "]"
                              << "json.too-many";
  QTest::newRow("long number") << QByteArray(1'000'000, '1') << "json.number-range";
}

void TestJson::limitsOfDocumentsAreKept() {
  QFETCH(QByteArray, text);
  QFETCH(QString, id);
  const Result<JsonDocument> document = JsonDocument::parse(text.toStdString(), "t");
  QCOMPARE(document ? QString() : QString::fromStdString(document.error().id), id);
}

void TestJson::agreesWithQtOnValidText_data() {
  QTest::addColumn<QByteArray>("text");
  for (const char* text : {"{}", "[]", "[[[]],{\"a\":[{}]}]", "[true,false,null]", "[-0.5e-3,0,1,-12E+2]",
                           "{\"ключ\":\"値\"}", "[\"\\u0000\\b\\f\\r\"]"})
    QTest::newRow(text) << QByteArray(text);
}

void TestJson::agreesWithQtOnValidText() {
  QFETCH(QByteArray, text);
  const Result<JsonDocument> document = JsonDocument::parse(text.toStdString(), "t");
  QVERIFY(document.ok());
  JsonWriter writer;
  writeJson(writer, document.value().root());
  const QByteArray written = QByteArray::fromStdString(writer.take());
  QCOMPARE(QJsonDocument::fromJson(written), QJsonDocument::fromJson(text));
  QVERIFY(!QJsonDocument::fromJson(written).isNull());
}

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
