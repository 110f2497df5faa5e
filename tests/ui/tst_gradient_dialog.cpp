#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>

#include "all_rooms.h"
#include "main_window.h"
#include "ui_fixture.h"
#include "validation/gradient_dialog.h"

using namespace lightloom::tests;

/// Gradients checked from the menu, on the data of the design.
class TestGradientDialog : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void everyCombinationHasItsVerdict();
  void closingTheDialogStopsTheCheck();
  void saysWhyItCannot();
  void everythingHasAName();

 private:
  static constexpr int kPatienceMs = 60000;
  template <typename Widget>
  Widget* find(const char* name) const {
    return m_dialog->findChild<Widget*>(QLatin1String(name));
  }
  void change(const char* assignment) {
    Document& document = m_window->document();
    document.replaceWith(applyAssignment(document.design(), assignment).value(), QStringLiteral("change"));
    document.compilePending();
  }

  std::unique_ptr<MainWindow> m_window;
  GradientDialog* m_dialog = nullptr;
};

void TestGradientDialog::initTestCase() {
  prepareWindowTest();
  m_window = std::make_unique<MainWindow>();
  m_window->show();
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  change("training.dataset=iris");
  m_window->run().reset();
  QTRY_VERIFY_WITH_TIMEOUT(m_window->run().data() && m_window->run().data()->name == "iris", kPatienceMs);
  m_window->findChild<QAction*>(QStringLiteral("checkGradients"))->trigger();
  m_dialog = m_window->findChild<GradientDialog*>();
  QVERIFY(m_dialog && m_dialog->isVisible() && !m_dialog->isModal());
}

void TestGradientDialog::everyCombinationHasItsVerdict() {
  QVERIFY(find<QLabel>("gradientAbout")->text().contains(QStringLiteral("iris")));
  QTRY_VERIFY_WITH_TIMEOUT(!m_dialog->isRunning(), kPatienceMs);
  const QTableWidget& table = *find<QTableWidget>("gradientTable");
  QCOMPARE(table.columnCount() * table.rowCount(), static_cast<int>(m_dialog->rows().size()));
  for (int r = 0; r < table.rowCount(); ++r)
    for (int c = 0; c < table.columnCount(); ++c)
      QVERIFY(!table.item(r, c)->text().isEmpty() && !table.item(r, c)->icon().isNull());
  // Headings and rows are in one order.
  for (const GradientRow& row : m_dialog->rows())
    if (row.encoding == Encoding::PhasePhase && row.activation == Activation::Square)
      QCOMPARE(table.item(4, 3)->text(), QLocale().toString(row.comparison.relative, 'e', 1));
  QVERIFY(table.verticalHeaderItem(4)->text().contains(QStringLiteral("square")));
  QVERIFY(table.horizontalHeaderItem(3)->text().contains(QStringLiteral("phase × phase")));
  QVERIFY2(find<QLabel>("gradientVerdict")->text().contains(QStringLiteral("24 combinations agree")),
           qPrintable(find<QLabel>("gradientVerdict")->text()));
}

void TestGradientDialog::closingTheDialogStopsTheCheck() {
  find<QPushButton>("gradientStart")->click();
  QVERIFY(m_dialog->isRunning() && m_dialog->rows().empty());
  m_dialog->close();
  QTRY_VERIFY_WITH_TIMEOUT(!m_dialog->isRunning(), kPatienceMs);
}

void TestGradientDialog::saysWhyItCannot() {
  change("network.cells=nowhere");
  m_dialog->show();
  QVERIFY(!m_dialog->isRunning());
  QVERIFY2(find<QLabel>("gradientVerdict")->text().contains(QStringLiteral("nowhere")),
           qPrintable(find<QLabel>("gradientVerdict")->text()));
  change("network.cells=");
  find<QPushButton>("gradientStart")->click();
  QVERIFY(m_dialog->isRunning());
}

void TestGradientDialog::everythingHasAName() {
  for (const QWidget* widget : m_dialog->findChildren<QWidget*>()) {
    if (widget->objectName().startsWith(QLatin1String("qt_")) || widget->focusPolicy() == Qt::NoFocus)
      continue;
    if (widget->parentWidget() != m_dialog && !qobject_cast<const QPushButton*>(widget)) continue;
    QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
  }
  m_window->document().undoStack().setClean();
}

QTEST_MAIN(TestGradientDialog)
#include "tst_gradient_dialog.moc"
