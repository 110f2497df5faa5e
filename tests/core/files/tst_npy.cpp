#include <QTest>
#include <algorithm>
#include <cstdint>
#include <random>

#include "all_rooms.h"
#include "core/files/npy_file.h"
#include "files/npy.h"

using namespace lightloom::tests;

class TestNpy : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsEveryType();
  void readsEitherByteOrder();
  void readsEitherOrderOfIndices();
  void readsLaterVersions();
  void wrongFilesHaveTheirOwnMessages_data();
  void wrongFilesHaveTheirOwnMessages();
  void noiseEndsInAMessage();
};

namespace {

QString idOf(const std::string& bytes) {
  const Result<NpyArray> read = readNpyArray(bytes, "a.npy");
  return read ? QString() : QString::fromStdString(read.error().id);
}

template <typename T>
void comesBack(const char* type) {
  const std::vector<T> numbers = {0, 1, 100, static_cast<T>(-1)};
  const Result<NpyArray> read = readNpyArray(npyFile<T>(type, "(2, 2)", numbers), "a.npy");
  QVERIFY2(read, type);
  QCOMPARE(read.value().shape, (std::vector<std::size_t>{2, 2}));
  for (std::size_t i = 0; i < 4; ++i)
    QCOMPARE(static_cast<float>(read.value().at(i)), static_cast<float>(numbers[i]));
  QCOMPARE(!read.value().bytes.empty(), sizeof(T) == 1 && T(-1) > T(0));
}

}  // namespace

void TestNpy::readsEveryType() {
  comesBack<std::uint8_t>("|u1");
  comesBack<std::int8_t>("|i1");
  comesBack<std::uint16_t>("<u2");
  comesBack<std::int16_t>("<i2");
  comesBack<std::uint32_t>("<u4");
  comesBack<std::int32_t>("=i4");
  comesBack<std::uint64_t>("<u8");
  comesBack<std::int64_t>("<i8");
  comesBack<float>("<f4");
  comesBack<double>("<f8");
  QCOMPARE(readNpyArray(npyFile<std::uint8_t>("|b1", "(2,)", {1, 0}), "a").value().values,
           (std::vector<float>{1, 0}));
  QCOMPARE(readNpyArray(npyFile<float>("<f4", "()", {2.5f}), "a").value().values, std::vector<float>{2.5f});
}

void TestNpy::readsEitherByteOrder() {
  const std::string data("\x00\x01\x00\x02", 4);
  const auto read = [&](const char* type) {
    return readNpyArray(
               npyBytes(std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (2,), }",
                        data),
               "a.npy")
        .value()
        .values;
  };
  QCOMPARE(read(">u2"), (std::vector<float>{1, 2}));
  QCOMPARE(read("<u2"), (std::vector<float>{256, 512}));
}

void TestNpy::readsEitherOrderOfIndices() {
  const std::vector<float> inC = {0, 1, 2, 10, 11, 12};
  QCOMPARE(readNpyArray(npyFile<float>("<f4", "(2, 3)", {0, 10, 1, 11, 2, 12}, true), "a").value().values,
           inC);
  std::vector<std::uint8_t> file(24), wanted(24);
  for (std::size_t a = 0, at = 0; a < 4; ++a)
    for (std::size_t b = 0; b < 3; ++b)
      for (std::size_t c = 0; c < 2; ++c, ++at) {
        file[at] = static_cast<std::uint8_t>(at);
        wanted[(c * 3 + b) * 4 + a] = static_cast<std::uint8_t>(at);
      }
  QCOMPARE(readNpyArray(npyFile<std::uint8_t>("|u1", "(2, 3, 4)", file, true), "a").value().bytes, wanted);
}

// Their header may be longer.
void TestNpy::readsLaterVersions() {
  const std::string one = npyFile<float>("<f4", "(1,)", {7});
  std::string two = one.substr(0, 10) + std::string(2, '\0') + one.substr(10);
  two[6] = 2;
  QCOMPARE(readNpyArray(two, "a").value().values, std::vector<float>{7});
}

void TestNpy::wrongFilesHaveTheirOwnMessages_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("id");
  const auto add = [](const char* name, const std::string& bytes, const char* id) {
    QTest::newRow(name) << QByteArray::fromStdString(bytes) << QString::fromLatin1(id);
  };
  const std::string good = npyFile<float>("<f4", "(3,)", {1, 2, 3});
  const auto header = [](const std::string& text) { return npyBytes(text, std::string(12, '\0')); };
  add("good", good, "");
  add("empty", "", "npy.not-npy");
  add("a table", "1,2\n", "npy.not-npy");
  add("its first bytes", good.substr(0, 8), "npy.truncated");
  add("half a header", good.substr(0, 30), "npy.truncated");
  add("truncated", good.substr(0, good.size() - 1), "npy.truncated");
  add("too long", good + "x", "npy.too-long");
  add("a header of 4e9 bytes", std::string("\x93NUMPY\x02\x00\xFF\xFF\xFF\xEE more", 17), "npy.bad-header");
  add("4e9 numbers", npyFile<float>("<f4", "(4000000000,)", {1}), "npy.too-large");
  add("more than there are", npyFile<float>("<f4", "(99999999999999999999, 3)", {1}), "npy.bad-header");
  add("many sizes", npyFile<float>("<f4", "(65536, 65536, 65536, 65536)", {1}), "npy.too-large");
  add("a long number", npyFile<float>("<f4", "(1," + std::string(80, '1') + ")", {1}), "npy.bad-header");
  std::string sizes = "(";
  for (int i = 0; i < 40; ++i) sizes += "1, ";
  add("forty dimensions", npyFile<float>("<f4", sizes + ")", {1}), "npy.bad-header");
  add("texts", npyFile<float>("<U3", "(1,)", {1, 2, 3}), "npy.unsupported-type");
  add("objects", npyFile<float>("|O", "(1,)", {1}), "npy.unsupported-type");
  add("no type", npyFile<float>("", "(1,)", {1}), "npy.unsupported-type");
  add("records", header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,), }"),
      "npy.bad-header");
  add("no literal", header("__import__('os')"), "npy.bad-header");
  add("no shape", header("{'descr': '<f4', 'fortran_order': False, }"), "npy.bad-header");
  add("two shapes", header("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'shape': (3,), }"),
      "npy.bad-header");
  add("another key", header("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'x': 1}"),
      "npy.bad-header");
  add("neither true nor false", header("{'descr': '<f4', 'fortran_order': 1, 'shape': (3,), }"),
      "npy.bad-header");
  add("sizes that are none", header("{'descr': '<f4', 'fortran_order': False, 'shape': (-3,), }"),
      "npy.bad-header");
  add("no sizes", header("{'descr': '<f4', 'fortran_order': False, 'shape': 3, }"), "npy.bad-header");
  add("no key", header("{descr: '<f4'}"), "npy.bad-header");
  add("an open text", header("{'descr': '<f4"), "npy.bad-header");
  add("a type without a text", header("{'descr': 4, 'fortran_order': False, 'shape': (3,), }"),
      "npy.bad-header");
  add("no colon", header("{'descr' '<f4'}"), "npy.bad-header");
  add("words behind", header("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), } more"),
      "npy.bad-header");
}

void TestNpy::wrongFilesHaveTheirOwnMessages() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, id);
  QCOMPARE(idOf(bytes.toStdString()), id);
  if (id.isEmpty()) return;
  const std::string said = english(readNpyArray(bytes.toStdString(), "mine.npy").error());
  QVERIFY2(said.find("mine.npy") != std::string::npos, said.c_str());
}

void TestNpy::noiseEndsInAMessage() {
  const std::string good = npyFile<float>("<f4", "(2, 3)", {1, 2, 3, 4, 5, 6});
  std::mt19937 random(5);
  for (int i = 0; i < 3000; ++i) {
    std::string bytes = good;
    for (int change = 0; change < 3; ++change) bytes[random() % 80] = static_cast<char>(random());
    const Result<NpyArray> read = readNpyArray(bytes, "a.npy");
    if (!read) continue;
    std::size_t announced = 1;
    for (const std::size_t size : read.value().shape) announced *= size;
    QCOMPARE(read.value().count(), announced);
    QVERIFY(announced <= 24);
  }
  LoadBudget budget;
  std::stop_source source;
  source.request_stop();
  budget.stop = source.get_token();
  QCOMPARE(readNpyArray(good, "a.npy", budget).error().id, std::string("npy.too-slow"));
}

QTEST_GUILESS_MAIN(TestNpy)
#include "tst_npy.moc"
