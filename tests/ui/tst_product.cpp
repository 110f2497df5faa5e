#include <QAction>
#include <QComboBox>
#include <QElapsedTimer>
#include <QLabel>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QSpinBox>
#include <bit>
#include <cmath>
#include <future>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/wavefronts.h"
#include "document/translate.h"
#include "learn/evaluator.h"
#include "main_window.h"
#include "product/chain_view.h"
#include "product/layer_path.h"
#include "product/pixel_view.h"
#include "product/product_page.h"
#include "product/slot_strip.h"
#include "product/source_list.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// The page on which a dot product is watched, in the window.
class TestProduct : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void lastStairIsTheEnginesBits();
  void stepsForwardAndBackRestoreEverything();
  void transportByKeys();
  void playsToASlotAndStands();
  void lessMotionGoesSlotBySlot();
  void aSwitchedSourceTakesItsKicksAndBringsThemBack();
  void chooserKeepsToTheNetwork();
  void goesFromLayerToLayer();
  void aPixelChoosesItsNeuron();
  void lightIsWhereItsPathSays();
  void closedItCostsNothing();
  void aStallDoesNotBlock();
  void followsTheTrainedNetwork();
  void saysWhyThereIsNothing();

 private:
  static constexpr int kPatienceMs = 60000;
  ProductPage& page() { return m_window->product(); }
  template <typename Widget>
  Widget* find(const char* name) {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  const DotProduct& product() { return page().seen()->product; }
  void openPage();
  void go(const ProductPlace& place);
  /// All that follows from the position of the clock.
  QStringList state() {
    return {page().numbers(), find<PixelView>("pixelView")->accessibleName(),
            find<ChainView>("chainView")->accessibleName()};
  }
  QImage picture() { return page().strip().grab().toImage(); }

  std::unique_ptr<MainWindow> m_window;
};

void TestProduct::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
}

void TestProduct::cleanup() {
  m_window->document().undoStack().setClean();
  m_window.reset();
}

void TestProduct::openPage() {
  find<QAction>("showProduct")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen() != nullptr, kPatienceMs);
}

void TestProduct::go(const ProductPlace& place) {
  page().setPlace(place);
  QTRY_VERIFY_WITH_TIMEOUT(page().seen() && page().seen()->place == page().place(), kPatienceMs);
}

// Both numbers stand there, and they are those of the network's test.
void TestProduct::lastStairIsTheEnginesBits() {
  openPage();
  for (const ProductPlace& place : {ProductPlace{0, 0, 0}, {0, 2, 11}, {1, 7, 30}}) {
    go(place);
    page().clock().jump(page().clock().slotCount());
    const std::shared_ptr<const RunSnapshot> run = m_window->run().snapshot();
    const WatchedProduct watched =
        watchEvaluation(run->network, run->settings, *m_window->run().data(), *run->bench->hardware, 0,
                        place.layer, static_cast<int>(place.neuron), place.sample);
    QCOMPARE(product().engine, static_cast<double>(watched.output.output));
    QCOMPARE(std::bit_cast<std::uint64_t>(product().slots.back().reading),
             std::bit_cast<std::uint64_t>(product().engine));
    const QString number = shownNumber(product().engine, Unit::None, 9);
    QCOMPARE(page().numbers().count(number), 2);
    QVERIFY(page().numbers().contains(QStringLiteral("same bits")));
  }
}

void TestProduct::stepsForwardAndBackRestoreEverything() {
  openPage();
  SlotClock& clock = page().clock();
  for (const int start : {0, 5, 20}) {
    clock.jump(start);
    const QStringList before = state();
    const QImage drawn = picture();
    for (int i = 0; i < 17; ++i) find<QAction>("productForward")->trigger();
    QCOMPARE(clock.done(), start + 17);
    QVERIFY(state() != before && picture() != drawn);
    for (int i = 0; i < 17; ++i) find<QAction>("productBack")->trigger();
    QCOMPARE(clock.position(), static_cast<double>(start));
    QCOMPARE(state(), before);
    QVERIFY(picture() == drawn);
  }
  clock.jump(0);
  clock.step(-3);
  QCOMPARE(clock.position(), 0.0);
  clock.step(100000);
  QVERIFY(clock.isAtEnd());
}

void TestProduct::transportByKeys() {
  openPage();
  page().setFocus();
  SlotClock& clock = page().clock();
  QTest::keyClick(&page(), Qt::Key_Home);
  QCOMPARE(clock.done(), 0);
  QTest::keyClick(&page(), Qt::Key_PageDown);
  QTest::keyClick(&page(), Qt::Key_Right);
  QTest::keyClick(&page(), Qt::Key_Left);
  QCOMPARE(clock.done(), 10);
  QTest::keyClick(&page(), Qt::Key_PageUp);
  QCOMPARE(clock.done(), 0);
  const double pace = clock.slotsPerSecond();
  QTest::keyClick(&page(), Qt::Key_Plus);
  QVERIFY(clock.slotsPerSecond() > pace);
  QTest::keyClick(&page(), Qt::Key_Minus);
  QCOMPARE(clock.slotsPerSecond(), pace);
  QTest::keyClick(&page(), Qt::Key_Space);
  QVERIFY(clock.isPlaying());
  QTRY_VERIFY(clock.position() > 0.1);
  QTest::keyClick(&page(), Qt::Key_Space);
  QVERIFY(!clock.isPlaying());
  QCOMPARE(clock.position(), std::ceil(clock.position()));
  QTest::keyClick(&page(), Qt::Key_End);
  QVERIFY(clock.isAtEnd());
  // A click on a slot goes there.
  SlotStrip& strip = page().strip();
  const int slot = strip.firstShown() + 3;
  QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.columnOf(slot).center().toPoint());
  QCOMPARE(clock.done(), slot + 1);
}

void TestProduct::playsToASlotAndStands() {
  openPage();
  SlotClock& clock = page().clock();
  clock.jump(0);
  find<QComboBox>("productPace")->setCurrentIndex(5);
  SlotStrip& strip = page().strip();
  QTest::mouseClick(&strip, Qt::LeftButton, Qt::ShiftModifier, strip.columnOf(6).center().toPoint());
  QVERIFY(clock.isPlaying());
  QTRY_VERIFY(!clock.isPlaying());
  QCOMPARE(clock.position(), 7.0);
}

namespace {

/// A desktop whose user wants no animations.
class StillStyle : public QProxyStyle {
 public:
  int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
                QStyleHintReturn* data) const override {
    return hint == SH_Widget_Animation_Duration ? 0 : QProxyStyle::styleHint(hint, option, widget, data);
  }
};

}  // namespace

void TestProduct::lessMotionGoesSlotBySlot() {
  StillStyle still;
  page().setStyle(&still);
  openPage();
  SlotClock& clock = page().clock();
  clock.jump(0);
  clock.setSlotsPerSecond(20);
  QList<double> positions;
  connect(&clock, &SlotClock::moved, this, [&] { positions << clock.position(); });
  clock.play(5);
  QTRY_VERIFY(!clock.isPlaying());
  for (const double position : positions) QCOMPARE(position, std::floor(position));
  QVERIFY(positions.size() >= 3);
  find<QAction>("showProduct")->trigger();
  page().setStyle(nullptr);
}

void TestProduct::aSwitchedSourceTakesItsKicksAndBringsThemBack() {
  openPage();
  const int steps = m_window->document().undoStack().count();
  go({0, 1, 4});
  const std::shared_ptr<const SeenProduct> before = page().seen();
  const auto kicks = [this] {
    double out = 0;
    for (const DotProductSlot& slot : product().slots) out += slot.noiseElectrons * slot.noiseElectrons;
    return std::sqrt(out);
  };
  const double all = kicks();
  QVERIFY(all > 0);
  for (const Imperfection* noise :
       {&kShot, &kRin, &kLockSymbol, &kLeaderPhase, &kServo, &kKtc, &kTia, &kFullWell})
    page().sources().setOn(*noise, false);
  QTRY_VERIFY_WITH_TIMEOUT(!page().seen()->on.has(kFullWell), kPatienceMs);
  QVERIFY(!page().seen()->on.has(kShot));
  QVERIFY2(kicks() < 0.02 * all, qPrintable(QString::number(kicks() / all)));
  QVERIFY(!page().sources().isAsOnBench());
  QCOMPARE(m_window->document().undoStack().count(), steps);  // a way to look, and no edit
  QVERIFY(enabledImperfections(m_window->document().design()).has(kShot));
  find<QAction>("productAsOnBench")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->on.has(kShot) && page().seen()->on.has(kFullWell), kPatienceMs);
  QCOMPARE(page().seen()->product.engine, before->product.engine);
  for (std::size_t i = 0; i < before->slots(); ++i)
    QCOMPARE(product().slots[i].noiseElectrons, before->product.slots[i].noiseElectrons);
}

void TestProduct::chooserKeepsToTheNetwork() {
  openPage();
  const std::shared_ptr<const RunSnapshot> run = m_window->run().snapshot();
  const std::size_t samples = m_window->run().data()->test.size();
  QCOMPARE(find<QComboBox>("productLayer")->count(), static_cast<int>(run->network.layers.size()));
  QCOMPARE(find<QSpinBox>("productNeuron")->maximum(), run->network.layers[0].neurons - 1);
  QCOMPARE(find<QSpinBox>("productSample")->maximum(), static_cast<int>(samples) - 1);
  go({99, 99999, 999999});
  const ProductPlace last{run->network.layers.size() - 1,
                          static_cast<std::size_t>(run->network.layers.back().neurons - 1), samples - 1};
  QVERIFY(page().place() == last);
  QCOMPARE(find<QSpinBox>("productNeuron")->value(), static_cast<int>(last.neuron));
  find<QComboBox>("productLayer")->setCurrentIndex(0);
  QVERIFY(page().place().layer == 0 &&
          page().place().neuron < static_cast<std::size_t>(run->network.layers[0].neurons));
  find<QSpinBox>("productNeuron")->setValue(1);
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->place == (ProductPlace{0, 1, last.sample}), kPatienceMs);
}

// From an input of the last layer to the neuron that it comes from, on to where one was, and to the answer.
void TestProduct::goesFromLayerToLayer() {
  openPage();
  go({1, 6, 3});
  const double x = product().slots[2].x;
  SlotStrip& strip = page().strip();
  page().clock().jump(3);
  QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.inputBar(2).center().toPoint());
  QVERIFY(page().place() == (ProductPlace{0, 2, 3}));
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->place == page().place(), kPatienceMs);
  // What the neuron gives is what the next layer is fed: x = act(g·z)/X.
  const std::shared_ptr<const RunSnapshot> run = m_window->run().snapshot();
  const double z = product().engine * run->network.gain;
  const double fed = run->network.activation == Activation::Relu ? std::max(0.0, z) : std::tanh(z);
  QVERIFY(std::fabs(std::min(1.0, fed / run->network.layers[1].activationScale) - x) < 1e-5);
  find<QAction>("productAnswer")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->place == (ProductPlace{1, 6, 3}), kPatienceMs);
  QCOMPARE(page().clock().done(), 3);
  find<QAction>("productAnswer")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->place == page().place(), kPatienceMs);
  QCOMPARE(page().place().neuron, static_cast<std::size_t>(answerOf(product().outputs)));
  QVERIFY(page().path().words().contains(QStringLiteral("answer")));
  // A click on a layer goes there.
  QTest::mouseClick(&page().path(), Qt::LeftButton, {}, page().path().layerBox(0).center().toPoint());
  QCOMPARE(page().place().layer, std::size_t{0});
  // The bias has no neuron before it.
  go({1, 0, 0});
  const int bias = page().clock().slotCount() - 1;
  page().clock().jump(bias + 1);
  QTest::mouseClick(&strip, Qt::LeftButton, {}, strip.inputBar(bias).center().toPoint());
  QCOMPARE(page().place().layer, std::size_t{1});
}

void TestProduct::aPixelChoosesItsNeuron() {
  QVERIFY(m_window->openPath(examplePath("mnist-5x5.loom")));
  openPage();
  go({0, 30, 3});
  const std::shared_ptr<const RunSnapshot> run = m_window->run().snapshot();
  const Cell& cell = run->bench->cells.cells[0];
  const Link link = *cell.links.between(7, 11);
  Q_EMIT m_window->view().channelPicked({cell.plusId, link.plus.pixel});
  QCOMPARE(page().place().neuron, std::size_t{32});  // of the second row of passes
  QCOMPARE(page().place().sample, std::size_t{11});
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->place == page().place(), kPatienceMs);
  QCOMPARE(product().place.synapse, 7);
  QCOMPARE(product().place.axon, 11);
  Q_EMIT m_window->view().channelPicked({cell.synapseId, 2});
  QCOMPARE(page().place().neuron, std::size_t{27});
  Q_EMIT m_window->view().channelPicked({cell.synapseId, -1});
  Q_EMIT m_window->view().channelPicked({"lens1", 4});
  QCOMPARE(page().place().neuron, std::size_t{27});
}

// A front reaches the pixels when its slot begins, having gone at the speed of light from its array.
void TestProduct::lightIsWhereItsPathSays() {
  openPage();
  const WavefrontItem* waves = m_window->view().benchScene().waves();
  QVERIFY(waves && !waves->waves().empty());
  double first = INFINITY;
  int ends = 0;
  for (const Waves::Piece& piece : waves->waves().pieces) {
    QVERIFY(piece.toM > piece.fromM);
    QVERIFY(piece.role == EmitterRole::Axon || piece.role == EmitterRole::Synapse);
    if (!piece.ends) continue;
    ++ends;
    first = std::min(first, piece.toM / constants::kSpeedOfLight + piece.delayS);
    QVERIFY(shareOfWay(waves->waves(), piece, 4, 4) <= 1 + 1e-9);  // none has arrived before its slot
    const double metre = 1e9 * (1.0 / constants::kSpeedOfLight) * 1e-9 / waves->waves().slotS;
    const double gone =
        (shareOfWay(waves->waves(), piece, 4, 4) - shareOfWay(waves->waves(), piece, 4, 4 - metre)) *
        (piece.toM - piece.fromM);
    QVERIFY(std::fabs(gone - 1) < 1e-9);
  }
  QCOMPARE(ends, 4);  // either beam on either dendrite
  QVERIFY(std::fabs(first - waves->waves().clockS) < 1e-18);
  page().clock().jump(5);
  QVERIFY(waves->frontCount() > 0);
  page().clock().jump(page().clock().slotCount());
  QCOMPARE(waves->frontCount(), 0);  // all has arrived
  // 1 ns slots at a slot a second: 1 ns = 1 s.
  find<QComboBox>("productPace")->setCurrentIndex(2);
  QVERIFY2(waves->words().contains(QStringLiteral("1 ns = 1 s")), qPrintable(waves->words()));
  find<QComboBox>("productPace")->setCurrentIndex(1);
  QVERIFY2(waves->words().contains(QStringLiteral("1 ns = 2 s")), qPrintable(waves->words()));
}

void TestProduct::closedItCostsNothing() {
  const BenchScene& scene = m_window->view().benchScene();
  QVERIFY(!scene.waves());
  const auto items = scene.items().size();
  openPage();
  page().clock().jump(0);
  page().clock().play();
  QCOMPARE(scene.items().size(), items + 1);
  find<QAction>("showProduct")->trigger();
  QVERIFY(!page().isVisible());
  QVERIFY(!scene.waves());
  QCOMPARE(scene.items().size(), items);
  QVERIFY(!page().clock().isPlaying());
  for (const QTimer* timer : page().findChildren<QTimer*>()) QVERIFY(!timer->isActive());
  QSignalSpy moved(&page().clock(), &SlotClock::moved);
  const std::shared_ptr<const SeenProduct> seen = page().seen();
  page().setPlace({0, 2, 2});
  Q_EMIT m_window->view().channelPicked({"vcsel_array2", 1});
  QTest::qWait(200);
  QCOMPARE(page().seen(), seen);
  QCOMPARE(moved.count(), 0);
  // It comes back where it was left.
  find<QAction>("showProduct")->trigger();
  QVERIFY(scene.waves());
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->place == (ProductPlace{0, 2, 2}), kPatienceMs);
}

// While an answer takes its time the window goes on, and the newest question wins.
void TestProduct::aStallDoesNotBlock() {
  auto gate = std::make_shared<std::promise<void>>();
  const std::shared_future<void> open = gate->get_future().share();
  page().setWork([open, taking = takesProductsApart()](const ProductRequest& request,
                                                       const std::stop_token& stop,
                                                       const ProductLoader::Tell& tell) mutable {
    open.wait();
    return taking(request, stop, tell);
  });
  find<QAction>("showProduct")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(find<QComboBox>("productLayer")->count() > 0, kPatienceMs);
  QElapsedTimer timer;
  timer.start();
  for (std::size_t neuron = 0; neuron < 4; ++neuron) {
    page().setPlace({0, neuron, 1});
    page().clock().step(1);
    QApplication::processEvents();
  }
  QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
  QVERIFY(!page().seen());
  gate->set_value();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen() != nullptr, kPatienceMs);
  QVERIFY(page().seen()->place == (ProductPlace{0, 3, 1}));
}

void TestProduct::followsTheTrainedNetwork() {
  const Design& design = m_window->document().design();
  m_window->document().push(difference(design, test::with(design, "training.epochs=1")));
  openPage();
  const double untrained = product().engine;
  QCOMPARE(page().seen()->epoch, 0);
  find<QAction>("productFollow")->setChecked(true);
  m_window->run().play();
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().state() == RunState::Finished, kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->epoch == 1, kPatienceMs);
  QVERIFY(product().engine != untrained);
  QCOMPARE(std::bit_cast<std::uint64_t>(product().slots.back().reading),
           std::bit_cast<std::uint64_t>(product().engine));
}

void TestProduct::saysWhyThereIsNothing() {
  MainWindow window;
  window.show();
  window.findChild<QAction*>(QStringLiteral("showProduct"))->trigger();
  QTRY_VERIFY(!window.product().sentence().isEmpty());
  QVERIFY(!window.product().seen());
  QVERIFY(!window.view().benchScene().waves());
}

QTEST_MAIN(TestProduct)
#include "tst_product.moc"
