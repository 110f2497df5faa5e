#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSlider>
#include <QAction>
#include <QComboBox>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QTemporaryDir>

#include "canvas/bench_view.h"
#include "document/part_edits.h"
#include "main_window.h"
#include "pictures.h"
#include "test_report.h"
#include "ui_fixture.h"

using namespace lightloom;

class TestWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void namesEverythingThatCanBeUsed();
  void explainsEveryAction();
  void hasNoAmbiguousShortcut();
  void keepsTheContextMenuShort();
  void showsNameAndStarInTheTitle();
  void staysAsItWasOnABadFile();
  void reportsItsState();
  void writesPictures();
  void paintsSoonAfterTheStart();
  void metersFramesOnDemand();

 private:
  static QJsonObject stateOf(MainWindow& window) {
    return QJsonDocument::fromJson(windowState(window)).object();
  }
};

namespace {

bool isQtInternal(const QWidget* widget) {
  return widget->objectName().startsWith(QLatin1String("qt_"));
}

bool canBeUsed(const QWidget* widget) {
  if (isQtInternal(widget) || widget->focusPolicy() == Qt::NoFocus) return false;
  return qobject_cast<const QAbstractButton*>(widget) || qobject_cast<const QLineEdit*>(widget) ||
         qobject_cast<const QComboBox*>(widget) || qobject_cast<const QAbstractSlider*>(widget) ||
         qobject_cast<const QAbstractItemView*>(widget);
}

// A window in which every form section has been opened.
std::unique_ptr<MainWindow> fullWindow() {
  auto window = std::make_unique<MainWindow>();
  window->openPath(examplePath("first-light.loom"));
  for (const ComponentPtr& part : window->document().design().components)
    if (part->kind == "vcsel_array") window->selection().set({part->id});
  for (QAbstractButton* fold :
       window->findChildren<QAbstractButton*>(QRegularExpression(QStringLiteral("^fold_"))))
    fold->setChecked(true);
  return window;
}

}  // namespace

void TestWindow::namesEverythingThatCanBeUsed() {
  const std::unique_ptr<MainWindow> window = fullWindow();
  window->show();
  QStringList nameless;
  for (const QWidget* widget : window->findChildren<QWidget*>()) {
    if (!canBeUsed(widget)) continue;
    const bool partOfCombo =
        QLatin1String(widget->metaObject()->className()).startsWith(QLatin1String("QComboBox")) &&
        !qobject_cast<const QComboBox*>(widget);
    if (partOfCombo || qobject_cast<const QAbstractItemView*>(widget->parentWidget())) continue;
    const auto* button = qobject_cast<const QAbstractButton*>(widget);
    const bool said = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
    if (widget->objectName().isEmpty() || !said)
      nameless << QStringLiteral("%1 “%2” in %3")
                      .arg(QLatin1String(widget->metaObject()->className()), widget->objectName(),
                           widget->parent()->objectName());
  }
  QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(QLatin1Char('\n'))));
}

void TestWindow::explainsEveryAction() {
  const std::unique_ptr<MainWindow> window = fullWindow();
  QStringList silent;
  for (const QAction* action : window->findChildren<QAction*>()) {
    if (action->isSeparator() || action->menu() || action->text().isEmpty() ||
        action->objectName().startsWith(QLatin1String("_q")))
      continue;
    if (action->objectName().isEmpty() || action->toolTip().isEmpty()) silent << action->text();
  }
  QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
}

void TestWindow::hasNoAmbiguousShortcut() {
  const std::unique_ptr<MainWindow> window = fullWindow();
  QMap<QString, QString> seen;
  for (const QAction* action : window->findChildren<QAction*>()) {
    for (const QKeySequence& key : action->shortcuts()) {
      const QString text = key.toString();
      QVERIFY2(!seen.contains(text), qPrintable(text + QStringLiteral(": ") + seen.value(text) +
                                                QStringLiteral(" and ") + action->text()));
      seen[text] = action->text();
    }
  }
  for (const char* name : {"new", "open", "save", "saveAs", "close", "quit", "undo", "redo", "copy", "paste",
                           "play", "stop", "about"}) {
    const auto* action = window->findChild<QAction*>(QLatin1String(name));
    QVERIFY2(action && !action->shortcuts().isEmpty(), name);
  }
}

void TestWindow::keepsTheContextMenuShort() {
  MainWindow window;
  const auto* menu = window.findChild<QMenu*>(QStringLiteral("contextMenu"));
  QVERIFY(menu);
  const auto actions = menu->actions();
  QVERIFY(std::count_if(actions.begin(), actions.end(),
                        [](const QAction* action) { return !action->isSeparator(); }) <= 12);
}

void TestWindow::showsNameAndStarInTheTitle() {
  MainWindow window;
  QVERIFY(window.windowTitle().startsWith(QStringLiteral("Untitled[*]")));
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  QCOMPARE(window.windowTitle(), QStringLiteral("first-light.loom[*] — Lightloom"));
  QVERIFY(!window.isWindowModified());
  window.document().push(placePart(window.document().design(), "lens", {0.2, 0.2}));
  QVERIFY(window.isWindowModified());
  window.document().undoStack().undo();
  QVERIFY(!window.isWindowModified());
}

void TestWindow::staysAsItWasOnABadFile() {
  QTemporaryDir dir;
  QFile bad(dir.filePath(QStringLiteral("page.loom")));
  QVERIFY(bad.open(QIODevice::WriteOnly));
  bad.write("<html>not a design</html>");
  bad.close();
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  const QJsonObject before = stateOf(window);
  for (const QString& path : {bad.fileName(), dir.path(), dir.filePath(QStringLiteral("missing.loom"))}) {
    QVERIFY(!window.openPath(path));
    QVERIFY(!window.messageText().isEmpty());
    for (const char* key : {"title", "file", "design_hash", "parts", "zoom", "undo_count"})
      QCOMPARE(stateOf(window)[QLatin1String(key)], before[QLatin1String(key)]);
  }
}

void TestWindow::reportsItsState() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("mnist-5x5.loom")));
  const QJsonObject state = stateOf(window);
  QVERIFY(state[QLatin1String("visibility")].toDouble() > 0.99);
  QCOMPARE(state[QLatin1String("loupes")].toInt(), 4);
  QCOMPARE(state[QLatin1String("run")].toObject()[QLatin1String("hardware")].toString(),
           QStringLiteral("forward on light, backward digital"));
}

void TestWindow::writesPictures() {
  QTemporaryDir dir;
  Document document;
  QVERIFY(document.open(examplePath("first-light.loom")).ok());
  for (const char* name : {"bench.svg", "bench.pdf", "bench.png"}) {
    const QString path = dir.filePath(QLatin1String(name));
    QVERIFY(saveBenchPicture(document.bench(), path).ok());
    QVERIFY(QFileInfo(path).size() > 3000);
  }
  QVERIFY(!saveBenchPicture(document.bench(), dir.filePath(QStringLiteral("bench.doc"))).ok());
  QVERIFY(savePlotPicture({}, {}, {}, dir.filePath(QStringLiteral("plots.svg"))).ok());
}

// Below a second from nothing to the first picture, a design with 625 links included.
void TestWindow::paintsSoonAfterTheStart() {
  QElapsedTimer timer;
  timer.start();
  MainWindow window;
  QVERIFY(window.openPath(examplePath("mnist-5x5.loom")));
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  window.repaint();
  qInfo("first picture after %lld ms", static_cast<long long>(timer.elapsed()));
  QVERIFY(timer.elapsed() < 1000);
}

void TestWindow::metersFramesOnDemand() {
  MainWindow window;
  window.show();
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  auto* meter = window.findChild<QLabel*>(QStringLiteral("frameMeter"));
  QVERIFY(meter->isHidden());
  window.findChild<QAction*>(QStringLiteral("frameMeterShown"))->trigger();
  QVERIFY(meter->isVisible());
  window.document().compilePending();
  QTRY_VERIFY(meter->text().contains(QStringLiteral("ms")));
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
