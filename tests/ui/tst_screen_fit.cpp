#include <QAbstractButton>
#include <QDialog>
#include <QDockWidget>
#include <QLabel>
#include <QScreen>
#include <QScrollArea>
#include <QTabWidget>
#include <QToolBar>

#include "all_rooms.h"
#include "data/data_dialog.h"
#include "design/kind.h"
#include "document/part_edits.h"
#include "export/export_dialog.h"
#include "main_window.h"
#include "panels/cell_dialog.h"
#include "panels/elided_label.h"
#include "panels/origin_dialog.h"
#include "photons/photon_page.h"
#include "test_support.h"
#include "theme/screen_fit.h"
#include "ui_fixture.h"
#include "validation/gradient_dialog.h"
#include "validation/validation_dialog.h"

using namespace lightloom::tests;

/// Window, pages and dialogs on small screens: nothing is larger than they are, and every button is in sight.
class TestScreenFit : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void windowFits_data() { screens(); }
  void windowFits();
  void longNamesDoNotWidenIt();
  void dialogsFit_data() { screens(); }
  void dialogsFit();
  void dialogsAskForNoMoreThanTheScreen();
  void longLinesAreCut();

 private:
  static void screens();
};

namespace {

const QString kEndless = QString(300, QLatin1Char('W'));

// Inside a scroll area it may be brought into sight.
bool mayBeScrolled(const QWidget* widget) {
  for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget())
    if (qobject_cast<const QScrollArea*>(at)) return true;
  return false;
}

// On a page that lies behind another.
bool liesBehind(const QWidget* widget) {
  for (const QWidget* at = widget->parentWidget(); at; at = at->parentWidget())
    if (qobject_cast<const QDockWidget*>(at)) return at->visibleRegion().isEmpty();
  return false;
}

// Names of buttons that are cut by the edge of the window or of what they stand in.
QStringList buttonsOutOfSight(const QWidget& window) {
  QStringList out;
  for (const QAbstractButton* button : window.findChildren<QAbstractButton*>()) {
    const bool grows = button->objectName().startsWith(QLatin1String("qt_toolbar"));
    if (!button->isVisible() || grows || mayBeScrolled(button) || button->window() != &window) continue;
    if (liesBehind(button)) continue;
    if (qobject_cast<const QToolBar*>(button->parentWidget())) continue;  // the bar has a button for the rest
    if (button->visibleRegion().boundingRect() != button->rect())
      out << button->objectName() + QLatin1Char(' ') + button->text();
  }
  return out;
}

bool fits(QSize size, QSize room) {
  return size.width() <= room.width() && size.height() <= room.height();
}

QString text(QSize size) {
  return QStringLiteral("%1 × %2").arg(size.width()).arg(size.height());
}

}  // namespace

// In the pixels that Qt counts: those of the screen over its scale.
void TestScreenFit::screens() {
  QTest::addColumn<QSize>("room");
  const auto add = [](const char* name, QSize screen, double scale) {
    QTest::newRow(name) << roomForWindow((QSizeF(screen) / scale).toSize());
  };
  add("1024x768", {1024, 768}, 1);
  add("1366x768 at 1.25", {1366, 768}, 1.25);
  add("1366x768 at 1.5", {1366, 768}, 1.5);
  add("1920x1080 at 2", {1920, 1080}, 2);
}

void TestScreenFit::windowFits() {
  QFETCH(QSize, room);
  for (const char* example : {"mnist-5x5.loom", "wang-2022.loom"}) {
    MainWindow window;
    window.resize(room);
    window.show();
    QVERIFY(window.openPath(examplePath(example)));
    window.selection().set({"vcsel_array1"});
    auto* tabs = window.findChild<QTabWidget*>(QStringLiteral("propertyTabs"));
    for (const char* page : {"", "showLocking", "showNoise", "showEnergy", "showClaims", "showPhotons",
                             "showProduct", "showAnswers"}) {
      if (*page) window.findChild<QAction*>(QLatin1String(page))->trigger();
      for (int tab = 0; tab < tabs->count(); ++tab) {
        tabs->setCurrentIndex(tab);
        QTest::qWait(20);
        const QByteArray where = QByteArray(page) + ' ' + tabs->tabText(tab).toUtf8();
        QVERIFY2(fits(window.minimumSizeHint(), room),
                 where + ": " + text(window.minimumSizeHint()).toUtf8());
        window.resize(room);
        QTest::qWait(20);
        QCOMPARE(window.size(), room);
        const QStringList cut = buttonsOutOfSight(window);
        QVERIFY2(cut.isEmpty(), where + ": " + cut.join(QStringLiteral(", ")).toUtf8());
      }
    }
    window.document().undoStack().setClean();
  }
}

// Names of parts, of the data set and of the design, one without an end; and no step of it makes it wider.
void TestScreenFit::longNamesDoNotWidenIt() {
  MainWindow window;
  window.resize(1000, 700);
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  for (const char* page :
       {"showLocking", "showNoise", "showEnergy", "showClaims", "showPhotons", "showProduct"})
    window.findChild<QAction*>(QLatin1String(page))->trigger();
  QTest::qWait(50);
  const QSize before = window.minimumSizeHint(), size = window.size();
  for (int length : {40, 300}) {
    const std::string name = kEndless.left(length).toStdString();
    const Design named = window.document().design();
    for (const ComponentPtr& part : named.components)
      window.document().push(changePart(window.document().design(), part->id, QStringLiteral("Rename"),
                                        [&](Component& one) { one.name = one.note = name; }));
    window.document().push(setSetting(window.document().design(), "training.dataset", Value(name + ".csv")));
    window.document().compilePending();
    for (const char* part : {"vcsel_array1", "lens1", "beam_splitter4"}) {
      window.selection().set({part});
      QTest::qWait(50);
      QVERIFY2(fits(window.minimumSizeHint(), before),
               qPrintable(text(window.minimumSizeHint()) + QStringLiteral(", was ") + text(before)));
      QCOMPARE(window.size(), size);
    }
  }
  window.document().undoStack().setClean();
}

void TestScreenFit::dialogsFit() {
  QFETCH(QSize, room);
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  const Design design = test::with(window.document().design(), "network.hidden=8");
  auto source = std::make_shared<ExportSource>();
  source->design = design;
  source->data = test::dataOf(design);
  Parameter named = *findParameter(parametersOf(*findKind("lens")), "focal_length");
  Source stated;
  stated.note = kEndless.toStdString();
  using Made = std::pair<const char*, std::unique_ptr<QDialog>>;
  std::vector<Made> dialogs;
  dialogs.emplace_back("export", std::make_unique<ExportDialog>(source, QStringLiteral("/tmp/") + kEndless,
                                                                kEndless, kEndless));
  dialogs.emplace_back("validation", std::make_unique<ValidationDialog>());
  dialogs.emplace_back("gradients", std::make_unique<GradientDialog>(window.document(), window.run()));
  dialogs.emplace_back("cell", std::make_unique<CellDialog>());
  dialogs.emplace_back("origin", std::make_unique<OriginDialog>(named, &stated));
  dialogs.emplace_back(
      "data", std::make_unique<DataDialog>(
                  ChosenData{QStringLiteral(LIGHTLOOM_SOURCE_DIR "/resources/datasets/wine.csv"), false},
                  DatasetOptions(), DataHome{QStringLiteral("/tmp/") + kEndless, {}}));
  for (const auto& [name, dialog] : dialogs) {
    dialog->show();
    dialog->resize(dialog->size().boundedTo(room));
    QTest::qWait(50);
    QVERIFY2(fits(dialog->minimumSizeHint(), room),
             (QByteArray(name) + ' ' + text(dialog->minimumSizeHint()).toUtf8()));
    QVERIFY2(fits(dialog->size(), room), (QByteArray(name) + ' ' + text(dialog->size()).toUtf8()));
    QVERIFY2(!dialog->findChildren<QAbstractButton*>().isEmpty(), name);
    const QStringList cut = buttonsOutOfSight(*dialog);
    QVERIFY2(cut.isEmpty(), (QByteArray(name) + ": " + cut.join(QStringLiteral(", ")).toUtf8()));
    dialog->close();
  }
}

// The screen of these tests is 800 pixels high and wide.
void TestScreenFit::dialogsAskForNoMoreThanTheScreen() {
  QWidget window;
  resizeToScreen(window, {300, 200});
  QCOMPARE(window.size(), QSize(300, 200));
  const QSize room = roomForWindow(window.screen()->availableSize());
  resizeToScreen(window, 10 * room);
  QCOMPARE(window.size(), room);
  ValidationDialog dialog;
  QVERIFY2(fits(dialog.size(), room), qPrintable(text(dialog.size())));
}

void TestScreenFit::longLinesAreCut() {
  ElidedLabel label;
  label.setText(QStringLiteral("<b>mnist</b> · seed 1"));
  label.resize(label.sizeHint());
  QVERIFY(!label.isCut());
  QCOMPARE(label.visibleText(), QStringLiteral("mnist · seed 1"));
  label.setText(kEndless);
  QVERIFY(label.isCut() && label.visibleText().endsWith(QStringLiteral("…")));
  QVERIFY(label.minimumSizeHint().width() < 80);
  QCOMPARE(label.text(), kEndless);
}

QTEST_MAIN(TestScreenFit)
#include "tst_screen_fit.moc"
