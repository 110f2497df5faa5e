#include <QAction>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTreeWidget>

#include "all_rooms.h"
#include "claims/claims_page.h"
#include "core/export/reader.h"
#include "document/translate.h"
#include "export/claim_pages.h"
#include "main_window.h"
#include "test_support.h"
#include "ui_fixture.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::readExport;

/// The page of claims beside the bench.
class TestClaimsPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void rowsAreThoseOfTheCommandLine();
  void memoryMovesTheVerdict();
  void unbuildableBenchesSaySo();
  void benchesThatCannotComputeSayWhy();
  void restsWhileItIsHidden();
  void opensTheBenchBehindAClaim();
  void twoPagesAsPdf();
  void everythingHasAName();

 private:
  enum Column { kNews, kAbstract, kHere, kVerdict, kCarriedBy };
  ClaimsPage& page() { return m_window->claims(); }
  Document& document() { return m_window->document(); }
  template <typename Widget>
  Widget* find(const char* name) const {
    return m_window->findChild<Widget*>(QLatin1String(name));
  }
  QTreeWidget& table() const { return *find<QTreeWidget>("claimsTable"); }
  const ClaimRow& claim(std::string_view id) {
    for (const ClaimRow& row : page().claims())
      if (row.id == id) return row;
    qFatal("no such claim");
  }
  QTreeWidgetItem& item(std::string_view id) {
    return *table().topLevelItem(static_cast<int>(&claim(id) - page().claims().data()));
  }
  void change(const char* assignment) {
    document().replaceWith(applyAssignment(document().design(), assignment).value(),
                           QStringLiteral("change"));
    document().compilePending();
  }
  static constexpr int kPatienceMs = 60000;
  void settle() { QTRY_VERIFY_WITH_TIMEOUT(!page().isComputing(), kPatienceMs); }

  std::unique_ptr<MainWindow> m_window;
};

void TestClaimsPage::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->resize(1366, 768);
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  for (const char* small : {"training.dataset=iris", "network.hidden=8", "training.batch=10"}) change(small);
  m_window->run().reset();
  find<QAction>("showClaims")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().isActive(), kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(!page().claims().empty(), kPatienceMs);
  settle();
}

void TestClaimsPage::cleanup() {
  document().undoStack().setClean();
  m_window.reset();
}

void TestClaimsPage::rowsAreThoseOfTheCommandLine() {
  const std::vector<ClaimRow> rows = claimsOf(document().design(), *dataOf(document().design())).value();
  QCOMPARE(table().topLevelItemCount(), static_cast<int>(rows.size()));
  for (const ClaimRow& row : rows) {
    const ClaimRow& shownRow = claim(row.id);
    QCOMPARE(shownRow.here.value_or(-1), row.here.value_or(-1));
    QCOMPARE(shownRow.verdict, row.verdict);
    QCOMPARE(item(row.id).text(kAbstract), shownText(row.claim));
    QCOMPARE(item(row.id).text(kNews), shownText(row.news));
    QCOMPARE(item(row.id).text(kVerdict), shownText(claimVerdictText(row.verdict)));
  }
  QVERIFY(item("clock").text(kHere).startsWith(shownQuantity(*claim("clock").here, Unit::Gigasample, 3)));
  table().setCurrentItem(&item("energy"));
  const QString details = find<QLabel>("claimDetails")->text();
  QVERIFY(details.contains(fromStd(claim("energy").publishedSource)));
  QVERIFY(details.contains(shownText(claim("energy").news)));
  QVERIFY(details.contains(shownQuantity(7e-15, Unit::FemtojoulePerOp, 3)));
}

// S2 without memory is arithmetic that holds if; the list of the page asks for HBM, and undo takes it back.
void TestClaimsPage::memoryMovesTheVerdict() {
  for (const char* cheap :
       {"vcsel_array1.dac_energy=0", "vcsel_array2.dac_energy=0", "leader_laser1.power=1 uW",
        "detector_line1.adc_energy=0", "detector_line2.adc_energy=0", "detector_line1.tia_energy=0",
        "detector_line2.tia_energy=0", "detector_line1.calibration=none", "detector_line2.calibration=none",
        "vcsel_array1.wall_plug_efficiency=1", "vcsel_array2.wall_plug_efficiency=1",
        "vcsel_array1.power=10 nW", "vcsel_array2.power=10 nW", "vcsel_array1.thermal_equaliser=off",
        "vcsel_array2.thermal_equaliser=off", "vcsel_array1.tuning_fast=1000 GHz/mA",
        "vcsel_array2.tuning_fast=1000 GHz/mA", "vcsel_array1.modulator=none", "vcsel_array2.modulator=none"})
    change(cheap);
  settle();
  QCOMPARE(claim("energy_lead").verdict, ClaimVerdict::HoldsIf);
  QVERIFY(item("energy_lead").text(kCarriedBy).contains(QStringLiteral("memory is not counted")));
  auto* memory = find<QComboBox>("claimsMemory");
  const int hbm = memory->findText(shownEnumerator("hbm"));
  QVERIFY(hbm > 0);
  memory->setCurrentIndex(hbm);
  Q_EMIT memory->activated(hbm);
  document().compilePending();
  QCOMPARE(settingText(document().design(), "energy.memory"), std::string("hbm"));
  settle();
  QCOMPARE(claim("energy_lead").verdict, ClaimVerdict::DoesNot);
  QCOMPARE(item("energy_lead").text(kVerdict), QStringLiteral("does not hold"));
  document().undoStack().undo();
  document().compilePending();
  settle();
  QCOMPARE(claim("energy_lead").verdict, ClaimVerdict::HoldsIf);
  QCOMPARE(memory->currentText(), shownEnumerator("off"));
}

void TestClaimsPage::unbuildableBenchesSaySo() {
  QVERIFY(!find<QLabel>("claimsAgainst")->text().contains(QStringLiteral("To be granted for every row")));
  document().undoStack().setClean();
  QVERIFY(m_window->openPath(examplePath("chen-2023.loom")));
  for (const char* small : {"training.dataset=iris", "network.hidden=8"}) change(small);
  m_window->run().reset();
  QTRY_VERIFY_WITH_TIMEOUT(
      page().claims().empty() ||
          find<QLabel>("claimsAgainst")->text().contains(QStringLiteral("To be granted for every row")),
      kPatienceMs);
  QTRY_VERIFY_WITH_TIMEOUT(!page().claims().empty(), kPatienceMs);
  settle();
  QVERIFY2(find<QLabel>("claimsAgainst")->text().contains(QStringLiteral("To be granted for every row")),
           qPrintable(find<QLabel>("claimsHeadline")->text()));
  for (const ClaimRow& row : page().claims()) QVERIFY(row.verdict != ClaimVerdict::Holds);
}

void TestClaimsPage::benchesThatCannotComputeSayWhy() {
  change("beam_splitter4.enabled=off");
  settle();
  QTRY_VERIFY_WITH_TIMEOUT(page().claims().empty(), kPatienceMs);
  QVERIFY(!find<QLabel>("claimsHeadline")->text().isEmpty());
  QVERIFY(!find<QPushButton>("claimsPdf")->isEnabled() && !find<QPushButton>("claimBench")->isEnabled());
  document().undoStack().undo();
  document().compilePending();
  settle();
  QVERIFY(!page().claims().empty());
}

void TestClaimsPage::restsWhileItIsHidden() {
  find<QAction>("showClaims")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(!page().isActive(), kPatienceMs);
  const double before = *claim("energy").here;
  change("leader_laser1.wall_plug_efficiency=0.1");
  QTest::qWait(200);
  QVERIFY(!page().isComputing());
  QCOMPARE(*claim("energy").here, before);
  find<QAction>("showClaims")->trigger();
  QTRY_VERIFY_WITH_TIMEOUT(page().isActive(), kPatienceMs);
  settle();
  QVERIFY(*claim("energy").here > before);
}

void TestClaimsPage::opensTheBenchBehindAClaim() {
  document().undoStack().setClean();
  table().setCurrentItem(&item("density_orders"));
  find<QPushButton>("claimBench")->click();
  QTRY_VERIFY_WITH_TIMEOUT(document().copiedFrom().endsWith(QStringLiteral("chen-2022-preprint.loom")),
                           kPatienceMs);
}

void TestClaimsPage::twoPagesAsPdf() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("claims.pdf"));
  QVERIFY(page().writePdf(path));
  const QJsonObject read = readExport({"pdf", path});
  QCOMPARE(read["pages"].toArray().size(), 2);
  QString text;
  for (const QJsonValue& one : read["pages"].toArray()) text += one.toString();
  for (const char* words : {"What is claimed, and what this bench gives", "What carries the verdicts",
                            "does not hold", "Nat. Photon."})
    QVERIFY2(text.contains(QLatin1String(words)), words);
  QVERIFY(!page().writePdf(folder.filePath(QStringLiteral("nowhere/claims.pdf"))));
}

void TestClaimsPage::everythingHasAName() {
  for (QWidget* widget : page().findChildren<QWidget*>()) {
    if (!qobject_cast<QPushButton*>(widget) && !qobject_cast<QTreeWidget*>(widget) &&
        !qobject_cast<QComboBox*>(widget))
      continue;
    QVERIFY2(!widget->objectName().isEmpty() && !widget->accessibleName().isEmpty(),
             qPrintable(widget->objectName()));
    if (!qobject_cast<QTreeWidget*>(widget))
      QVERIFY2(!widget->toolTip().isEmpty(), qPrintable(widget->objectName()));
  }
}

QTEST_MAIN(TestClaimsPage)
#include "tst_claims_page.moc"
