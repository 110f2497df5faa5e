#include <QTest>

#include "all_rooms.h"
#include "core/files/packed.h"
#include "datasets/idx_writer.h"
#include "datasets/internal/idx.h"
#include "files/inflate.h"

using namespace lightloom::tests;

class TestIdx : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsPlainAndGzip();
  void wrongFilesHaveTheirOwnMessages_data();
  void wrongFilesHaveTheirOwnMessages();
  void messagesAreDistinct();
  void pairsAreChecked();
  void whatIsWrittenComesBack();
};

namespace {

struct WrongFile {
  const char* name;
  std::string bytes;
  const char* id;
};

std::vector<WrongFile> wrongFiles() {
  const std::string good = idxFile({100, 28, 28});
  const std::string packed = gzipped(good);
  const std::string otherType = std::string("\0\0\x0D\x01\0\0\0\x01....", 12);
  std::string corrupt = packed;
  corrupt[corrupt.size() / 2] = static_cast<char>(corrupt[corrupt.size() / 2] ^ 0x55);
  return {
      {"empty", "", "file.empty"},
      {"web page", "<!DOCTYPE html><html><body>404</body></html>", "idx.web-page"},
      {"xml", "<?xml version=\"1.0\"?><Error/>", "idx.web-page"},
      {"zip", "PK\x03\x04 and more", "idx.foreign"},
      {"gzip of a web page", gzipped("<html>not found, sorry about that</html>"), "idx.web-page"},
      {"gzip in gzip", gzipped(packed), "idx.foreign"},
      {"csv", "1,2,3\n4,5,6\n", "idx.wrong-magic"},
      {"float type", otherType, "idx.unsupported-type"},
      {"no dimensions", std::string("\0\0\x08\0", 4), "idx.bad-dimensions"},
      {"nine dimensions", std::string("\0\0\x08\x09", 4), "idx.bad-dimensions"},
      {"no samples", idxFile({0, 28, 28}), "idx.bad-dimensions"},
      {"huge", std::string("\0\0\x08\x03\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 16),
       "idx.too-large"},
      {"header only", good.substr(0, 7), "idx.truncated"},
      {"truncated", good.substr(0, good.size() - 1), "idx.truncated"},
      {"too long", good + "x", "idx.too-long"},
      {"truncated gzip", packed.substr(0, packed.size() / 2), "gzip.truncated"},
      {"corrupt gzip", corrupt, "gzip.corrupt"},
      {"bomb", gzipped(std::string("\0\0\x08\x01\x04\0\0\0", 8) + std::string(std::size_t{64} << 20, '\0')),
       "gzip.suspicious"}};
}

}  // namespace

void TestIdx::readsPlainAndGzip() {
  for (const std::string& bytes : {idxFile({100, 28, 28}), gzipped(idxFile({100, 28, 28}))}) {
    const Result<IdxArray> array = readIdx(bytes, "images");
    QVERIFY2(array.ok(), array ? "" : english(array.error()).c_str());
    QCOMPARE(array.value().sizes, (std::vector<std::uint32_t>{100, 28, 28}));
    QCOMPARE(array.value().bytes.size(), std::size_t{78400});
    QCOMPARE(int(array.value().bytes[300]), 300 % 251);
    QCOMPARE(readIdxSizes(bytes, "images").value(), array.value().sizes);
  }
}

void TestIdx::wrongFilesHaveTheirOwnMessages_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("id");
  for (const WrongFile& file : wrongFiles())
    QTest::newRow(file.name) << QByteArray::fromStdString(file.bytes) << file.id;
}

void TestIdx::wrongFilesHaveTheirOwnMessages() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, id);
  const Result<IdxArray> array = readIdx(bytes.toStdString(), "set.gz");
  QVERIFY(!array.ok());
  QCOMPARE(QString::fromStdString(array.error().id), id);
  const QString message = QString::fromStdString(english(array.error()));
  QVERIFY2(message.contains("set.gz") && !message.contains('%'), qPrintable(message));
}

void TestIdx::messagesAreDistinct() {
  QSet<QString> texts;
  for (const WrongFile& file : wrongFiles())
    texts.insert(QString::fromStdString(english(readIdx(file.bytes, "set.gz").error())));
  constexpr int kDistinct = 12;
  QVERIFY(texts.size() >= kDistinct);
}

void TestIdx::pairsAreChecked() {
  const auto idOf = [](std::vector<std::uint32_t> pictures, std::vector<std::uint32_t> labels) {
    const auto problem = pictureLabelProblem(pictures, "images", labels, "labels");
    return problem ? QString::fromStdString(problem->id) : QString();
  };
  QCOMPARE(idOf({100, 28, 28}, {100}), "");
  QCOMPARE(idOf({100}, {100, 28, 28}), "idx.swapped");
  QCOMPARE(idOf({100}, {100}), "idx.not-pictures");
  QCOMPARE(idOf({100, 28, 28}, {100, 28, 28}), "idx.not-labels");
  QCOMPARE(idOf({100, 28, 28}, {99}), "idx.count-mismatch");
}

void TestIdx::whatIsWrittenComesBack() {
  const std::vector<std::uint32_t> sizes = {2, 1, 300};
  std::vector<std::uint8_t> bytes(600);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  const IdxArray read = readIdx(idxBytes(sizes, bytes), "a").value();
  QVERIFY(read.sizes == sizes && read.bytes == bytes);
}

QTEST_GUILESS_MAIN(TestIdx)
#include "tst_idx.moc"
