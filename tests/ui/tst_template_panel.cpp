#include "panels/template_panel.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTimer>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "document/selection.h"
#include "document/template_store.h"
#include "panels/cell_dialog.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestTemplatePanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void init();
  void cleanup();
  void asksAndPlacesACell();
  void explainsWhatCannotBe();
  void keepsOwnTemplates();

 private:
  std::unique_ptr<Document> m_document;
  std::unique_ptr<Selection> m_selection;
  std::unique_ptr<BenchView> m_view;
  std::unique_ptr<TemplatePanel> m_panel;
};

void TestTemplatePanel::init() {
  for (const OwnTemplate& own : ownTemplates()) removeTemplate(own.path);
  m_document = std::make_unique<Document>();
  m_selection = std::make_unique<Selection>(*m_document);
  m_view = std::make_unique<BenchView>(*m_document, *m_selection);
  m_panel = std::make_unique<TemplatePanel>(*m_document, *m_selection);
  connect(m_panel.get(), &TemplatePanel::placeRequested, m_view.get(), &BenchView::placeParts);
  m_view->resize(900, 600);
  m_view->show();
}

void TestTemplatePanel::cleanup() {
  m_panel.reset();
  m_view.reset();
  m_selection.reset();
  m_document.reset();
}

// A row of 6 synapses over a column of 4 axons, by keys only: 24 products on an empty bench, one step.
void TestTemplatePanel::asksAndPlacesACell() {
  QTimer::singleShot(0, [] {
    auto* dialog = qobject_cast<CellDialog*>(QApplication::activeModalWidget());
    QVERIFY(dialog);
    dialog->findChild<QComboBox*>(QStringLiteral("cellCrossing"))->setCurrentIndex(2);
    dialog->findChild<QSpinBox*>(QStringLiteral("cellAxons"))->setValue(4);
    dialog->findChild<QSpinBox*>(QStringLiteral("cellSynapses"))->setValue(6);
    QTest::keyClick(dialog, Qt::Key_Return);
  });
  m_panel->setCurrentRow(0);
  QTest::keyClick(m_panel.get(), Qt::Key_Return);
  QCOMPARE(m_document->undoStack().undoText(), QStringLiteral("Add homodyne cell"));
  QCOMPARE(m_document->undoStack().count(), 1);
  QCOMPARE(m_document->bench()->cells.cells.size(), std::size_t{1});
  QCOMPARE(m_document->bench()->cells.cells.front().links.size(), std::size_t{24});
  QCOMPARE(m_selection->ids().size(), m_document->design().components.size());
  m_document->undoStack().undo();
  QVERIFY(m_document->design().components.empty());
}

void TestTemplatePanel::explainsWhatCannotBe() {
  CellDialog dialog;
  auto* place = dialog.findChild<QDialogButtonBox*>()->button(QDialogButtonBox::Ok);
  QVERIFY(place->isEnabled());
  dialog.findChild<QSpinBox*>(QStringLiteral("cellAxons"))->setValue(7);
  QVERIFY(!place->isEnabled());
  QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("cellResult"))
              ->text()
              .contains(QStringLiteral("7 is no square")));
  dialog.findChild<QComboBox*>(QStringLiteral("cellCrossing"))->setCurrentIndex(0);
  QVERIFY(place->isEnabled());  // one axon asks for no number of axons
}

void TestTemplatePanel::keepsOwnTemplates() {
  m_view->placeKind(QStringLiteral("lens"), QPointF(5, 5));
  m_view->placeKind(QStringLiteral("mirror"), QPointF(30, 5));
  m_selection->set({"lens1", "mirror1"});
  QSignalSpy problems(m_panel.get(), &TemplatePanel::problem);
  m_panel->keepSelection(QStringLiteral("../elsewhere"));
  QCOMPARE(problems.count(), 1);
  const int builtIn = m_panel->count();
  m_panel->keepSelection(QStringLiteral("Knee of a beam"));
  QCOMPARE(problems.count(), 1);
  QCOMPARE(m_panel->count(), builtIn + 1);
  QCOMPARE(m_panel->item(builtIn)->text(), QStringLiteral("Knee of a beam"));
  m_panel->keepSelection(QStringLiteral("Knee of a beam"));  // replaces nothing
  QCOMPARE(m_panel->count(), builtIn + 2);
  QCOMPARE(m_panel->item(builtIn + 1)->text(), QStringLiteral("Knee of a beam 2"));
  m_panel->setCurrentRow(builtIn + 1);
  QTest::keyClick(m_panel.get(), Qt::Key_Delete);
  QCOMPARE(m_panel->count(), builtIn + 1);
  m_panel->setCurrentRow(builtIn);
  QTest::keyClick(m_panel.get(), Qt::Key_Return);
  QCOMPARE(m_document->design().components.size(), std::size_t{4});
  QCOMPARE(m_selection->ids(), PartIds({"lens2", "mirror2"}));
  QTest::keyClick(m_panel.get(), Qt::Key_Delete);
  QCOMPARE(m_panel->count(), builtIn);
}

QTEST_MAIN(TestTemplatePanel)
#include "tst_template_panel.moc"
