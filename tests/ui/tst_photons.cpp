#include <QAction>
#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <algorithm>
#include <numeric>

#include "all_rooms.h"
#include "main_window.h"
#include "photons/photon_page.h"
#include "photons/photon_plot.h"
#include "photons/sample_picture.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// The page on photons, in the window.
class TestPhotons : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void showsASampleInTheSliderLight();
  void goesToTheLightOfTheBench();
  void measuresTheErrorAndCopiesIt();
  void stopsAStudy();
  void saysWhyThereIsNothing();

 private:
  static constexpr int kPatienceMs = 60000;
  PhotonPage& page() { return m_window->photons(); }
  template <typename Widget>
  Widget* find(const char* name) {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  void openPage();
  void set(const char* assignment) { m_window->document().push(settingEdit(assignment)); }
  DesignEdit settingEdit(const char* assignment) {
    const Design& now = m_window->document().design();
    return difference(now, test::with(now, assignment));
  }

  std::unique_ptr<MainWindow> m_window;
};

void TestPhotons::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/tests/benches/dim-light.loom")));
}

void TestPhotons::cleanup() {
  m_window->document().undoStack().setClean();
  m_window.reset();
}

void TestPhotons::openPage() {
  find<QAction>("showPhotons")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen().has_value(), kPatienceMs);
}

void TestPhotons::showsASampleInTheSliderLight() {
  openPage();
  const auto farOff = [this] {
    double sum = 0;
    const SampleInLight& seen = *page().seen();
    for (std::size_t i = 0; i < seen.seen.size(); ++i)
      sum += std::fabs(static_cast<double>(seen.seen[i] - seen.drive[i]));
    return sum / static_cast<double>(seen.seen.size());
  };
  QSlider* slider = find<QSlider>("photonSlider");
  slider->setValue(slider->maximum());
  QTRY_VERIFY_WITH_TIMEOUT(farOff() < 0.05, kPatienceMs);
  QCOMPARE(find<SamplePicture>("photonPicture")->image().size(),
           find<SamplePicture>("photonDrive")->image().size());
  QCOMPARE(page().seen()->tries, kLooks);
  slider->setValue(slider->minimum());
  QTRY_VERIFY_WITH_TIMEOUT(farOff() > 1, kPatienceMs);
  const std::vector<float> first = page().seen()->drive;
  find<QAction>("photonNext")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->drive != first, kPatienceMs);
  find<QAction>("photonPrevious")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().seen()->drive == first, kPatienceMs);
}

void TestPhotons::goesToTheLightOfTheBench() {
  openPage();
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().view().report != nullptr, kPatienceMs);
  const double wanted = m_window->run().view().report->photonsPerMac;
  QTRY_VERIFY(find<QAction>("photonBench")->isEnabled());
  find<QAction>("photonBench")->trigger();
  QVERIFY(std::fabs(page().photonsPerMac() / wanted - 1) < 0.07);  // a step of the slider
  QVERIFY(find<QLabel>("photonFigures")->text().contains(QStringLiteral("SNR")));
}

void TestPhotons::measuresTheErrorAndCopiesIt() {
  set("training.epochs=1");
  openPage();
  find<QCheckBox>("photonAware")->setChecked(true);
  QPushButton* start = find<QPushButton>("photonStudy");
  start->click();
  QTRY_VERIFY_WITH_TIMEOUT(
      find<QPushButton>("photonCopy")->isEnabled() && find<QCheckBox>("photonAware")->isEnabled(),
      kPatienceMs);
  const PhotonStudy& study = *page().study();
  const int points = static_cast<int>(study.points.size());
  QVERIFY(points >= 8);
  // From less light than the bench has to more, its own among them.
  const double own = study.benchPhotonsPerMac;
  const double bench = m_window->run().view().report->photonsPerMac;
  QVERIFY2(own > bench / 3 && own < 3 * bench, qPrintable(QString::number(own / bench)));
  QVERIFY(study.points.front().photonsPerMac < own && study.points.back().photonsPerMac >= own);
  QVERIFY(std::any_of(study.points.begin(), study.points.end(),
                      [own](const PhotonPoint& point) { return point.photonsPerMac == own; }));
  for (const auto curve : {PhotonPlot::kBlind, PhotonPlot::kAware, PhotonPlot::kLimit})
    QCOMPARE(page().plot().points(curve), points);
  QVERIFY(study.points.front().blindError > study.points.back().blindError);
  find<QPushButton>("photonCopy")->click();
  const QStringList lines = QApplication::clipboard()->text().split(QLatin1Char('\n'), Qt::SkipEmptyParts);
  QCOMPARE(lines.size(), points + 1);
  QCOMPARE(lines[1].split(QLatin1Char(',')).size(), 5);
  const QString fresh = find<QLabel>("photonNote")->text();
  set("network.hidden=3");
  QTRY_VERIFY(find<QLabel>("photonNote")->text() != fresh);
}

void TestPhotons::stopsAStudy() {
  set("training.epochs=500");
  openPage();
  QPushButton* start = find<QPushButton>("photonStudy");
  start->click();
  QVERIFY(!find<QCheckBox>("photonAware")->isEnabled());
  QTest::qWait(100);
  start->click();
  QTRY_VERIFY_WITH_TIMEOUT(find<QCheckBox>("photonAware")->isEnabled(), kPatienceMs);
  QVERIFY(!page().study());
}

void TestPhotons::saysWhyThereIsNothing() {
  MainWindow window;
  window.show();
  window.findChild<QAction*>(QStringLiteral("showPhotons"))->trigger();
  QTRY_VERIFY(!window.photons().sentence().isEmpty());
  QVERIFY(!window.photons().seen());
}

QTEST_MAIN(TestPhotons)
#include "tst_photons.moc"
