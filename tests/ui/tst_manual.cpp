#include <QAction>
#include <QApplication>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPointer>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTextBlock>
#include <QTextFrame>
#include <QTreeWidget>
#include <memory>

#include "canvas/bench_view.h"
#include "cli/manual_verbs.h"
#include "cli/verbs.h"
#include "export/formats.h"
#include "imperfections/imperfections.h"
#include "main_window.h"
#include "manual/action_list.h"
#include "manual/help_anchor.h"
#include "manual/manual_help.h"
#include "manual/manual_pdf.h"
#include "manual/manual_window.h"
#include "panels/parameter_row.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// The manual in the window: everything that can be done stands in it, F1 goes to what one is at, and it can
/// be read, searched and saved.
class TestWindowManual : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup();
  void everyActionIsThere();
  void everyVerbAndOptionIsThere();
  void everyEntryCanBeGoneTo();
  void helpGoesToTheValue();
  void helpGoesToTheSetting();
  void helpGoesToThePartAndTheKind();
  void helpGoesToTheCheck();
  void helpGoesToTheNoiseSource();
  void helpGoesToPages();
  void helpInDialogs();
  void aboutHasNoKey();
  void backAndForth();
  void searching();
  void textGrows();
  void coloursFollowTheTheme();
  void savedAsPageAndPdf();

 private:
  template <typename Widget>
  Widget& child(const char* name) {
    return *m_window->help().window().findChild<Widget*>(QLatin1String(name));
  }
  QString placeFor(QWidget* focus) {
    focus->setFocus(Qt::OtherFocusReason);
    return QApplication::focusWidget() ? m_window->help().place() : QString();
  }
  ParameterRow* row(const std::string& path) {
    for (ParameterRow* one : m_window->findChildren<ParameterRow*>())
      if (helpAnchorOf(one).toStdString() == path) return one;
    return nullptr;
  }
  void selectAndWait(const std::string& id) {
    m_window->selection().set({id});
    QTest::qWait(50);
  }

  std::unique_ptr<MainWindow> m_window;
};

void TestWindowManual::initTestCase() {
  prepareWindowTest();
}

void TestWindowManual::init() {
  m_window = std::make_unique<MainWindow>();
  m_window->help().setVerbs(lightloom::cli::manualVerbs);
  QVERIFY(m_window->openPath(examplePath("first-light.loom")));
  m_window->resize(1200, 800);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestWindowManual::cleanup() {
  m_window.reset();
}

void TestWindowManual::everyActionIsThere() {
  const Manual manual = m_window->help().makeManual();
  int told = 0;
  for (const QAction* action : m_window->findChildren<QAction*>()) {
    if (!isTold(*action)) continue;
    const std::string anchor = actionAnchor(action->objectName().toStdString());
    const ManualPage* page = manual.pageOf(anchor);
    QVERIFY2(page, anchor.c_str());
    ++told;
    for (const ManualEntry& entry : page->text.entries) {
      if (entry.anchor != anchor) continue;
      for (const QKeySequence& keys : action->shortcuts())
        QVERIFY2(QString::fromStdString(entry.text).contains(keys.toString(QKeySequence::PortableText)),
                 anchor.c_str());
    }
  }
  QVERIFY2(told > 60, std::to_string(told).c_str());
  for (const char* name : {"undo", "fitAll", "showManual", "train", "wheelZooms", "exportBench"}) {
    if (!m_window->findChild<QAction*>(QLatin1String(name))) continue;
    QVERIFY2(manual.pageOf(actionAnchor(name)), name);
  }
  // Menus by their names, without marks of keys.
  QVERIFY(manual.pageOf("actions")->text.html.find("View &gt; Theme") != std::string::npos);
}

void TestWindowManual::everyVerbAndOptionIsThere() {
  const Manual manual = m_window->help().makeManual();
  for (const lightloom::cli::Verb& verb : lightloom::cli::kVerbs) {
    const ManualPage* page = manual.pageOf(verbAnchor(verb.name));
    QVERIFY2(page, verb.name);
    lightloom::cli::Options options(verb.name);
    const lightloom::cli::Command command = verb.declare(options);
    const QString help = QString::fromStdString(options.help(verb.summary));
    QVERIFY(!options.declared().empty());
    for (const lightloom::cli::DeclaredWord& word : options.declared()) {
      QVERIFY2(help.contains(QString::fromStdString(word.names)), word.names.c_str());
      const std::string first = word.names.substr(0, word.names.find(','));
      QVERIFY2(manual.pageOf(optionAnchor(verb.name, first)) == page, word.names.c_str());
    }
  }
}

void TestWindowManual::everyEntryCanBeGoneTo() {
  ManualWindow& window = m_window->help().window();
  window.show();
  const auto& reader = child<ManualReader>("manualText");
  for (const ManualPage& page : window.manual().pages) {
    window.open(QString::fromStdString(page.anchor));
    QCOMPARE(window.place(), QString::fromStdString(page.anchor));
    QSet<QString> names;
    for (QTextBlock block = reader.document()->begin(); block.isValid(); block = block.next())
      for (auto fragment = block.begin(); !fragment.atEnd(); ++fragment)
        for (const QString& name : fragment.fragment().charFormat().anchorNames()) names.insert(name);
    for (const ManualEntry& entry : page.text.entries)
      QVERIFY2(names.contains(QString::fromStdString(entry.anchor)), entry.anchor.c_str());
  }
  window.open(QStringLiteral("no-such-place"));
  QCOMPARE(window.place(), QStringLiteral("start"));
}

void TestWindowManual::helpGoesToTheValue() {
  std::string lens;
  for (const ComponentPtr& part : m_window->document().design().components)
    if (part->kind == "lens") lens = part->id;
  selectAndWait(lens);
  ParameterRow* focal = row(valueAnchor("lens", "focal_length"));
  QVERIFY(focal);
  focal->takeFocus();
  QCOMPARE(m_window->help().place(), QStringLiteral("value-lens.focal_length"));
  QTest::keyClick(QApplication::focusWidget(), Qt::Key_F1);
  QVERIFY(m_window->help().window().isVisible());
  QCOMPARE(m_window->help().window().place(), QStringLiteral("value-lens.focal_length"));
  QCOMPARE(child<QTreeWidget>("manualContents").currentItem()->text(0), QStringLiteral("Lens"));
  // Common values stand at one place for all kinds.
  ParameterRow* tilt = row(valueAnchor("lens", "fine_tilt"));
  QVERIFY(tilt);
  QCOMPARE(helpAnchorOf(tilt), QStringLiteral("value-common.fine_tilt"));
}

void TestWindowManual::helpGoesToTheSetting() {
  auto* tabs = m_window->findChild<QTabWidget*>(QStringLiteral("propertyTabs"));
  tabs->setCurrentIndex(1);
  for (const char* path : {"network.hidden", "training.dataset"}) {
    if (ParameterRow* setting = row(settingAnchor(path))) {
      setting->takeFocus();
      QCOMPARE(m_window->help().place(), QStringLiteral("setting-") + QLatin1String(path));
      return;
    }
  }
  QFAIL("no row of a setting is there");
}

void TestWindowManual::helpGoesToThePartAndTheKind() {
  m_window->view().setFocus();
  m_window->selection().clear();
  QCOMPARE(m_window->help().place(), QStringLiteral("start"));
  selectAndWait("isolator1");
  m_window->view().setFocus();
  QCOMPARE(m_window->help().place(), QStringLiteral("part-isolator"));
  QListWidget* palette = nullptr;
  for (QListWidget* list : m_window->findChildren<QListWidget*>())
    if (list->count() > 0 &&
        list->item(0)->data(kHelpAnchorRole).toString().startsWith(QLatin1String("part-")))
      palette = list;
  QVERIFY(palette);
  palette->setCurrentRow(palette->count() - 1);
  QCOMPARE(placeFor(palette), QString::fromStdString(partAnchor(allKinds().back()->id)));
}

void TestWindowManual::helpGoesToTheCheck() {
  QVERIFY(m_window->openPath(examplePath("chen-2023.loom")));
  m_window->document().compilePending();
  auto* tabs = m_window->findChild<QTabWidget*>(QStringLiteral("propertyTabs"));
  auto* checks = m_window->findChild<QListWidget*>(QStringLiteral("checks"));
  tabs->setCurrentWidget(checks->parentWidget());
  const std::vector<Check>& all = m_window->document().checks();
  QVERIFY(!all.empty());
  for (int i = 0; i < static_cast<int>(all.size()); ++i) {
    checks->setCurrentRow(i);
    const QString place = placeFor(checks);
    QCOMPARE(place, QString::fromStdString("check-" + all[static_cast<std::size_t>(i)].message.id));
    QVERIFY(m_window->help().window().manual().pageOf(place.toStdString()));
  }
}

void TestWindowManual::helpGoesToTheNoiseSource() {
  m_window->findChild<QAction*>(QStringLiteral("showNoise"))->trigger();
  auto* table = m_window->findChild<QTreeWidget*>(QStringLiteral("noiseSources"));
  QCOMPARE(table->topLevelItemCount(), static_cast<int>(shownImperfections().size()));
  for (int i = 0; i < table->topLevelItemCount(); ++i) {
    table->setCurrentItem(table->topLevelItem(i), 2);
    const QString place = placeFor(table);
    QVERIFY2(place.startsWith(QLatin1String("imperfection-")), qPrintable(place));
    QVERIFY2(m_window->help().window().manual().pageOf(place.toStdString()), qPrintable(place));
  }
}

void TestWindowManual::helpGoesToPages() {
  const std::pair<const char*, const char*> pages[] = {
      {"startPage", "tour"},        {"lockInspector", "locking"},  {"photonPage", "photons"},
      {"productPage", "product"},   {"answersPage", "answers"},    {"runPage", "runs"},
      {"plots", "plots"},           {"runBar", "training"},        {"history", "bench-undo"},
      {"figures", "plots-figures"}, {"budgetPage", "noise-budget"}};
  for (const auto& [name, place] : pages) {
    auto* widget = m_window->findChild<QWidget*>(QLatin1String(name));
    QVERIFY2(widget, name);
    QCOMPARE(helpAnchorOf(widget), QLatin1String(place));
    QVERIFY2(m_window->help().window().manual().pageOf(place), place);
  }
  for (const QWidget* widget : m_window->findChildren<QWidget*>()) {
    const QString place = widget->property("helpAnchor").toString();
    if (!place.isEmpty())
      QVERIFY2(m_window->help().window().manual().pageOf(place.toStdString()), qPrintable(place));
  }
  // F1 in the manual goes to its first page.
  m_window->help().window().show();
  child<QLineEdit>("manualSearch").setFocus();
  m_window->help().window().activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&m_window->help().window()));
  QCOMPARE(m_window->help().place(), QStringLiteral("start"));
}

// Of those that block their window the manual is a part: it can be read and goes with them.
void TestWindowManual::helpInDialogs() {
  QTRY_VERIFY(m_window->run().data());
  m_window->findChild<QAction*>(QStringLiteral("exportAll"))->trigger();
  QPointer<QWidget> dialog = m_window->findChild<QWidget*>(QStringLiteral("exportDialog"));
  QVERIFY(dialog);
  QVERIFY(QTest::qWaitForWindowActive(dialog));
  auto* formats = dialog->findChild<QListWidget*>(QStringLiteral("exportFormats"));
  formats->setCurrentRow(0);
  formats->setFocus();
  QTest::keyClick(formats, Qt::Key_F1);
  QPointer<ManualWindow> manual = &m_window->help().window();
  QCOMPARE(manual->place(), QString::fromStdString(formatAnchor(exportFormats().front().key)));
  QVERIFY(manual->isVisible());
  QCOMPARE(manual->parentWidget(), dialog);
  dialog->close();
  QTRY_VERIFY(!manual);
  m_window->findChild<QAction*>(QStringLiteral("showValidation"))->trigger();
  QWidget* validation = m_window->findChild<QWidget*>(QStringLiteral("validationDialog"));
  QVERIFY(QTest::qWaitForWindowActive(validation));
  QTest::keyClick(validation->findChild<QWidget*>(QStringLiteral("validationRows")), Qt::Key_F1);
  QCOMPARE(m_window->help().window().place(), QStringLiteral("validation"));
}

void TestWindowManual::aboutHasNoKey() {
  QVERIFY(m_window->findChild<QAction*>(QStringLiteral("about"))->shortcuts().isEmpty());
  const auto* manual = m_window->findChild<QAction*>(QStringLiteral("showManual"));
  QCOMPARE(manual->shortcut(), QKeySequence(Qt::Key_F1));
}

void TestWindowManual::backAndForth() {
  ManualWindow& window = m_window->help().window();
  window.show();
  const auto action = [&](const char* name) { return window.findChild<QAction*>(QLatin1String(name)); };
  window.open(QStringLiteral("start"));
  QVERIFY(!action("manualBack")->isEnabled());
  window.open(QStringLiteral("locking-map"));
  Q_EMIT child<ManualReader>("manualText").anchorClicked(QUrl(QStringLiteral("#part-lens")));
  QCOMPARE(window.place(), QStringLiteral("part-lens"));
  action("manualBack")->trigger();
  QCOMPARE(window.place(), QStringLiteral("locking-map"));
  action("manualBack")->trigger();
  QCOMPARE(window.place(), QStringLiteral("start"));
  action("manualBack")->trigger();
  action("manualForward")->trigger();
  QCOMPARE(window.place(), QStringLiteral("locking-map"));
  window.open(QStringLiteral("noise"));
  QVERIFY(!action("manualForward")->isEnabled());
  QTreeWidgetItem* chapter = child<QTreeWidget>("manualContents").topLevelItem(1);
  child<QTreeWidget>("manualContents").setCurrentItem(chapter);
  QCOMPARE(window.place(), QStringLiteral("bench"));
  action("manualStart")->trigger();
  QCOMPARE(window.place(), QStringLiteral("start"));
  action("manualClose")->trigger();
  QVERIFY(!window.isVisible());
}

void TestWindowManual::searching() {
  ManualWindow& window = m_window->help().window();
  window.show();
  window.open(QStringLiteral("start"));
  auto& field = child<QLineEdit>("manualSearch");
  auto& hits = child<QListWidget>("manualHits");
  QTest::keyClicks(&field, QStringLiteral("injection ratio"));
  QVERIFY(hits.isVisible());
  QVERIFY(hits.count() > 3);
  QVERIFY(hits.item(0)->text().startsWith(QLatin1String("Injection ratio\nVCSEL array")));
  QTest::keyClick(&field, Qt::Key_Return);
  QCOMPARE(window.place(), QStringLiteral("value-vcsel_array.injection_ratio"));
  // The words are marked on the page.
  const auto marks = child<ManualReader>("manualText").extraSelections();
  QVERIFY(std::any_of(marks.begin(), marks.end(), [](const QTextEdit::ExtraSelection& mark) {
    return mark.cursor.selectedText().compare(QLatin1String("injection"), Qt::CaseInsensitive) == 0;
  }));
  hits.setCurrentRow(2);
  QVERIFY(window.place() != QLatin1String("value-vcsel_array.injection_ratio"));
  field.setText(QStringLiteral("zweihundert"));
  QCOMPARE(hits.count(), 0);
  QTest::keyClick(&field, Qt::Key_Return);
  field.clear();
  QVERIFY(child<QTreeWidget>("manualContents").isVisible());
  window.findChild<QAction*>(QStringLiteral("manualFind"))->trigger();
}

void TestWindowManual::textGrows() {
  ManualWindow& window = m_window->help().window();
  window.show();
  window.open(QStringLiteral("start"));
  auto& reader = child<ManualReader>("manualText");
  window.findChild<QAction*>(QStringLiteral("manualUsual"))->trigger();
  const double before = reader.document()->defaultFont().pointSizeF();
  window.findChild<QAction*>(QStringLiteral("manualLarger"))->trigger();
  QVERIFY(reader.document()->defaultFont().pointSizeF() > before);
  wheel(reader.viewport(), {20, 20}, -1, Qt::ControlModifier);
  QVERIFY(std::fabs(reader.document()->defaultFont().pointSizeF() - before) < 0.01);
  for (int i = 0; i < 40; ++i) window.findChild<QAction*>(QStringLiteral("manualSmaller"))->trigger();
  QVERIFY(reader.zoom() >= 0.7);
  window.findChild<QAction*>(QStringLiteral("manualUsual"))->trigger();
  // No line is longer than can be followed.
  window.resize(1900, 900);
  QVERIFY(reader.document()->rootFrame()->frameFormat().rightMargin() > 300);
}

void TestWindowManual::coloursFollowTheTheme() {
  ManualWindow& window = m_window->help().window();
  window.show();
  window.open(QStringLiteral("command-line-paths"));
  auto& reader = child<ManualReader>("manualText");
  const QString light = reader.document()->defaultStyleSheet();
  auto& application = *static_cast<QApplication*>(QApplication::instance());
  applyTheme(application, ThemeChoice::Dark);
  QCoreApplication::processEvents();
  QVERIFY(reader.document()->defaultStyleSheet() != light);
  QCOMPARE(window.place(), QStringLiteral("command-line-paths"));
  applyTheme(application, ThemeChoice::Light);
  QCoreApplication::processEvents();
  QCOMPARE(reader.document()->defaultStyleSheet(), light);
}

void TestWindowManual::savedAsPageAndPdf() {
  const QTemporaryDir folder;
  const Manual manual = m_window->help().makeManual();
  const QString page = folder.filePath(QStringLiteral("m.html")),
                pdf = folder.filePath(QStringLiteral("m.pdf"));
  QVERIFY(saveManual(manual, page));
  QVERIFY(saveManual(manual, pdf));
  QFile written(page), drawn(pdf);
  QVERIFY(written.open(QIODevice::ReadOnly) && drawn.open(QIODevice::ReadOnly));
  QCOMPARE(written.readAll().toStdString(), manualHtml(manual));
  const QByteArray bytes = drawn.readAll();
  QVERIFY(bytes.startsWith("%PDF-"));
  QVERIFY(bytes.count("/Type /Page\n") > 40);
  QVERIFY(!saveManual(manual, folder.filePath(QStringLiteral("none/m.html"))));
}

QTEST_MAIN(TestWindowManual)
#include "tst_manual.moc"
