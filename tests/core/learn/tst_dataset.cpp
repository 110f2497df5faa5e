
#include <QTest>
#include <algorithm>
#include <set>
#include <vector>

#include "all_rooms.h"
#include "core/learn/samples.h"
#include "learn/dataset.h"

using namespace lightloom::tests;
using namespace lightloom::testing;

class TestDataset : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void splitIsStratifiedAndKeyed();
  void smallClassesKeepATrainingSample();
  void severalAnswersMayBeRight();
  void bytesAreScaled();
  void datasetProblemsAreNamed();
};

void TestDataset::splitIsStratifiedAndKeyed() {
  Dataset data = clouds(3, 4, 50, 0.1, 1);
  splitDataset(data, 0.2, 7);
  QCOMPARE(data.test.size(), std::size_t(40));
  QCOMPARE(data.train.size(), std::size_t(160));
  std::set<std::uint32_t> all(data.train.begin(), data.train.end());
  all.insert(data.test.begin(), data.test.end());
  QCOMPARE(all.size(), std::size_t(200));
  for (int label = 0; label < 4; ++label)
    QCOMPARE(std::count_if(data.test.begin(), data.test.end(),
                           [&](std::uint32_t i) { return data.labels[i] == label; }),
             std::ptrdiff_t(10));
  const std::vector<std::uint32_t> first = data.test;
  splitDataset(data, 0.2, 7);
  QVERIFY(first == data.test);
  splitDataset(data, 0.2, 8);
  QVERIFY(first != data.test);
}

void TestDataset::smallClassesKeepATrainingSample() {
  Dataset data = clouds(2, 3, 1, 0.1, 1);
  splitDataset(data, 0.9, 1);
  QCOMPARE(data.train.size(), std::size_t(3));
}

void TestDataset::severalAnswersMayBeRight() {
  Dataset data = clouds(2, 3, 5, 0.1, 1);
  const std::uint64_t hash = datasetHash(data);
  for (const std::uint16_t label : data.labels) data.alsoRight.push_back(1u << label | 1u);
  QVERIFY(!datasetProblem(data));
  QVERIFY(datasetHash(data) != hash);
  QVERIFY(isRight(data, 0, data.labels[0]) && isRight(data, 0, 0));
  data.alsoRight.pop_back();
  QCOMPARE(datasetProblem(data)->id, std::string("dataset.answers"));
}

void TestDataset::bytesAreScaled() {
  Dataset data;
  data.features = 2;
  data.bytes = {0, 255, 51, 102};
  const std::vector<std::uint32_t> index{1, 0};
  std::vector<float> out(6, -1.0f);
  gatherInputs(data, index.data(), 2, out.data(), 3);
  QVERIFY(std::abs(out[0] - 0.2f) < 1e-7f && std::abs(out[1] - 0.4f) < 1e-7f);
  QCOMPARE(out[2], -1.0f);
  QCOMPARE(out[3], 0.0f);
  QVERIFY(std::abs(out[4] - 1.0f) < 1e-7f);
}

void TestDataset::datasetProblemsAreNamed() {
  const Dataset sound = clouds(3, 4, 5, 0.1, 1);
  QVERIFY(!datasetProblem(sound));
  QVERIFY(!datasetProblem(regression(20, 1)));
  Dataset data = sound;
  data.values.pop_back();
  QCOMPARE(datasetProblem(data)->id, std::string("dataset.size"));
  data = sound;
  data.labels[3] = 4;
  QCOMPARE(datasetProblem(data)->id, std::string("dataset.label"));
  data = sound;
  data.labels.pop_back();
  QCOMPARE(datasetProblem(data)->id, std::string("dataset.answers"));
  data = sound;
  data.classNames = {"one"};
  QCOMPARE(datasetProblem(data)->id, std::string("dataset.names"));
  data = sound;
  data.test.clear();
  QCOMPARE(datasetProblem(data)->id, std::string("dataset.split"));
}

QTEST_APPLESS_MAIN(TestDataset)
#include "tst_dataset.moc"
