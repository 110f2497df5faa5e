#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "learn/test_terms.h"

using namespace lightloom::tests;

/// What a test comes to in the terms of its data, from answers that are written down by hand.
class TestTestTerms : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void confusionCountsAnswers();
  void detectionIsOfTheOneLookedFor();
  void otherRightAnswersCountAsTheClass();
  void residualsHaveTheirUnit();
  void manyClassesHaveNoMatrix();
};

namespace {

// Six samples, of which 1, 3, 4 and 5 are the test part, with the labels 0, 1, 1 and 1.
Dataset twoClasses() {
  Dataset data;
  data.classes = 2;
  data.labels = {1, 0, 0, 1, 1, 1};
  data.train = {0, 2};
  data.test = {1, 3, 4, 5};
  return data;
}

// Answers 0; 1, 0, 1, in two mini-batches, the later one first.
TestTerms answered(const Dataset& data) {
  TermsCount count(data);
  const float later[] = {0.1f, 0.2f, 0.9f, 0.2f, -2, -1}, first[] = {3, 1};
  count.take(1, 3, later);
  count.take(0, 1, first);
  return count.terms();
}

}  // namespace

void TestTestTerms::confusionCountsAnswers() {
  const TestTerms terms = answered(twoClasses());
  QCOMPARE(terms.classes, 2);
  QCOMPARE(terms.confusion, (std::vector<int>{1, 0, 1, 2}));
  QCOMPARE(terms.answered(1, 0), 1);
  QVERIFY(terms.residualRms.empty());
}

void TestTestTerms::detectionIsOfTheOneLookedFor() {
  const Dataset data = twoClasses();
  const Detection second = detectionOf(answered(data), 1), first = detectionOf(answered(data), 0);
  QCOMPARE(second.sensitivity, 2.0 / 3);
  QCOMPARE(second.specificity, 1.0);
  QCOMPARE(first.sensitivity, second.specificity);
  QCOMPARE(first.specificity, second.sensitivity);
  TestTerms none;
  none.classes = 2;
  none.confusion = {3, 1, 0, 0};
  QVERIFY(std::isnan(detectionOf(none, 1).sensitivity));
  QCOMPARE(detectionOf(none, 1).specificity, 0.75);
}

void TestTestTerms::otherRightAnswersCountAsTheClass() {
  Dataset data = twoClasses();
  data.alsoRight = {3, 1, 1, 2, 3, 2};
  QVERIFY(isRight(data, 4, 0) && isRight(data, 4, 1) && !isRight(data, 3, 0));
  QCOMPARE(answered(data).confusion, (std::vector<int>{1, 0, 0, 3}));
  data.alsoRight[4] = 2;
  QCOMPARE(answered(data).confusion, (std::vector<int>{1, 0, 1, 2}));
}

// Targets of two quantities in units of 10 and of 2; residuals 0.1 and −0.3 of the first, 0.5 and 0 of the
// second.
void TestTestTerms::residualsHaveTheirUnit() {
  Dataset data;
  data.targetCount = 2;
  data.targets = {0.5f, 0.5f, 0.25f, 0.75f};
  data.targetOffset = {100, 0};
  data.targetScale = {10, 2};
  data.test = {0, 1};
  TermsCount count(data);
  const float answers[] = {0.6f, 1.0f, -0.05f, 0.75f};
  count.take(0, 2, answers);
  const TestTerms terms = count.terms();
  QCOMPARE(terms.classes, 0);
  QCOMPARE(terms.residualRms.size(), std::size_t{2});
  QVERIFY(std::fabs(terms.residualRms[0] - 10 * std::sqrt((0.01 + 0.09) / 2)) < 1e-6);
  QVERIFY(std::fabs(terms.residualRms[1] - 2 * std::sqrt(0.25 / 2)) < 1e-6);
  data.targetScale.clear();
  TermsCount unscaled(data);
  unscaled.take(0, 2, answers);
  QVERIFY(std::fabs(unscaled.terms().residualRms[0] - std::sqrt(0.05)) < 1e-6);
}

void TestTestTerms::manyClassesHaveNoMatrix() {
  Dataset data;
  data.classes = 101;
  data.labels = {7};
  data.test = {0};
  TermsCount count(data);
  const std::vector<float> answers(101, 0.0f);
  count.take(0, 1, answers.data());
  QCOMPARE(count.terms(), TestTerms());
}

QTEST_GUILESS_MAIN(TestTestTerms)
#include "tst_test_terms.moc"
