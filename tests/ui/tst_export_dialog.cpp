#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QAction>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>

#include "all_rooms.h"
#include "export/export_dialog.h"
#include "export/export_preview.h"
#include "main_window.h"
#include "test_support.h"
#include "train/headless.h"
#include "ui_fixture.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// File > Export…: what is shown is what is written.
class TestExportDialog : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void writesEveryFormat_data();
  void writesEveryFormat();
  void saysWhatADesignCannotGive();
  void saysWhereItCannotWrite();
  void neverReplacesWhatIsOpen();
  void optionsChangeTheFigure();
  void namesEverythingThatCanBeUsed();
  void opensFromTheMenu();
  void leavesOutATrainingOfAnotherDrawing();

 private:
  std::unique_ptr<ExportDialog> open(bool trained = true) const {
    auto source = std::make_shared<ExportSource>(*m_source);
    if (!trained) source->run.reset();
    auto dialog =
        std::make_unique<ExportDialog>(std::move(source), m_temp.path(), QStringLiteral("paper"), QString());
    dialog->show();
    return dialog;
  }
  static QLineEdit* place(const ExportDialog& dialog) {
    return dialog.findChild<QLineEdit*>(QStringLiteral("exportPlace"));
  }
  static QPushButton* button(const ExportDialog& dialog) {
    return dialog.findChild<QPushButton*>(QStringLiteral("exportWrite"));
  }

  QTemporaryDir m_temp;
  std::shared_ptr<ExportSource> m_source;
};

void TestExportDialog::initTestCase() {
  prepareWindowTest();
  const Design design = with(with(example("first-light"), "training.epochs=1"), "network.hidden=8");
  m_source = std::make_shared<ExportSource>();
  m_source->design = design;
  m_source->data = dataOf(design);
  m_source->run = std::make_shared<const RunSnapshot>(
      openRecordedRun(trainHeadless(design, m_source->data).value().record, *m_source->data).value());
}

void TestExportDialog::writesEveryFormat_data() {
  QTest::addColumn<QString>("format");
  for (const ExportFormat& format : exportFormats()) {
    const QString key = QString::fromStdString(std::string(format.key));
    QTest::newRow(qPrintable(key)) << key;
  }
}

void TestExportDialog::writesEveryFormat() {
  QFETCH(QString, format);
  const std::unique_ptr<ExportDialog> dialog = open();
  dialog->chooseFormat(format);
  QTRY_VERIFY_WITH_TIMEOUT(dialog->isReady(), 20000);
  const auto* preview = dialog->findChild<ExportPreview*>();
  QVERIFY(preview->pageCount() > 0 || preview->text().size() > 20);
  QSignalSpy written(dialog.get(), &ExportDialog::exported);
  QTest::mouseClick(button(*dialog), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, 20000);
  QCOMPARE(button(*dialog)->text(), QStringLiteral("R&eplace"));
  const QString path = written[0][0].toString();
  QVERIFY2(path.startsWith(m_temp.filePath("paper-")), qPrintable(path));
  const ExportFormat* wanted = findExportFormat(format.toStdString());
  const Result<ExportSubject> subject = exportSubject(*m_source->run, *m_source->data);
  FigureStyle style;
  style.widthMm = kFigurePresets[0].widthMm;
  style.fontPoints = kFigurePresets[0].fontPoints;
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(file.readAll().toStdString() == makeExport(*wanted, subject.value(), style).value()[0].bytes);
}

void TestExportDialog::saysWhatADesignCannotGive() {
  const std::unique_ptr<ExportDialog> dialog = open(false);
  dialog->chooseFormat(QStringLiteral("onnx"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog->statusText().contains(QStringLiteral("not trained")), 20000);
  QVERIFY(!button(*dialog)->isEnabled());
  dialog->chooseFormat(QStringLiteral("svg"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog->isReady(), 20000);
  QVERIFY(button(*dialog)->isEnabled());
}

void TestExportDialog::saysWhereItCannotWrite() {
  QFile inTheWay(m_temp.filePath("file"));
  QVERIFY(inTheWay.open(QIODevice::WriteOnly));
  inTheWay.close();
  const std::unique_ptr<ExportDialog> dialog = open();
  dialog->chooseFormat(QStringLiteral("html"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog->isReady(), 20000);
  QLineEdit* to = place(*dialog);
  to->selectAll();
  QTest::keyClicks(to, m_temp.filePath("file/share.html"));
  QTest::mouseClick(button(*dialog), Qt::LeftButton);
  QTRY_VERIFY_WITH_TIMEOUT(dialog->statusText().contains(m_temp.filePath("file")), 20000);
  QVERIFY(dialog->isVisible() && button(*dialog)->isEnabled());
  QCOMPARE(button(*dialog)->text(), QStringLiteral("&Export"));
  QCOMPARE(inTheWay.size(), 0);
  to->clear();
  QTest::keyClicks(to, QStringLiteral(" "));
  QVERIFY(!button(*dialog)->isEnabled());
}

void TestExportDialog::neverReplacesWhatIsOpen() {
  QFile design(m_temp.filePath("open.html"));
  QVERIFY(design.open(QIODevice::WriteOnly));
  design.write("the only copy");
  design.close();
  auto source = std::make_shared<ExportSource>(*m_source);
  source->inputs = {design.fileName().toStdString()};
  ExportDialog dialog(std::move(source), m_temp.path(), QStringLiteral("paper"), QString());
  dialog.show();
  dialog.chooseFormat(QStringLiteral("html"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog.isReady(), 20000);
  place(dialog)->selectAll();
  QTest::keyClicks(place(dialog), design.fileName());
  QTest::mouseClick(button(dialog), Qt::LeftButton);
  QTRY_VERIFY2_WITH_TIMEOUT(dialog.statusText().contains(QStringLiteral("would be lost")),
                            qPrintable(dialog.statusText()), 5000);
  QVERIFY(design.open(QIODevice::ReadOnly));
  QCOMPARE(design.readAll(), QByteArray("the only copy"));
}

void TestExportDialog::optionsChangeTheFigure() {
  const std::unique_ptr<ExportDialog> dialog = open();
  dialog->chooseFormat(QStringLiteral("svg"));
  QTRY_VERIFY_WITH_TIMEOUT(dialog->isReady(), 20000);
  QCOMPARE(place(*dialog)->text(), m_temp.filePath("paper-figure.svg"));
  auto* preset = dialog->findChild<QComboBox*>(QStringLiteral("exportPreset"));
  preset->setFocus();
  QTest::keyClick(preset, Qt::Key_Down);
  QVERIFY(!dialog->isReady());
  QTRY_VERIFY_WITH_TIMEOUT(dialog->isReady(), 20000);
  QSignalSpy written(dialog.get(), &ExportDialog::exported);
  QTest::mouseClick(button(*dialog), Qt::LeftButton);
  QTRY_COMPARE_WITH_TIMEOUT(written.count(), 1, 20000);
  QFile file(m_temp.filePath("paper-figure.svg"));
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(file.readAll().contains("width=\"183mm\""));
}

void TestExportDialog::namesEverythingThatCanBeUsed() {
  const std::unique_ptr<ExportDialog> dialog = open();
  for (const QWidget* widget : dialog->findChildren<QWidget*>()) {
    const bool used = qobject_cast<const QAbstractButton*>(widget) ||
                      qobject_cast<const QAbstractSpinBox*>(widget) ||
                      qobject_cast<const QComboBox*>(widget) || qobject_cast<const QListWidget*>(widget);
    if (!used || widget->objectName().startsWith(QStringLiteral("qt_"))) continue;
    const auto* named = qobject_cast<const QAbstractButton*>(widget);
    QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
    QVERIFY2(!widget->accessibleName().isEmpty() || (named && !named->text().isEmpty()),
             qPrintable(widget->objectName()));
  }
}

void TestExportDialog::opensFromTheMenu() {
  MainWindow window;
  QVERIFY(window.openPath(lightloom::tests::examplePath("first-light.loom")));
  window.show();
  QTRY_VERIFY_WITH_TIMEOUT(window.run().data() != nullptr, 20000);
  window.findChild<QAction*>(QStringLiteral("exportAll"))->trigger();
  auto* dialog = window.findChild<ExportDialog*>();
  QVERIFY(dialog && dialog->isVisible());
  QTRY_VERIFY_WITH_TIMEOUT(dialog->isReady() || !dialog->statusText().isEmpty(), 20000);
  QTest::keyClick(dialog, Qt::Key_Escape);
  QTRY_VERIFY(window.findChild<ExportDialog*>() == nullptr);
}

// A training takes up what is drawn while it is paused, but not what waits for a new run.
void TestExportDialog::leavesOutATrainingOfAnotherDrawing() {
  MainWindow window;
  QVERIFY(window.openPath(lightloom::tests::examplePath("first-light.loom")));
  window.show();
  QTRY_VERIFY_WITH_TIMEOUT(window.run().data() != nullptr, 20000);
  window.run().step();
  QTRY_COMPARE_WITH_TIMEOUT(window.run().view().steps, std::uint64_t{1}, 20000);
  const auto remark = [&] {
    window.findChild<QAction*>(QStringLiteral("exportAll"))->trigger();
    auto* dialog = window.findChild<ExportDialog*>();
    const QString text = dialog->findChild<QLabel*>(QStringLiteral("exportRemark"))->text();
    delete dialog;
    return text;
  };
  QVERIFY(remark().isEmpty());
  window.document().push(setParameter(window.document().design(), "lens1", "x", Value(0.0201)));
  QVERIFY(remark().isEmpty());
  window.document().push(setSetting(window.document().design(), "training.batch", std::int64_t{50}));
  QVERIFY(remark().contains(QStringLiteral("changed since the training")));
  window.document().undoStack().undo();
  QVERIFY(remark().isEmpty());
}

QTEST_MAIN(TestExportDialog)
#include "tst_export_dialog.moc"
