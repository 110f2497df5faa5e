#include "optics/held_phases.h"

#include <QTest>
#include <cmath>
#include <numeric>

#include "all_rooms.h"
#include "base/random.h"
#include "base/units.h"

using namespace lightloom::tests;

/// The phases that F + B lasers hold of F·B fringes: exact where these are separable, and elsewhere the best,
/// as a search that shares no code with them finds it.
class TestHeldPhases : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void separablePhasesAreHeldExactly();
  void oneLaserHoldsAllOfItsFringes_data();
  void oneLaserHoldsAllOfItsFringes();
  void noOtherPhasesHoldMore_data();
  void noOtherPhasesHoldMore();
  void linksWithoutFringeDoNotCount();
  void largeTablesEndInTime();
};

namespace {

double wrapped(double angle) {
  return std::remainder(angle, 2 * constants::kPi);
}

KeyedRandom randomOf(std::uint64_t step) {
  return KeyedRandom({41, Stream::DataGenerate, step, 0, 0});
}

double phase(KeyedRandom& random) {
  return 2 * constants::kPi * random.uniform();
}

// Phases that are a sum of one per synapse and one per axon, and `disorder` rad rms beside it.
FringeTable tableOf(int synapses, int axons, double disorder, KeyedRandom& random) {
  FringeTable out(synapses, axons);
  out.fringes.clear();
  std::vector<double> ofSynapse, ofAxon;
  for (int s = 0; s < synapses; ++s) ofSynapse.push_back(phase(random));
  for (int a = 0; a < axons; ++a) ofAxon.push_back(phase(random));
  for (const double s : ofSynapse)
    for (const double a : ofAxon) {
      const double size = 0.5 + random.uniform(), psi = s + a + disorder * random.normal();
      out.fringes.push_back(std::polar(size, psi));
    }
  return out;
}

// Σ size cos(ψ − φ_a − φ_s) of some phases.
double heldBy(FringeTable table, const std::vector<double>& synapses, const std::vector<double>& axons) {
  double sum = 0;
  for (int s = 0; s < table.synapses; ++s)
    for (int a = 0; a < table.axons; ++a) {
      const std::complex<double> fringe = table.at(s, a);
      sum += std::abs(fringe) * std::cos(std::arg(fringe) - synapses[static_cast<std::size_t>(s)] -
                                         axons[static_cast<std::size_t>(a)]);
    }
  return sum;
}

double heldBy(const FringeTable& table, const HeldPhases& held) {
  std::vector<double> synapses = held.synapses;
  for (double& s : synapses) s += held.common;
  return heldBy(table, synapses, held.axons);
}

// The best of many random starts, each improved one laser after the other.
double bestFound(FringeTable table, int starts, KeyedRandom& random) {
  double best = -INFINITY;
  for (int start = 0; start < starts; ++start) {
    std::vector<double> synapses(static_cast<std::size_t>(table.synapses)),
        axons(static_cast<std::size_t>(table.axons));
    for (double& s : synapses) s = phase(random);
    for (int turn = 0; turn < 60; ++turn) {
      for (int a = 0; a < table.axons; ++a) {
        double sine = 0, cosine = 0;
        for (int s = 0; s < table.synapses; ++s) {
          const double psi = std::arg(table.at(s, a)) - synapses[static_cast<std::size_t>(s)];
          sine += std::abs(table.at(s, a)) * std::sin(psi);
          cosine += std::abs(table.at(s, a)) * std::cos(psi);
        }
        axons[static_cast<std::size_t>(a)] = std::atan2(sine, cosine);
      }
      for (int s = 0; s < table.synapses; ++s) {
        double sine = 0, cosine = 0;
        for (int a = 0; a < table.axons; ++a) {
          const double psi = std::arg(table.at(s, a)) - axons[static_cast<std::size_t>(a)];
          sine += std::abs(table.at(s, a)) * std::sin(psi);
          cosine += std::abs(table.at(s, a)) * std::cos(psi);
        }
        synapses[static_cast<std::size_t>(s)] = std::atan2(sine, cosine);
      }
    }
    best = std::max(best, heldBy(table, synapses, axons));
  }
  return best;
}

double sumOf(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

}  // namespace

void TestHeldPhases::separablePhasesAreHeldExactly() {
  KeyedRandom random = randomOf(1);
  FringeTable table = tableOf(7, 11, 0, random);
  const HeldPhases held = holdPhases(table);
  QVERIFY(held.converged && held.synapses.size() == 7 && held.axons.size() == 11);
  for (int s = 0; s < 7; ++s)
    for (int a = 0; a < 11; ++a) QVERIFY(std::fabs(held.rest(s, a, std::arg(table.at(s, a)))) < 1e-9);
  QVERIFY(std::fabs(sumOf(held.synapses)) < 1e-9 && std::fabs(sumOf(held.axons)) < 1e-9);
}

void TestHeldPhases::oneLaserHoldsAllOfItsFringes_data() {
  QTest::addColumn<int>("synapses");
  QTest::addColumn<int>("axons");
  QTest::newRow("one axon") << 9 << 1;
  QTest::newRow("one synapse") << 1 << 9;
  QTest::newRow("one of each") << 1 << 1;
}

void TestHeldPhases::oneLaserHoldsAllOfItsFringes() {
  QFETCH(int, synapses);
  QFETCH(int, axons);
  KeyedRandom random = randomOf(2);
  FringeTable table = tableOf(synapses, axons, 2, random);
  const HeldPhases held = holdPhases(table);
  QVERIFY(held.converged);
  for (int s = 0; s < synapses; ++s)
    for (int a = 0; a < axons; ++a) QVERIFY(std::fabs(held.rest(s, a, std::arg(table.at(s, a)))) < 1e-9);
}

void TestHeldPhases::noOtherPhasesHoldMore_data() {
  QTest::addColumn<double>("disorder");
  for (const double disorder : {0.05, 0.3, 0.8}) QTest::addRow("%g rad", disorder) << disorder;
}

// From the leading singular vectors no worse optimum is reached than the best of two hundred random starts,
// as long as the phases have an order at all.
void TestHeldPhases::noOtherPhasesHoldMore() {
  QFETCH(double, disorder);
  for (std::uint64_t draw = 0; draw < 5; ++draw) {
    KeyedRandom random = randomOf(10 + draw);
    const FringeTable table = tableOf(6, 8, disorder, random);
    const HeldPhases held = holdPhases(table);
    QVERIFY(held.converged);
    const double own = heldBy(table, held), best = bestFound(table, 200, random);
    QVERIFY2(own > best * (1 - 1e-9), qPrintable(QString("%1 below %2").arg(own).arg(best)));
    for (const double s : held.synapses) QVERIFY(std::fabs(s) < 4 && std::fabs(sumOf(held.synapses)) < 1e-9);
  }
}

void TestHeldPhases::linksWithoutFringeDoNotCount() {
  KeyedRandom random = randomOf(3);
  FringeTable table = tableOf(5, 5, 0, random);
  for (int s = 0; s < 5; ++s) table.at(s, 2) = 0;  // a dark axon
  table.at(1, 4) = 0;
  const HeldPhases held = holdPhases(table);
  QVERIFY(held.converged);
  for (int s = 0; s < 5; ++s)
    for (int a = 0; a < 5; ++a)
      if (std::abs(table.at(s, a)) > 0) QVERIFY(std::fabs(held.rest(s, a, std::arg(table.at(s, a)))) < 1e-9);
  const FringeTable dark(3, 4);
  QVERIFY(holdPhases(dark).converged);
  for (const double s : holdPhases(dark).synapses) QVERIFY(std::isfinite(s));
}

// Beyond the sizes of which the singular vector is exact it is found by powers.
void TestHeldPhases::largeTablesEndInTime() {
  KeyedRandom random = randomOf(4);
  FringeTable table = tableOf(100, 300, 0.2, random);
  const HeldPhases held = holdPhases(table);
  QVERIFY(held.converged);
  double squares = 0;
  for (int s = 0; s < 100; ++s)
    for (int a = 0; a < 300; ++a) squares += std::pow(wrapped(held.rest(s, a, std::arg(table.at(s, a)))), 2);
  QVERIFY(std::fabs(std::sqrt(squares / 30000) / 0.2 - 1) < 0.02);
}

QTEST_APPLESS_MAIN(TestHeldPhases)
#include "tst_held_phases.moc"
