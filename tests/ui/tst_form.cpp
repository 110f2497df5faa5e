#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QSlider>
#include <QTemporaryDir>
#include <QToolButton>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "document/part_edits.h"
#include "document/selection.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "panels/origin_dialog.h"
#include "panels/override_table.h"
#include "panels/parameter_form.h"
#include "panels/parameter_row.h"
#include "panels/problem_label.h"
#include "panels/quantity_edit.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestForm : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void readsUnits_data();
  void readsUnits();
  void refusesNonsense_data();
  void refusesNonsense();
  void readsDecimalCommas();
  void keepsUneditedBits();
  void showsEveryKind();
  void changesAndResets();
  void sweepsASliderAsOneStep();
  void worksOutExpressions();
  void editsSeveralPartsAtOnce();
  void sweepsByTheTitle();
  void undoesInsideAField();
  void ignoresTheWheelWithoutFocus();
  void problemsAreReadable();
  void writesNumbersPlainly();
  void setsSingleChannels();
  void fitsItsPanel();
  void takesAndWritesTables();
  void findsValues();
  void statesWhereAValueComesFrom();
  void refusesAnUnreadableUncertainty();
  void saysWhatIsWrongWithThePart();
  void tabGoesDownTheForm();
  void tabGoesFromValueToValue();
  void nothingPushesTheFields();
  void problemsWaitForTheHand();
  void editsWhatSeveralKindsShare();
};

namespace {

const Parameter& row(const char* kind, const char* key) {
  return *findParameter(parametersOf(*findKind(kind)), key);
}

double typed(const Parameter& parameter, const QString& text) {
  QuantityEdit edit(parameter);
  edit.setNames([](std::string_view name) -> std::optional<Quantity> {
    if (name != "f") return std::nullopt;
    return Quantity{20e-3, Unit::Millimetre};
  });
  edit.setValue(defaultValue(parameter));
  edit.setText(text);
  edit.commit();
  return edit.isInvalid() ? std::nan("") : std::get<double>(edit.value());
}

}  // namespace

void TestForm::statesWhereAValueComesFrom() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "lens", {0, 0}));
  document.push(placePart(document.design(), "lens", {0.1, 0}));
  selection.set({"lens1", "lens2"});
  const auto source = [&](std::size_t part) -> const Source* {
    const auto& sources = document.design().components[part]->sources;
    const auto found = sources.find("focal_length");
    return found == sources.end() ? nullptr : &found->second;
  };
  const auto ask = [&] {
    form.findChild<QAction*>(QStringLiteral("origin_lens1.focal_length"))->trigger();
    auto* dialog = form.findChild<OriginDialog*>();
    [&] { QVERIFY(dialog); }();
    return dialog;
  };
  auto* line = form.findChild<QToolButton*>(QStringLiteral("originLine_lens1.focal_length"));
  QVERIFY(line->isHidden());
  OriginDialog* dialog = ask();
  dialog->findChild<QComboBox*>(QStringLiteral("originProvenance"))->setCurrentIndex(1);
  dialog->findChild<QLineEdit*>(QStringLiteral("originPlusMinus"))->setText(QStringLiteral("0.2"));
  dialog->findChild<QLineEdit*>(QStringLiteral("originNote"))->setText(QStringLiteral(" sheet 7 "));
  const int steps = document.undoStack().count();
  dialog->accept();
  QCOMPARE(document.undoStack().count(), steps + 1);
  for (const std::size_t part : {0, 1}) {
    QVERIFY(source(part));
    QCOMPARE(source(part)->provenance, Provenance::DataSheet);
    QCOMPARE(source(part)->plusMinus, 0.2e-3);
    QCOMPARE(source(part)->note, std::string("sheet 7"));
  }
  QVERIFY(!line->isHidden());
  QVERIFY2(line->text().contains(QStringLiteral("± 0.2 mm")), qPrintable(line->text()));
  QTemporaryDir folder;
  const std::string path = folder.filePath(QStringLiteral("origin.loom")).toStdString();
  QVERIFY(saveDesign(document.design(), path).ok());
  QVERIFY(readDesignFile(path).value().components.front()->sources ==
          document.design().components.front()->sources);
  delete dialog;
  dialog = ask();
  QCOMPARE(dialog->findChild<QLineEdit*>(QStringLiteral("originPlusMinus"))->text(),
           QStringLiteral("0.2 mm"));
  dialog->findChild<QPushButton*>(QStringLiteral("originForget"))->click();
  QVERIFY(!source(0) && !source(1) && line->isHidden());
  document.undoStack().undo();
  QVERIFY(source(0) && source(1) && !line->isHidden());
}

void TestForm::refusesAnUnreadableUncertainty() {
  OriginDialog dialog(row("lens", "focal_length"), nullptr);
  auto* plusMinus = dialog.findChild<QLineEdit*>(QStringLiteral("originPlusMinus"));
  auto* problem = dialog.findChild<QLabel*>(QStringLiteral("originProblem"));
  for (const char* text : {"some", "-1 mm", "2 GHz"}) {
    plusMinus->setText(QLatin1String(text));
    dialog.accept();
    QVERIFY2(!dialog.source() && !problem->isHidden() && !problem->text().isEmpty(), text);
  }
  plusMinus->setText(QStringLiteral("10 µm"));
  dialog.accept();
  QCOMPARE(dialog.source()->plusMinus, 10e-6);
  plusMinus->clear();
  dialog.accept();
  QCOMPARE(dialog.source()->plusMinus, 0.0);
}

void TestForm::readsUnits_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<double>("metres");
  const std::pair<const char*, double> table[] = {
      {"3", 3e-3},
      {"3 mm", 3e-3},
      {"3mm", 3e-3},
      {"3e-3 m", 3e-3},
      {"3e-3m", 3e-3},
      {"0.3 cm", 3e-3},
      {"850nm", 850e-9},
      {"850 nm", 850e-9},
      {"10 µm", 10e-6},
      {"10 μm", 10e-6},
      {"10um", 10e-6},
      {"1/4 in", 6.35e-3},
      {"1 in", 25.4e-3},
      {"+2 mm", 2e-3},
      {"−2 mm", -2e-3},
      {"-2mm", -2e-3},
      {"５ μm", 5e-6},
      {"３．５ mm", 3.5e-3},
      {"2 mm", 2e-3},
      {"2 mm", 2e-3},
      {"  7  ", 7e-3},
      {"1e1", 1e-2},
      {".5 mm", 0.5e-3},
      {"12.7", 12.7e-3},
      // Every prefix, with and without a gap, and the spellings of people.
      {"20 mm", 20e-3},
      {"0.02 m", 0.02},
      {"0.02m", 0.02},
      {"2 cm", 0.02},
      {"2cm", 0.02},
      {"20000 µm", 0.02},
      {"20000um", 0.02},
      {"2e7 nm", 0.02},
      {"2E7 nm", 0.02},
      {"2e+7nm", 0.02},
      {"2e10 pm", 0.02},
      {"0.5 in", 0.0127},
      {"1/2 in", 0.0127},
      {"3/4in", 0.01905},
      {"1/8 in", 0.003175},
      {"1/3 mm", 1e-3 / 3},
      {"10/4", 2.5e-3},
      {"007 mm", 7e-3},
      {"+.5mm", 0.5e-3},
      {"-.5mm", -0.5e-3},
      {"−.5 mm", -0.5e-3},
      {"5. mm", 5e-3},
      {"１０ ｍｍ", 10e-3},
      {"１０．２５ｍｍ", 10.25e-3},
      {"＋３ mm", 3e-3},
      {"－３ mm", -3e-3},
      {"3\u2009mm", 3e-3},
      {"3\u00a0mm", 3e-3},
      {"3\u202fmm", 3e-3},
      {"3\u3000mm", 3e-3},
      {"\t3 mm\t", 3e-3},
      {"1e-2 m", 1e-2},
      {"1E-2m", 1e-2},
      {"123456.789 µm", 0.123456789},
      {"0.1 mm", 1e-4},
      {"1e-4 m", 1e-4},
      {"100 µm", 1e-4},
      {"100 μm", 1e-4},
      // Worked out.
      {"2*f", 40e-3},
      {"f/2", 10e-3},
      {"f + 5 mm", 25e-3},
      {"2*(f - 5 mm)", 30e-3},
      {"f", 20e-3},
      {"4*f", 80e-3},
      {"-f", -20e-3},
      {"3 mm + 2 mm", 5e-3},
      {"3 mm*2", 6e-3},
      {"2*3 mm", 6e-3},
      {"1 in - 5.4 mm", 20e-3},
      {"(1 + 2)*4 mm", 12e-3},
      {"10 mm/4", 2.5e-3},
      {"f*2/2", 20e-3}};
  for (const auto& [text, metres] : table) QTest::newRow(text) << QString::fromUtf8(text) << metres;
}

void TestForm::readsUnits() {
  QFETCH(QString, text);
  QFETCH(double, metres);
  const double read = typed(row("lens", "focal_length"), text);
  QVERIFY2(std::fabs(read - metres) <= 1e-12 * std::fabs(metres), qPrintable(QString::number(read)));
}

void TestForm::refusesNonsense_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("says");
  QTest::newRow("word") << QStringLiteral("far") << QStringLiteral("not a number");
  QTest::newRow("frequency") << QStringLiteral("5 GHz") << QStringLiteral("a length");
  QTest::newRow("case") << QStringLiteral("3 MM") << QStringLiteral("not a number");
  QTest::newRow("range") << QStringLiteral("1e9 m") << QStringLiteral("range");
  QTest::newRow("half") << QStringLiteral("3 m m m") << QStringLiteral("not a number");
  QTest::newRow("nan") << QStringLiteral("nan") << QStringLiteral("not a number");
  for (const char* text :
       {"5 GHz", "5 ghz", "3 W",  "3 mW",   "0 dBm", "-10 dB", "90°",   "90 deg",   "3 s",       "3 ns",
        "3 pJ",  "2 V",   "5 mA", "170 Ω",  "1 pF",  "300 K",  "15 %",  "0.01 mm²", "3 MM",      "3 Mm",
        "3 NM",  "3 mmm", "3 mn", "3 feet", "3 k",   "far",    "3,5 m", "1,000 mm", "0x10",      "inf",
        "-inf",  "1e",    "e3",   "mm",     "3 m²",  "3 m m",  "3..5",  "1e999 mm", "３ ＧＨｚ", "3 Hz"})
    QTest::newRow(text) << QString::fromUtf8(text) << QStringLiteral("a length");
}

void TestForm::refusesNonsense() {
  QFETCH(QString, text);
  QFETCH(QString, says);
  const Parameter& parameter = row("lens", "focal_length");
  QuantityEdit edit(parameter);
  edit.setValue(0.02);
  QSignalSpy committed(&edit, &QuantityEdit::committed);
  edit.setText(text);
  edit.commit();
  QVERIFY(edit.isInvalid());
  QCOMPARE(edit.text(), text);
  QVERIFY2(edit.problemText().contains(says), qPrintable(edit.problemText()));
  QCOMPARE(committed.count(), 0);
  QTest::keyClick(&edit, Qt::Key_Escape);
  QVERIFY(!edit.isInvalid());
  QCOMPARE(edit.text(), QStringLiteral("20 mm"));
}

// A comma is decimal where the language has it so, and then only; digits are never taken for groups of them.
void TestForm::readsDecimalCommas() {
  const struct {
    QLocale locale;
    const char* text;
    double metres;  // NaN: refused
  } cases[] = {
      {QLocale::German, "12,5 mm", 12.5e-3},      {QLocale::German, "12.5 mm", 12.5e-3},
      {QLocale::German, "1,000", 1e-3},           {QLocale::German, "1.000 mm", 1e-3},
      {QLocale::German, "1.000,5 mm", NAN},       {QLocale::German, "1,2,3 mm", NAN},
      {QLocale::English, "12.5 mm", 12.5e-3},     {QLocale::English, "12,5 mm", NAN},
      {QLocale::English, "1,000 mm", NAN},        {QLocale::English, "1,000.5 mm", NAN},
      {QLocale::Japanese, "12.5 mm", 12.5e-3},    {QLocale::Japanese, "12,5 mm", NAN},
      {QLocale::Japanese, "１２.５ mm", 12.5e-3}, {QLocale::Japanese, "−12.5 mm", -12.5e-3},
  };
  for (const auto& one : cases) {
    QLocale::setDefault(one.locale);
    const double read = typed(row("lens", "focal_length"), QString::fromUtf8(one.text));
    QVERIFY2(std::isnan(one.metres) ? std::isnan(read) : read == one.metres,
             qPrintable(QStringLiteral("%1: %2").arg(QString::fromUtf8(one.text)).arg(read)));
  }
  QLocale::setDefault(QLocale(QLocale::German));
  QCOMPARE(typed(row("lens", "focal_length"), QStringLiteral("12,5 mm")), 12.5e-3);
  QCOMPARE(typed(row("lens", "focal_length"), QStringLiteral("12.5 mm")), 12.5e-3);
  QuantityEdit edit(row("lens", "focal_length"));
  edit.setValue(12.5e-3);
  QCOMPARE(edit.text(), QStringLiteral("12,5 mm"));
  QLocale::setDefault(QLocale::c());
}

void TestForm::keepsUneditedBits() {
  const double odd = 0.1 + 0.2 * 1e-7 / 3;
  QuantityEdit edit(row("lens", "focal_length"));
  QSignalSpy committed(&edit, &QuantityEdit::committed);
  edit.setValue(odd);
  for (int i = 0; i < 100; ++i) edit.commit();
  QCOMPARE(committed.count(), 0);
  QVERIFY(std::get<double>(edit.value()) == odd);
}

void TestForm::showsEveryKind() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  for (const Kind* kind : allKinds()) {
    const DesignEdit edit = placePart(document.design(), kind->id, {0, 0});
    document.push(edit);
    const std::string id = edit.components.front().id;
    selection.set({id});
    for (const Parameter& parameter : parametersOf(*kind)) {
      if (parameter.advanced) continue;
      const QString name = QString::fromStdString("row_" + id + "." + std::string(parameter.key));
      QVERIFY2(form.findChild<ParameterRow*>(name), qPrintable(name));
    }
  }
}

void TestForm::saysWhatIsWrongWithThePart() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "vcsel_array", {0, 0}));
  selection.set({"vcsel_array1"});
  document.compilePending();
  const auto* checks = form.findChild<QLabel*>(QStringLiteral("partChecks"));
  QVERIFY(!checks->text().contains(QStringLiteral("usable range")));
  document.push(setParameter(document.design(), "vcsel_array1", "usable_high", Value(0.1)));
  document.push(setParameter(document.design(), "vcsel_array1", "usable_low", Value(0.9)));
  document.compilePending();
  QVERIFY(!checks->isHidden());
  QVERIFY2(checks->text().contains(QStringLiteral("usable range")), qPrintable(checks->text()));
  while (document.undoStack().canUndo() && document.undoStack().index() > 1) document.undoStack().undo();
  document.compilePending();
  QVERIFY(!checks->text().contains(QStringLiteral("usable range")));
}

// The chain of focus follows the eye, and Enter stays where it is.
void TestForm::tabGoesDownTheForm() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "vcsel_array", {0, 0}));
  selection.set({"vcsel_array1"});
  form.resize(340, 4000);
  form.show();
  QVERIFY(QTest::qWaitForWindowExposed(&form));
  QWidget* first = form.findChild<QLineEdit*>(QStringLiteral("partName"));
  int reached = 0;
  double above = -1;
  for (QWidget* at = first; at && at != form.focusProxy(); at = at->nextInFocusChain()) {
    if (at != first && reached > 0 && at == first) break;
    if (!form.widget()->isAncestorOf(at)) {
      if (reached > 0) break;
      continue;
    }
    if (!at->isVisible() || !at->isEnabled() || !(at->focusPolicy() & Qt::TabFocus)) continue;
    const double y = at->mapTo(form.widget(), at->rect().center()).y();
    QVERIFY2(y >= above - 12, qPrintable(at->objectName()));
    above = y;
    ++reached;
  }
  QVERIFY2(reached > 20, qPrintable(QString::number(reached)));
  auto* field = form.findChild<QLineEdit*>(QStringLiteral("vcsel_array1.pitch"));
  field->setFocus();
  field->setText(QStringLiteral("90 µm"));
  QTest::keyClick(field, Qt::Key_Return);
  QCOMPARE(std::get<double>(document.design().components.front()->values.at("pitch")), 90e-6);
  QVERIFY(field->hasFocus());
}

// With changed values, whose arrows back to the default stand between them; those are in the row's menu, too.
// Sections that are opened later are gone through where they stand.
void TestForm::tabGoesFromValueToValue() {
  Document document;
  Selection selection(document);
  QWidget window;
  auto* layout = new QVBoxLayout(&window);
  auto* form = new ParameterForm(document, selection);
  layout->addWidget(form);
  layout->addWidget(new QLineEdit);  // what stands behind the form
  document.push(placePart(document.design(), "lens", {0.01, 0.02}));
  document.push(setParameter(document.design(), "lens1", "focal_length", Value(0.033)));
  document.push(setParameter(document.design(), "lens1", "loss", Value(0.01)));
  document.push(setParameter(document.design(), "lens1", "fine_x", Value(1e-6)));
  selection.set({"lens1"});
  for (const char* fold : {"fold_more", "fold_notes"})
    if (auto* header = form->findChild<QAbstractButton*>(QLatin1String(fold))) header->setChecked(true);
  window.resize(360, 1800);
  window.show();
  QVERIFY(QTest::qWaitForWindowActive(&window));
  auto* first = form->findChild<QLineEdit*>(QStringLiteral("lens1.focal_length"));
  first->setFocus();
  QStringList reached;
  double above = -1;
  for (int i = 0; i < 60 && form->widget()->isAncestorOf(QApplication::focusWidget()); ++i) {
    QWidget* at = QApplication::focusWidget();
    QVERIFY2(!at->objectName().startsWith(QLatin1String("reset_")), qPrintable(at->objectName()));
    const double y = at->mapTo(form->widget(), at->rect().center()).y();
    QVERIFY2(y >= above - 12, qPrintable(at->objectName()));
    above = y;
    reached << at->objectName();
    QTest::keyClick(at, Qt::Key_Tab);
  }
  for (const char* wanted :
       {"lens1.loss", "lens1.x", "lens1.fine_x", "lens1.fine_x_slider", "partGroup", "partNumber"})
    QVERIFY2(reached.contains(QLatin1String(wanted)), wanted);
  auto* row = form->findChild<ParameterRow*>(QStringLiteral("row_lens1.focal_length"));
  auto* back = row->findChild<QAction*>(QStringLiteral("resetAction_lens1.focal_length"));
  QVERIFY(row->actions().contains(back) && back->isEnabled());
  back->trigger();
  QVERIFY(!document.design().components.front()->values.contains("focal_length"));
  QVERIFY(!back->isEnabled());
}

// What checks say of the part, and the notes on fine adjusters, come and go while hands are on the fields.
void TestForm::nothingPushesTheFields() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "vcsel_array", {0, 0}));
  selection.set({"vcsel_array1"});
  form.resize(340, 420);
  form.show();
  document.compilePending();
  QVERIFY(QTest::qWaitForWindowExposed(&form));
  auto* field = form.findChild<QLineEdit*>(QStringLiteral("vcsel_array1.pitch"));
  const auto* checks = form.findChild<QLabel*>(QStringLiteral("partChecks"));
  const auto place = [&] { return field->mapTo(&form, QPoint()); };
  const QPoint before = place();
  const QString said = checks->text();
  document.push(setParameter(document.design(), "vcsel_array1", "usable_high", Value(0.1)));
  document.push(setParameter(document.design(), "vcsel_array1", "usable_low", Value(0.9)));
  document.compilePending();
  QTest::qWait(20);
  QVERIFY(checks->isVisible() && checks->text() != said);
  QCOMPARE(place(), before);
  QVERIFY(checks->geometry().bottom() < form.height() && checks->width() == form.viewport()->width());
  QVERIFY(form.verticalScrollBar()->isVisible());
  const QRect bar(form.verticalScrollBar()->mapTo(&form, QPoint()), form.verticalScrollBar()->size());
  QVERIFY(!checks->geometry().intersects(bar));
  QVERIFY(form.viewport()->geometry().bottom() < checks->geometry().top());
  auto* tilt = form.findChild<ParameterRow*>(QStringLiteral("row_vcsel_array1.fine_tilt"));
  auto* pitch = form.findChild<ParameterRow*>(QStringLiteral("row_vcsel_array1.fine_pitch"));
  const int below = pitch->y();
  tilt->setNote(QStringLiteral("90 % visibility: −29 … 29 µrad"));
  form.widget()->layout()->activate();
  QCOMPARE(pitch->y(), below);
}

// A click into another field is what ends the typing: nothing moves before the button is up again.
void TestForm::problemsWaitForTheHand() {
  QWidget window;
  auto* layout = new QVBoxLayout(&window);
  auto* field = new ParameterRow(row("lens", "focal_length"), QStringLiteral("lens1.focal_length"), false);
  auto* next = new QPushButton;
  layout->addWidget(field);
  layout->addWidget(next);
  window.show();
  QVERIFY(QTest::qWaitForWindowExposed(&window));
  auto* edit = field->findChild<QLineEdit*>();
  auto* problem = field->findChild<ProblemLabel*>();
  const QPoint at = next->mapTo(&window, next->rect().center());
  QTest::mousePress(window.windowHandle(), Qt::LeftButton, {}, at);
  QVERIFY(QApplication::mouseButtons() == Qt::LeftButton);
  edit->setText(QStringLiteral("far"));
  field->findChild<QuantityEdit*>()->commit();
  QVERIFY(!problem->text().isEmpty() && problem->isHidden());
  QTest::mouseRelease(window.windowHandle(), Qt::LeftButton, {}, at);
  QTRY_VERIFY(!problem->isHidden());
}

void TestForm::editsWhatSeveralKindsShare() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "lens", {0, 3e-3}));
  document.push(placePart(document.design(), "mirror", {20e-3, 4e-3}));
  selection.set({"lens1", "mirror1"});
  auto* y = form.findChild<QuantityEdit*>(QStringLiteral("lens1.y"));
  QVERIFY(y && y->placeholderText() == QStringLiteral("mixed"));
  QVERIFY(!form.findChild<QuantityEdit*>(QStringLiteral("lens1.focal_length")));
  y->setText(QStringLiteral("5 mm"));
  y->commit();
  for (const char* id : {"lens1", "mirror1"}) QCOMPARE(viewOf(document.design(), id).real("y"), 5e-3);
  QCOMPARE(document.undoStack().count(), 3);
}

void TestForm::changesAndResets() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "lens", {0, 0}));
  selection.set({"lens1"});
  auto* field = form.findChild<QLineEdit*>(QStringLiteral("lens1.focal_length"));
  QVERIFY(field);
  field->setText(QStringLiteral("12.5"));
  QTest::keyClick(field, Qt::Key_Return);
  QCOMPARE(document.undoStack().count(), 2);
  QCOMPARE(document.undoStack().undoText(), QStringLiteral("Change Focal length of lens1"));
  QCOMPARE(std::get<double>(document.design().components.front()->values.at("focal_length")), 12.5e-3);
  QTest::keyClick(field, Qt::Key_Return);
  QCOMPARE(document.undoStack().count(), 2);
  auto* parameterRow = form.findChild<ParameterRow*>(QStringLiteral("row_lens1.focal_length"));
  auto* reset = parameterRow->findChild<QAbstractButton*>(QStringLiteral("reset_lens1.focal_length"));
  QVERIFY(reset->isVisibleTo(parameterRow));
  reset->click();
  QVERIFY(!document.design().components.front()->values.contains("focal_length"));
  QVERIFY(!reset->isVisibleTo(parameterRow));
  document.undoStack().undo();
  QCOMPARE(field->text(), QStringLiteral("12.5 mm"));
}

void TestForm::sweepsASliderAsOneStep() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "beam_splitter", {0, 0}));
  selection.set({"beam_splitter1"});
  auto* slider = form.findChild<QSlider*>(QStringLiteral("beam_splitter1.fine_tilt_slider"));
  QVERIFY(slider);
  slider->setSliderDown(true);
  for (int position : {10, 40, 90, 120}) slider->setValue(position);
  slider->setSliderDown(false);
  QCOMPARE(document.undoStack().count(), 2);
  QVERIFY(std::fabs(std::get<double>(document.design().components.front()->values.at("fine_tilt")) - 60e-6) <
          1e-9);
  slider->setSliderDown(true);
  slider->setValue(130);
  slider->setSliderDown(false);
  QCOMPARE(document.undoStack().count(), 3);
  document.undoStack().undo();
  document.undoStack().undo();
  QCOMPARE(slider->value(), 0);
}

// "2*f" in the field of a lens's place, with the focal length of that lens.
void TestForm::worksOutExpressions() {
  Document document;
  Selection selection(document);
  document.push(placePart(document.design(), "lens", {0, 0}));
  document.push(placePart(document.design(), "lens", {0.1, 0}));
  document.push(setParameter(document.design(), "lens1", "focal_length", 15e-3));
  selection.set({"lens1"});
  ParameterForm form(document, selection);
  auto* x = form.findChild<QuantityEdit*>(QStringLiteral("lens1.x"));
  const auto at = [&](const char* text) {
    x->setText(QLatin1String(text));
    x->commit();
    return x->isInvalid() ? std::nan("") : positionOf(*findComponent(document.design(), "lens1")).x;
  };
  QVERIFY(std::fabs(at("2*f") - 30e-3) < 1e-12);
  QCOMPARE(x->text(), QStringLiteral("30 mm"));
  QVERIFY(std::fabs(at("lens2.x - f - lens2.focal_length") - 65e-3) < 1e-12);
  QVERIFY(std::isnan(at("2*g")) && x->problemText().contains(QStringLiteral("g")));
}

void TestForm::editsSeveralPartsAtOnce() {
  Document document;
  Selection selection(document);
  for (double at : {0.0, 0.03, 0.06}) document.push(placePart(document.design(), "lens", {at, 0}));
  document.push(setParameter(document.design(), "lens2", "focal_length", 50e-3));
  const int steps = document.undoStack().count();
  ParameterForm form(document, selection);
  selection.set({"lens1", "lens2", "lens3"});
  auto* focal = form.findChild<QuantityEdit*>(QStringLiteral("lens1.focal_length"));
  QVERIFY(focal && focal->text().isEmpty());
  QCOMPARE(focal->placeholderText(), QStringLiteral("mixed"));
  focal->commit();  // nothing typed, nothing changed
  QCOMPARE(document.undoStack().count(), steps);
  focal->setText(QStringLiteral("20 mm"));
  focal->commit();
  QCOMPARE(document.undoStack().count(), steps + 1);
  for (const char* id : {"lens1", "lens2", "lens3"})
    QCOMPARE(viewOf(document.design(), id).real("focal_length"), 20e-3);
  QCOMPARE(document.undoStack().undoText(), QStringLiteral("Change Focal length of 3 parts"));
  document.undoStack().undo();
  QCOMPARE(viewOf(document.design(), "lens2").real("focal_length"), 50e-3);
  auto* y = form.findChild<QuantityEdit*>(QStringLiteral("lens1.y"));
  QVERIFY(!y->text().isEmpty());  // all stand at the same y
}

void TestForm::sweepsByTheTitle() {
  Document document;
  Selection selection(document);
  document.push(placePart(document.design(), "lens", {0, 0}));
  const int steps = document.undoStack().count();
  ParameterForm form(document, selection);
  selection.set({"lens1"});
  form.resize(340, 600);
  form.show();
  auto* title = form.findChild<ParameterRow*>(QStringLiteral("row_lens1.focal_length"))->findChild<QLabel*>();
  const auto mouse = [&](QEvent::Type type, int x) {
    const QPoint at(10 + x, 5);
    QMouseEvent event(type, at, title->mapToGlobal(at), Qt::LeftButton, Qt::LeftButton, {});
    QApplication::sendEvent(title, &event);
  };
  mouse(QEvent::MouseButtonPress, 0);
  for (int x = 10; x <= 100; x += 10) mouse(QEvent::MouseMove, x);
  mouse(QEvent::MouseButtonRelease, 100);
  QCOMPARE(viewOf(document.design(), "lens1").real("focal_length"), 40e-3);
  QCOMPARE(document.undoStack().count(), steps + 1);
  // Out and back is no change, and the value keeps who stated it.
  Source source;
  source.note = "sheet 7";
  document.push(stateOrigin(document.design(), {"lens1"}, "focal_length", source, QString()));
  mouse(QEvent::MouseButtonPress, 0);
  mouse(QEvent::MouseMove, 60);
  QVERIFY(document.design().components.front()->sources.empty());
  mouse(QEvent::MouseMove, 0);
  mouse(QEvent::MouseButtonRelease, 0);
  QCOMPARE(document.design().components.front()->sources.count("focal_length"), std::size_t{1});
  QCOMPARE(document.undoStack().count(), steps + 2);
}

// Ctrl+Z in a field takes back typing, not the design.
void TestForm::undoesInsideAField() {
  Document document;
  Selection selection(document);
  document.push(placePart(document.design(), "lens", {0, 0}));
  ParameterForm form(document, selection);
  selection.set({"lens1"});
  form.show();
  auto* focal = form.findChild<QuantityEdit*>(QStringLiteral("lens1.focal_length"));
  focal->setFocus();
  focal->selectAll();
  QTest::keyClicks(focal, QStringLiteral("33"));
  QTest::keyClick(focal, Qt::Key_Z, Qt::ControlModifier);
  QVERIFY(focal->text() != QStringLiteral("33"));
  QVERIFY(findComponent(document.design(), "lens1"));
}

void TestForm::ignoresTheWheelWithoutFocus() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  document.push(placePart(document.design(), "vcsel_array", {0, 0}));
  selection.set({"vcsel_array1"});
  form.resize(340, 700);
  form.show();
  const Design before = document.design();
  for (QWidget* widget : form.findChildren<QWidget*>())
    if (qobject_cast<QComboBox*>(widget) || qobject_cast<QSlider*>(widget) ||
        qobject_cast<QLineEdit*>(widget))
      wheel(widget, QPoint(4, 4), 1);
  QVERIFY(sameDrawing(document.design(), before));
}

// Four and a half to one at least, light and dark (WCAG).
void TestForm::problemsAreReadable() {
  const auto luminance = [](const QColor& colour) {
    const auto linear = [](double c) {
      return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) +
           0.0722 * linear(colour.blueF());
  };
  auto& application = *static_cast<QApplication*>(QApplication::instance());
  ProblemLabel label;
  label.setProblem(QStringLiteral("expects a length"));
  for (const ThemeChoice theme : {ThemeChoice::Dark, ThemeChoice::Light}) {
    applyTheme(application, theme);
    QCoreApplication::processEvents();
    const double ink = luminance(label.palette().color(QPalette::WindowText));
    const double paper = luminance(label.palette().color(QPalette::Window));
    const double contrast = (std::max(ink, paper) + 0.05) / (std::min(ink, paper) + 0.05);
    QVERIFY2(contrast >= 4.5, qPrintable(QStringLiteral("%1: %2").arg(themeKey(theme)).arg(contrast)));
  }
}

void TestForm::writesNumbersPlainly() {
  QCOMPARE(shownQuantity(1.083e-3, Unit::Micrometre, 3), QStringLiteral("1080 µm"));
  QCOMPARE(shownQuantity(constants::kPi / 2, Unit::Degree), QStringLiteral("90°"));
  QCOMPARE(shownQuantity(0.125, Unit::Percent), QStringLiteral("12.5 %"));
  QCOMPARE(shownQuantity(2.5e-12, Unit::Millimetre), QStringLiteral("2.5·10⁻⁹ mm"));
  // What is read has a minus sign; fields keep the hyphen, and take either.
  QCOMPARE(shownQuantity(-28.7e-6, Unit::Microradian, 3), QStringLiteral("−28.7 µrad"));
  QCOMPARE(shownNumber(-28.7e-6, Unit::Microradian, 3), QStringLiteral("−28.7"));
  QCOMPARE(shownLength(-2e-3), QStringLiteral("−2 mm"));
  QCOMPARE(shownFixed(-0.25, 2), QStringLiteral("−0.25"));
  QCOMPARE(shown(Message{"", "%1 and %2", {std::int64_t{-3}, Quantity{-1e-3, Unit::Millimetre}}}),
           QStringLiteral("−3 and −1 mm"));
  const Parameter* tilt = findParameter(parametersOf(*findKind("lens")), "fine_tilt");
  QCOMPARE(shownValue(*tilt, Value(-28.7e-6)), QStringLiteral("-28.7 µrad"));
  for (const char* typed : {"-28.7 µrad", "−28.7 µrad"})
    QCOMPARE(std::get<double>(parseValue(*tilt, typed, true).value()), -28.7e-6);
  ParameterRow row(*tilt, QStringLiteral("lens1.fine_tilt"), true);
  row.setSource(nullptr);
  const auto* title = row.findChild<QLabel*>();
  QVERIFY2(title && title->toolTip().contains(QStringLiteral("Range −")), qPrintable(title->toolTip()));
}

void TestForm::setsSingleChannels() {
  Document document;
  document.push(placePart(document.design(), "vcsel_array", {0, 0}));
  OverrideTable table(document, "vcsel_array1");
  auto* key = table.findChild<QComboBox*>(QStringLiteral("overrideKey"));
  auto* channel = table.findChild<QLineEdit*>(QStringLiteral("overrideChannel"));
  auto* value = table.findChild<QLineEdit*>(QStringLiteral("overrideValue"));
  key->setCurrentIndex(key->findData(QStringLiteral("detuning")));
  channel->setText(QStringLiteral("25"));
  value->setText(QStringLiteral("30 GHz"));
  QTest::keyClick(value, Qt::Key_Return);
  QVERIFY(document.design().components.front()->overrides.empty());
  channel->setText(QStringLiteral("7"));
  QTest::keyClick(value, Qt::Key_Return);
  const auto detuning = [&] { return document.design().components.front()->overrides.at("detuning").at(7); };
  QCOMPARE(detuning(), 30e9);
  table.refresh();
  auto* list = table.findChild<QTableWidget*>(QStringLiteral("overrides"));
  list->item(0, 2)->setText(QStringLiteral("2*"));
  QCoreApplication::processEvents();
  QVERIFY(!table.findChild<QLabel*>(QStringLiteral("overrideProblem"))->isHidden());
  QCOMPARE(list->item(0, 2)->text(), QStringLiteral("30 GHz"));
  list->item(0, 2)->setText(QStringLiteral("-4 GHz"));
  QCoreApplication::processEvents();
  QCOMPARE(detuning(), -4e9);
  document.undoStack().undo();
  document.undoStack().undo();
  QVERIFY(document.design().components.front()->overrides.empty());
}

// Nothing is cut off at the right where the window is small: the panel has 344 pixels there.
void TestForm::fitsItsPanel() {
  constexpr int kPanel = 344;
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  form.resize(kPanel, 600);
  form.show();
  for (const Kind* kind : allKinds()) {
    document.startNew();
    const DesignEdit edit = placePart(document.design(), kind->id, {0, 0});
    document.push(edit);
    const std::string id = edit.components.front().id;
    const auto table = parametersOf(*kind);
    const auto own =
        std::find_if(table.begin(), table.end(), [](const Parameter& row) { return row.perChannel; });
    if (own != table.end()) document.push(setOverride(document.design(), id, std::string(own->key), 0, 1));
    selection.set({id});
    for (QAbstractButton* section : form.findChildren<QAbstractButton*>())
      if (section->isCheckable() && section->parentWidget()->inherits("lightloom::ui::FormSection"))
        section->setChecked(true);
    QCoreApplication::processEvents();  // what is new is not shown before
    const int least = form.widget()->minimumSizeHint().width();
    QVERIFY2(least <= form.viewport()->width(),
             qPrintable(QStringLiteral("%1 needs %2").arg(QString::fromStdString(id)).arg(least)));
  }
}

void TestForm::takesAndWritesTables() {
  Document document;
  document.push(placePart(document.design(), "vcsel_array", {0, 0}));
  OverrideTable table(document, "vcsel_array1");
  auto* problem = table.findChild<QLabel*>(QStringLiteral("overrideProblem"));
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("lab.csv"));
  const auto write = [&](const char* text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
  };
  write("laser,colour\n1,2\n");
  table.importTable(path);
  QVERIFY(!problem->isHidden() && problem->text().contains(QStringLiteral("colour")));
  write("laser,detuning (GHz),alpha\n3,1.5,4\n7,-2,\n");
  table.importTable(path);
  QVERIFY(problem->isHidden());
  QCOMPARE(document.design().components.front()->overrides.at("detuning").at(7), -2e9);
  const Design before = document.design();
  const QString written = folder.filePath(QStringLiteral("out.csv"));
  table.exportTable(written);
  document.undoStack().undo();
  QVERIFY(document.design().components.front()->overrides.empty());
  table.importTable(written);
  QVERIFY(sameDrawing(document.design(), before));
  write("laser;power (dBm);light at 1 mA (mW);light at 2 mA (mW);light at 3 mA (mW)\n3;-2,5;1;2;1,9\n");
  table.importTable(path);
  QVERIFY(!problem->isHidden() && problem->text().contains(QStringLiteral("decimal_comma")));
  QFile beside(folder.filePath(QStringLiteral("lab.json")));
  QVERIFY(beside.open(QIODevice::WriteOnly));
  beside.write(R"({"format": "lightloom-dataset", "version": 1, "decimal_comma": true})");
  beside.close();
  table.importTable(path);
  QVERIFY(!problem->isHidden() && problem->text().contains(QStringLiteral("falls at high current")));
  QVERIFY(qFuzzyCompare(document.design().components.front()->overrides.at("power").at(3),
                        1e-3 * std::pow(10, -0.25)));
  table.exportTable(folder.filePath(QStringLiteral("no/such/folder.csv")));
  QVERIFY(!problem->isHidden());
}

// "band" finds the bandwidth among the folded values; clearing brings the form back as it was.
void TestForm::findsValues() {
  Document document;
  Selection selection(document);
  ParameterForm form(document, selection);
  QVERIFY(document.open(examplePath("mnist-5x5.loom")).ok());
  selection.set({"vcsel_array2"});
  form.show();
  const auto shown = [&form] {
    QStringList out;
    for (const ParameterRow* row : form.findChildren<ParameterRow*>())
      if (row->isVisible()) out << fromStd(row->parameter().key);
    return out;
  };
  const QStringList before = shown();
  QVERIFY(before.contains(QStringLiteral("power")) && !before.contains(QStringLiteral("driver_bandwidth")));
  auto* field = form.findChild<QLineEdit*>(QStringLiteral("propertySearch"));
  field->setText(QStringLiteral("driver band"));
  QCOMPARE(shown(), QStringList{QStringLiteral("driver_bandwidth")});
  field->setText(QStringLiteral("lock"));
  QVERIFY(shown().contains(QStringLiteral("lock_model")) && !shown().contains(QStringLiteral("angle")));
  field->setText(QStringLiteral("driver band"));
  selection.set({"lens1"});
  field = form.findChild<QLineEdit*>(QStringLiteral("propertySearch"));
  QCOMPARE(field->text(), QStringLiteral("driver band"));
  QVERIFY(shown().isEmpty());
  const auto nothing = [&] { return form.findChild<QLabel*>(QStringLiteral("nothingFound")); };
  QVERIFY(!nothing()->isHidden() && nothing()->text().contains(QStringLiteral("driver band")));
  selection.set({"vcsel_array2"});
  QVERIFY(nothing()->isHidden());
  form.findChild<QLineEdit*>(QStringLiteral("propertySearch"))->clear();
  QCOMPARE(shown(), before);
}

QTEST_MAIN(TestForm)
#include "tst_form.moc"
