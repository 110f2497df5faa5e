#include <QAction>
#include <QClipboard>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTimer>
#include <QTreeWidget>
#include <new>

#include "all_rooms.h"
#include "document/part_edits.h"
#include "main_window.h"
#include "ui_fixture.h"
#include "validation/validation_dialog.h"

using namespace lightloom::tests;

/// The page of published numbers: opened from the menu, computed beside the window, one verdict per row.
class TestValidationPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void everyRowHasItsVerdict();
  void sourceIsShownOnDemand();
  void everythingHasAName();
  void benchOpensThroughTheDocument();
  void publicationStandsBesideItsBench();
  void unsavedWorkIsAskedFor();
  void tableGoesToTheClipboard();
  void stopLeavesTheRest();

 private:
  static constexpr int kPatienceMs = 120000;
  template <typename Widget>
  Widget* find(const char* name) const {
    return m_page->findChild<Widget*>(QLatin1String(name));
  }
  QTreeWidgetItem* row(const QString& title) const {
    return find<QTreeWidget>("validationRows")
        ->findItems(title, Qt::MatchExactly | Qt::MatchRecursive)
        .value(0);
  }

  std::unique_ptr<MainWindow> m_window;
  ValidationDialog* m_page = nullptr;
};

void TestValidationPage::initTestCase() {
  prepareWindowTest();
  m_window = std::make_unique<MainWindow>();
  m_window->show();
  m_window->findChild<QAction*>(QStringLiteral("showValidation"))->trigger();
  m_page = m_window->findChild<ValidationDialog*>();
  QVERIFY(m_page && m_page->isVisible() && !m_page->isModal());
  QVERIFY(m_page->isRunning());
  QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRunning(), kPatienceMs);
}

void TestValidationPage::everyRowHasItsVerdict() {
  const QTreeWidget& tree = *find<QTreeWidget>("validationRows");
  QCOMPARE(tree.topLevelItemCount(), static_cast<int>(validationGroups().size()));
  int rows = 0;
  for (int g = 0; g < tree.topLevelItemCount(); ++g) {
    const QTreeWidgetItem& group = *tree.topLevelItem(g);
    QVERIFY(group.childCount() > 0 && !group.text(3).isEmpty());
    for (int i = 0; i < group.childCount(); ++i, ++rows) {
      const QTreeWidgetItem& item = *group.child(i);
      QVERIFY2(!item.text(3).isEmpty() && !item.icon(3).isNull(), qPrintable(item.text(0)));
      QVERIFY2(item.text(3) != QLatin1String("fails"), qPrintable(item.text(0)));
    }
  }
  QCOMPARE(rows, static_cast<int>(validationRows().size()));
  QCOMPARE(m_page->results().size(), validationRows().size());
  const QString summary = find<QLabel>("validationSummary")->text();
  for (const char* part : {"not run", "do not apply", "illustrations"})
    QVERIFY2(summary.contains(QLatin1String(part)), qPrintable(summary));
  QCOMPARE(row(QStringLiteral("Nvidia A100, BF16: energy"))->text(3), QStringLiteral("illustration"));
}

void TestValidationPage::sourceIsShownOnDemand() {
  const QLabel& details = *find<QLabel>("validationDetails");
  find<QTreeWidget>("validationRows")
      ->setCurrentItem(row(QStringLiteral("Edge emitter, −30 dB: upper end of the fixed points")));
  QVERIFY(details.text().contains(QStringLiteral("Iyer")));
  QVERIFY(details.text().contains(QStringLiteral("range of fixed points")));
  QVERIFY(details.text().contains(QStringLiteral("Tolerance: The other program")));
  QVERIFY(details.text().contains(QStringLiteral("a wrong coefficient")));
  QVERIFY(!find<QPushButton>("validationBench")->isEnabled());
}

void TestValidationPage::everythingHasAName() {
  for (const QWidget* widget : m_page->findChildren<QWidget*>()) {
    if (widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusPolicy() == Qt::NoFocus)
      continue;
    if (qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QAbstractItemView*>(widget))
      QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
  }
}

void TestValidationPage::benchOpensThroughTheDocument() {
  find<QTreeWidget>("validationRows")
      ->setCurrentItem(row(QStringLiteral("Lasers of the lock map that rest")));
  QPushButton* open = find<QPushButton>("validationBench");
  QVERIFY(open->isEnabled());
  open->click();
  QVERIFY(m_window->document().copiedFrom().endsWith(QStringLiteral("gao-lock-map.loom")));
}

void TestValidationPage::publicationStandsBesideItsBench() {
  QLabel* const beside = m_window->findChild<QLabel*>(QStringLiteral("publication"));
  QVERIFY(beside);
  QTRY_VERIFY(!beside->isHidden());
  QVERIFY2(beside->text().contains(QStringLiteral("Gao 2026")), qPrintable(beside->text()));
  QVERIFY(beside->text().contains(QStringLiteral("18")));
}

void TestValidationPage::unsavedWorkIsAskedFor() {
  m_window->document().push(placePart(m_window->document().design(), "lens", {0.2, 0.2}));
  find<QTreeWidget>("validationRows")->setCurrentItem(row(QStringLiteral("Photons in 50 zJ at 1550 nm")));
  bool asked = false;
  QTimer::singleShot(0, m_window.get(), [&] {
    auto* question = m_window->findChild<QMessageBox*>(QStringLiteral("saveQuestion"));
    asked = question != nullptr;
    if (question) question->button(QMessageBox::Cancel)->click();
  });
  find<QPushButton>("validationBench")->click();
  QVERIFY(asked);
  QVERIFY(m_window->document().copiedFrom().endsWith(QStringLiteral("gao-lock-map.loom")));
}

void TestValidationPage::tableGoesToTheClipboard() {
  find<QPushButton>("validationCopy")->click();
  const QString table = QApplication::clipboard()->text();
  QCOMPARE(table.count('\n'), static_cast<qsizetype>(validationRows().size() + 1));
  QVERIFY(table.contains(QStringLiteral("V36\t")));
}

void TestValidationPage::stopLeavesTheRest() {
  find<QPushButton>("validationStart")->click();
  QVERIFY(m_page->isRunning());
  find<QPushButton>("validationStop")->click();
  QTRY_VERIFY_WITH_TIMEOUT(!m_page->isRunning(), kPatienceMs);
  QCOMPARE(m_page->results().size(), validationRows().size());
  QCOMPARE(m_page->results().back().verdict, Verdict::NotRun);
}

QTEST_MAIN(TestValidationPage)
#include "tst_validation.moc"
