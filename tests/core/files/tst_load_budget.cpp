#include "files/load_budget.h"

#include <QTemporaryDir>
#include <QTest>

#include "all_rooms.h"
#include "core/files/packed.h"
#include "datasets/internal/idx.h"
#include "documents/design_file.h"
#include "files/csv.h"
#include "files/file_reader.h"
#include "files/json_reader.h"
#include "files/safe_writer.h"
#include "files/zip.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

template <typename T>
QString errorOf(const Result<T>& result) {
  return result ? QStringLiteral("read") : QString::fromStdString(result.error().id);
}

LoadBudget few(std::size_t items) {
  LoadBudget out;
  out.items = items;
  return out;
}

LoadBudget small(std::size_t bytes) {
  LoadBudget out;
  out.bytes = bytes;
  return out;
}

// Over before it begins.
LoadBudget late() {
  LoadBudget out;
  out.seconds = -1;
  return out;
}

std::string repeated(const std::string& piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace

/// Every reader stops at each of its limits, with the message of that limit.
class TestLoadBudget : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void files();
  void json();
  void tables();
  void archives();
  void pictures();
  void designs();
};

void TestLoadBudget::files() {
  QTemporaryDir folder;
  const std::string path = folder.filePath("a").toStdString();
  QVERIFY(saveFile(path, std::string(1000, 'a')).ok());
  QCOMPARE(errorOf(readFile(path, small(1000))), "read");
  QCOMPARE(errorOf(readFile(path, small(999))), "file.too-large");
  QCOMPARE(errorOf(readFile(path + "/below")), "file.missing");
  // A file of the system says that it is empty, and is not.
  QCOMPARE(errorOf(readFile("/proc/self/maps")), "read");
  QCOMPARE(errorOf(readFile("/proc/self/maps", small(100))), "file.too-large");
}

void TestLoadBudget::json() {
  const auto parse = [](const std::string& text, const LoadBudget& budget) {
    return errorOf(JsonDocument::parse(text, "a.json", budget));
  };
  const std::string list = "[" + repeated("0,", 9999) + "0]";
  QCOMPARE(parse(list, few(10001)), "read");
  QCOMPARE(parse(list, few(10000)), "json.too-many");
  QCOMPARE(parse(list, late()), "json.too-slow");
  for (const char* value : {"{}", "[]", "\"a\"", "true", "false", "null", "1"}) {
    QCOMPARE(parse(std::string("[") + value + "]", few(2)), "read");
    QCOMPARE(parse(std::string("[") + value + "]", few(1)), "json.too-many");
    QCOMPARE(parse(value, few(0)), "json.too-many");
  }
  QCOMPARE(parse("[0]", small(2)), "file.too-large");
}

void TestLoadBudget::tables() {
  const auto parse = [](const std::string& text, const LoadBudget& budget) {
    return errorOf(readCsv(text, "a.csv", {}, budget));
  };
  const std::string table = repeated("1,2\n", 3000);
  QCOMPARE(parse(table, few(6000)), "read");
  QCOMPARE(parse(table, few(5999)), "csv.too-many");
  QCOMPARE(parse(table, late()), "csv.too-slow");
  QCOMPARE(parse("1,2\n1," + std::string(3 << 20, '1') + "\n", {}), "csv.line-too-long");
  QCOMPARE(parse("1,2\n1,\"" + std::string(3 << 20, '1') + "\"\n", {}), "csv.line-too-long");
}

void TestLoadBudget::archives() {
  const auto parse = [](const std::string& bytes, const LoadBudget& budget) {
    return errorOf(readZip(bytes, "a.zip", budget));
  };
  const std::string archive =
      writeZip({{"a", std::string(1000, 'a')}, {"b", std::string(1000, 'b')}}).value();
  QCOMPARE(parse(archive, small(2000)), "read");
  QCOMPARE(parse(archive, small(1999)), "zip.too-large");
  QCOMPARE(parse(archive, small(10)), "zip.too-large");
}

void TestLoadBudget::pictures() {
  const std::string pictures = idxFile({10, 4, 4});
  QCOMPARE(errorOf(readIdx(pictures, "a", LoadBudget::data())), "read");
  QCOMPARE(errorOf(readIdx(gzipped(pictures), "a", LoadBudget::data())), "read");
  QCOMPARE(errorOf(readIdx(pictures, "a", small(100))), "idx.too-large");
  QCOMPARE(errorOf(readIdx(pictures, "a", late())), "idx.too-slow");
}

void TestLoadBudget::designs() {
  const std::string text = writeDesign(lightloom::test::example("first-light"));
  LoadBudget budget;
  budget.components = 3;
  QCOMPARE(errorOf(readDesign(text, "a.loom", budget)), "design.too-many");
  budget = {};
  budget.nameLength = 3;
  QVERIFY(errorOf(readDesign(text, "a.loom", budget)) != "read");
  QCOMPARE(errorOf(readDesign(text, "a.loom", small(100))), "file.too-large");
}

QTEST_GUILESS_MAIN(TestLoadBudget)
#include "tst_load_budget.moc"
