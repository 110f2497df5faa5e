#include "report/present_terms.h"

#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "test_support.h"
#include "train/simulate.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;

/// What headline numbers are made of: the terms give the number.
class TestPresentTerms : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void termsGiveTheNumber_data();
  void termsGiveTheNumber();
};

void TestPresentTerms::termsGiveTheNumber_data() {
  QTest::addColumn<QString>("design");
  for (const char* name : {"first-light", "gao-lock-map", "mnist-5x5"}) QTest::newRow(name) << name;
}

void TestPresentTerms::termsGiveTheNumber() {
  QFETCH(QString, design);
  const Design drawn = example(design.toStdString());
  const auto simulation = simulateDesign(drawn, *dataOf(drawn));
  QVERIFY(simulation.ok());
  const Report& report = simulation.value().report;
  constexpr double kRounding = 1e-9;
  int made = 0;
  for (const HeadlineNumber& number : headlineNumbers(report)) {
    const PresentTerms terms = presentTerms(report, number.key);
    for (const PresentTerm& term : terms.terms)
      QVERIFY(std::isfinite(term.value) && !term.label.text.empty());
    if (terms.make == TermsMake::Other) continue;
    double value = terms.terms.front().value;
    for (std::size_t i = 1; i < terms.terms.size(); ++i) {
      if (terms.make == TermsMake::Sum) value += terms.terms[i].value;
      if (terms.make == TermsMake::Product) value *= terms.terms[i].value;
      if (terms.make == TermsMake::Quotient) value /= terms.terms[i].value;
    }
    QVERIFY2(std::fabs(value / number.value - 1) < kRounding, std::string(number.key).c_str());
    ++made;
  }
  QCOMPARE(made, 4);
  double shares = 0;
  for (const PresentTerm& term : presentTerms(report, "snr").terms) shares += term.value;
  VERIFY_WITHIN(shares, 1.0, kRounding);
  QCOMPARE(presentTerms(report, "enob").terms.front().value, report.snr);
  QVERIFY(presentTerms(report, "nothing").terms.empty());
}

QTEST_GUILESS_MAIN(TestPresentTerms)
#include "tst_present_terms.moc"
