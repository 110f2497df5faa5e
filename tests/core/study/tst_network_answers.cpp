#include <QTest>
#include <cmath>
#include <numeric>

#include "all_rooms.h"
#include "learn/evaluator.h"
#include "study/network_answers.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What networks answer to their test part and to inputs of one's own.
class TestNetworkAnswers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void classesAreThoseOfTheTraining();
  void quantitiesAreThoseOfTheTraining();
  void anyInputsAreAnswered();
  void sharesAreThoseOfASoftmax();
  void aDivergedRunSaysWhy();
  void isCancelled();
};

namespace {

struct AnsweringRun {
  std::shared_ptr<const Dataset> data;
  RunSnapshot run;
};

AnsweringRun trainedOn(const char* name, const char* dataset, const char* loss) {
  Design design = with(with(example(name), std::string("training.dataset=") + dataset), "training.epochs=2");
  design = with(with(design, "network.hidden=8"), std::string("training.loss=") + loss);
  const std::shared_ptr<const Dataset> data = dataOf(design);
  const TrainingResult result = trainHeadless(design, data).value();
  return {data, openRecordedRun(result.record, *data).value()};
}

}  // namespace

void TestNetworkAnswers::classesAreThoseOfTheTraining() {
  const AnsweringRun net = trainedOn("first-light", "digits8x8", "cross_entropy");
  const TestAnswers answers = testAnswers(net.run, *net.data).value();
  const Evaluation tested =
      evaluate(net.run.network, net.run.settings, *net.data, *net.run.bench->hardware, 2);
  QCOMPARE(answers.accuracy, tested.accuracy);
  QCOMPARE(answers.terms, tested.terms);
  const std::vector<int>& confusion = answers.terms.confusion;
  QCOMPARE(std::accumulate(confusion.begin(), confusion.end(), std::size_t{0}), net.data->test.size());
  QCOMPARE(answers.outputs.size(), 10 * net.data->test.size());
  QVERIFY(answers.accuracy > 0.5);
}

void TestNetworkAnswers::quantitiesAreThoseOfTheTraining() {
  const AnsweringRun net = trainedOn("meat-fat", "meats_nir_snv", "mean_square");
  const TestAnswers answers = testAnswers(net.run, *net.data).value();
  const Evaluation tested =
      evaluate(net.run.network, net.run.settings, *net.data, *net.run.bench->hardware, 2);
  QVERIFY(std::fabs(answers.accuracy - tested.accuracy) < 1e-5);
  QCOMPARE(answers.terms, tested.terms);
}

void TestNetworkAnswers::anyInputsAreAnswered() {
  const AnsweringRun net = trainedOn("first-light", "digits8x8", "cross_entropy");
  int alike = 0;
  const TestAnswers answers = testAnswers(net.run, *net.data).value();
  for (std::size_t i = 0; i < 50; ++i) {
    std::vector<float> inputs(64);
    gatherInputs(*net.data, &net.data->test[i], 1, inputs.data(), 64);
    const std::vector<float> own = answerTo(net.run, inputs, i).value();
    QCOMPARE(own, answerTo(net.run, inputs, i).value());
    QVERIFY(own != answerTo(net.run, inputs, i + 1).value());  // another draw of the noise
    alike += answerOf(own.data(), 10) == answerOf(answers.outputs.data() + 10 * i, 10);
  }
  // The noise of another draw turns some answers of a network of eight neurons, by far not most.
  QVERIFY2(alike >= 28, qPrintable(QString::number(alike)));
  QCOMPARE(answerTo(net.run, std::vector<float>(64, 7), 3).value(),
           answerTo(net.run, std::vector<float>(64, 1), 3).value());
}

void TestNetworkAnswers::sharesAreThoseOfASoftmax() {
  const float outputs[] = {1, 3, 2};
  QCOMPARE(answerOf(outputs, 3), 1);
  const std::vector<double> shares = classShares(outputs, 3);
  QVERIFY(std::fabs(shares[0] + shares[1] + shares[2] - 1) < 1e-12);
  QVERIFY(std::fabs(shares[1] / shares[2] - std::exp(1)) < 1e-9);
  const float far[] = {1e4f, -1e4f};
  QCOMPARE(classShares(far, 2).front(), 1.0);
}

void TestNetworkAnswers::aDivergedRunSaysWhy() {
  AnsweringRun net = trainedOn("first-light", "digits8x8", "cross_entropy");
  RunFile record = *net.run.record;
  record.diverged = Message{"training.exploded", "", {}};
  net.run.record = std::make_shared<const RunFile>(record);
  QCOMPARE(testAnswers(net.run, *net.data).error().id, std::string("training.exploded"));
  QCOMPARE(answerTo(net.run, std::vector<float>(64), 0).error().id, std::string("training.exploded"));
}

void TestNetworkAnswers::isCancelled() {
  const AnsweringRun net = trainedOn("first-light", "digits8x8", "cross_entropy");
  const TestAnswers answers = testAnswers(net.run, *net.data, [] { return true; }).value();
  QVERIFY(
      std::all_of(answers.outputs.begin(), answers.outputs.end(), [](float value) { return value == 0; }));
}

QTEST_GUILESS_MAIN(TestNetworkAnswers)
#include "tst_network_answers.moc"
