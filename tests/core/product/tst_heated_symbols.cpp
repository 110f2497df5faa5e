#include <QTest>
#include <cmath>

#include "all_rooms.h"
#include "base/random.h"
#include "product/product_engine.h"
#include "test_support.h"

using namespace lightloom::tests;

/// Weights in the heat of their own lasers, read back through the engine, against each symbol sent one after
/// the other.
class TestHeatedSymbols : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void weightsRunInTurn_data();
  void weightsRunInTurn();
  void aLayerBySelfIsItsOwnNeighbour();
  void invertedWeightsHeatTheOtherWay();
  void symbolsOfAnotherScale();
  void nothingHeatsNothing();
};

namespace {

constexpr int kSynapses = 4, kAxons = 3;

/// A matrix of weights and how many samples it meets.
struct Work {
  int neurons, length, samples;
  std::vector<float> weights;

  int passes() const { return (samples + kAxons - 1) / kAxons; }
  double weight(int neuron, int slot) const {
    return static_cast<double>(weights[static_cast<std::size_t>(slot * neurons + neuron)]);
  }
};

Work makeWork(int neurons, int length, int samples, std::uint32_t block) {
  KeyedRandom random({3, Stream::DataGenerate, 0, block, 0});
  Work out{neurons, length, samples, {}};
  for (int i = 0; i < neurons * length; ++i)
    out.weights.push_back(static_cast<float>(1.6 * random.uniform() - 0.7));
  return out;
}

// Small enough for e² to vanish.
SlowHeat heatOf(const std::vector<SlowHeat::Pole>& poles, bool centred) {
  SlowHeat out;
  out.poles = poles;
  out.direct = 0.04;
  out.heat = {0.01, 0.9, 0.2};
  out.linear = {1e-3, 2e-4, -3e-4};
  out.low = -2;
  out.high = 2;
  out.centred = centred;
  return out;
}

CellHardware cellWith(const SlowHeat& heat) {
  CellHardware cell = idealCell(kSynapses, kAxons);
  cell.weightHeat = heat;
  return cell;
}

// Every weight that the engine sends: the answers to one input after the other.
std::vector<float> readBack(ProductEngine& engine, const Work& work) {
  std::vector<float> ones(static_cast<std::size_t>(work.length) * static_cast<std::size_t>(work.length),
                          0.0f);
  for (int j = 0; j < work.length; ++j) ones[static_cast<std::size_t>(j * work.length + j)] = 1.0f;
  std::vector<float> out(work.weights.size());
  engine.multiply({ones.data(), work.length, work.length, false}, {}, out.data());
  return out;
}

double heats(const SlowHeat& heat, double v) {
  return heat.heat[0] + v * (heat.heat[1] + v * heat.heat[2]);
}

// The mean of e over the passes for each weight of each matrix: one symbol after the other for many rounds.
std::vector<std::vector<double>> detunings(const std::vector<Work>& works, const SlowHeat& heat) {
  std::vector<std::vector<double>> out;
  for (const Work& work : works) out.emplace_back(work.weights.size(), 0.0);
  for (int laser = 0; laser < kSynapses; ++laser) {
    std::vector<double> state(heat.poles.size(), 0.0);
    double mean = 0;
    for (int round = 0; round < 80; ++round) {
      double sum = 0;
      int symbols = 0;
      for (std::size_t w = 0; w < works.size(); ++w)
        for (int row = laser; row - laser < (works[w].neurons + kSynapses - 1) / kSynapses * kSynapses;
             row += kSynapses)
          for (int pass = 0; pass < works[w].passes(); ++pass)
            for (int slot = 0; slot < works[w].length; ++slot) {
              const bool idle = row >= works[w].neurons;
              const double raw = idle ? 0 : heats(heat, works[w].weight(row, slot));
              const double h = raw - mean;
              double e = heat.direct * h;
              for (std::size_t p = 0; p < state.size(); ++p) {
                e += state[p];
                state[p] = heat.poles[p].keep * state[p] + heat.poles[p].charge * h;
              }
              sum += raw;
              ++symbols;
              if (round == 79 && !idle)
                out[w][static_cast<std::size_t>(slot * works[w].neurons + row)] += e / works[w].passes();
            }
      if (heat.centred) mean = sum / symbols;
    }
  }
  return out;
}

double answer(const SlowHeat& heat, double v, double e) {
  return v + e * (heat.linear[0] + v * (heat.linear[1] + v * heat.linear[2]));
}

}  // namespace

void TestHeatedSymbols::weightsRunInTurn_data() {
  QTest::addColumn<int>("poles");
  QTest::addColumn<bool>("centred");
  QTest::newRow("one pole") << 1 << true;
  QTest::newRow("bias as it is") << 1 << false;
  QTest::newRow("three poles") << 3 << true;
}

// Two matrices of which the last rows leave lasers idle.
void TestHeatedSymbols::weightsRunInTurn() {
  QFETCH(int, poles);
  QFETCH(bool, centred);
  std::vector<SlowHeat::Pole> list{{0.93, 0.05}};
  if (poles == 3) list = {{0.93, 0.05}, {0.5, 0.1}, {0.99, -0.004}};
  const SlowHeat heat = heatOf(list, centred);
  const std::vector<Work> works{makeWork(10, 9, 9, 0), makeWork(3, 6, 6, 1)};
  std::vector<ProductEngine> engines;
  for (const Work& work : works)
    engines.emplace_back(cellWith(heat), ProductShape{work.neurons, work.length, work.samples},
                         Drive::Unsigned);
  for (std::size_t w = 0; w < works.size(); ++w)
    engines[w].setWeights({works[w].weights.data(), works[w].neurons, works[w].length, false}, 1);
  ProductEngine* const inTurn[] = {&engines[0], &engines[1]};
  ProductEngine::heatInTurn(inTurn);
  const std::vector<std::vector<double>> expected = detunings(works, heat);
  for (std::size_t w = 0; w < works.size(); ++w) {
    const std::vector<float> sent = readBack(engines[w], works[w]);
    for (std::size_t i = 0; i < sent.size(); ++i) {
      const double v = static_cast<double>(works[w].weights[i]);
      QVERIFY2(std::fabs(static_cast<double>(sent[i]) - answer(heat, v, expected[w][i])) < 2e-6,
               qPrintable(QString("%1 of %2: %3, not %4")
                              .arg(i)
                              .arg(w)
                              .arg(static_cast<double>(sent[i]) - v)
                              .arg(answer(heat, v, expected[w][i]) - v)));
    }
  }
}

void TestHeatedSymbols::aLayerBySelfIsItsOwnNeighbour() {
  const SlowHeat heat = heatOf({{0.97, 0.03}}, true);
  const std::vector<Work> works{makeWork(7, 8, 8, 2)};
  ProductEngine engine(cellWith(heat), {7, 8, 8}, Drive::Unsigned);
  QVERIFY(engine.heats() && !engine.exact());
  engine.setWeights({works[0].weights.data(), 7, 8, false}, 1);
  const std::vector<float> sent = readBack(engine, works[0]);
  const std::vector<std::vector<double>> expected = detunings(works, heat);
  for (std::size_t i = 0; i < sent.size(); ++i)
    VERIFY_WITHIN(static_cast<double>(sent[i]),
                  answer(heat, static_cast<double>(works[0].weights[i]), expected[0][i]), 2e-6);
}

// Of odd heat the second half undoes the first: a constant weight leaves next to nothing where it runs long
// enough.
void TestHeatedSymbols::invertedWeightsHeatTheOtherWay() {
  SlowHeat heat = heatOf({{0.99, 0.01}}, true);
  heat.direct = 0;
  heat.heat = {0, 1, 0};
  heat.linear = {1e-3, 0, 0};
  const Work work{1, 4, 3, {0.5f, 0.5f, 0.5f, 0.5f}};
  ProductEngine engine(cellWith(heat), {1, 4, 4}, Drive::Signed);
  engine.setWeights({work.weights.data(), 1, 4, false}, 1);
  const std::vector<float> sent = readBack(engine, work);
  // y runs from −Y to Y: Y = h(1 − keep⁴)/(1 + keep⁴).
  const double edge = 0.5 * (1 - std::pow(0.99, 4)) / (1 + std::pow(0.99, 4));
  double y = -edge;
  for (const float value : sent) {
    VERIFY_WITHIN(static_cast<double>(value), 0.5 + 1e-3 * y, 1e-6);
    y = 0.99 * y + 0.01 * 0.5;
  }
}

void TestHeatedSymbols::symbolsOfAnotherScale() {
  SlowHeat heat = heatOf({{0.9, 0.1}}, true);
  heat.square = {2e-4, 5e-4};
  const SlowHeat other = heat.ofSymbols(0.4, 0.1);
  for (const double u : {-1.0, 0.0, 0.7}) {
    const double v = 0.4 * u + 0.1, e = 0.3;
    VERIFY_WITHIN(heats(other, u), heats(heat, v), 1e-12);
    const double moved = answer(heat, v, e) + e * e * (heat.square[0] + heat.square[1] * v);
    const double movedOther = answer(other, u, e) + e * e * (other.square[0] + other.square[1] * u);
    VERIFY_WITHIN(0.4 * movedOther + 0.1, moved, 1e-12);
  }
  VERIFY_WITHIN(0.4 * other.low + 0.1, heat.low, 1e-12);
}

void TestHeatedSymbols::nothingHeatsNothing() {
  const Work work = makeWork(5, 6, 6, 4);
  ProductEngine engine(idealCell(kSynapses, kAxons), {5, 6, 6}, Drive::Unsigned);
  QVERIFY(!engine.heats());
  engine.setWeights({work.weights.data(), 5, 6, false}, 1);
  QCOMPARE(readBack(engine, work), work.weights);
}

QTEST_APPLESS_MAIN(TestHeatedSymbols)
#include "tst_heated_symbols.moc"
