#include <QTest>
#include <cmath>
#include <ctime>
#include <map>

#include "all_rooms.h"
#include "export/bench_figure.h"
#include "export/font_subset.h"
#include "export/internal/callouts.h"
#include "export/internal/loupe_panels.h"
#include "export/pdf_file.h"
#include "sanitized.h"
#include "test_support.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::with;

/// What a figure looks like, by geometry: words off each other, off beams and parts, beside what they name
/// and on the page.
class TestFigures : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void wordsStandClear_data();
  void wordsStandClear();
  void pagesThatAreTooSmallAreRefused();
  void curvesStandClear_data();
  void curvesStandClear();
  void curvesOfAnyRange_data();
  void curvesOfAnyRange();
  void heapsOfPartsTakeTheirTime();
  void heapsOfPartsAreDrawn();
  void ringsOfLightAreDrawnInBounds();
  void benchesWithoutPartsAreNotDrawn();
  void sketchesAreWordlessAndFit();
  void wordsOfPdfs();

 private:
  std::map<std::string, ExportSubject> m_subjects;
  std::optional<ExportedRun> m_run;
};

namespace {

constexpr const char* kExamples[] = {"array-22-of-25", "chen-2022-preprint", "chen-2023", "first-light",
                                     "gao-lock-map",   "hamerly-2019",       "mnist-5x5", "paper-kernel",
                                     "slow-bench",     "wang-2022"};

struct Word {
  PageBox box;
  std::string text, group;
};

std::vector<Word> wordsOf(const PageFigure& figure) {
  std::vector<Word> out;
  for (const PageGroup& group : figure.groups)
    for (const PageMark& mark : group.marks)
      if (const auto* text = std::get_if<PageText>(&mark))
        out.push_back({boxOf(*text), text->text, group.id});
  return out;
}

const PageGroup& groupOf(const PageFigure& figure, const std::string& id) {
  const auto found = std::find_if(figure.groups.begin(), figure.groups.end(),
                                  [&](const PageGroup& g) { return g.id == id; });
  if (found == figure.groups.end()) qFatal("no group %s", id.c_str());
  return *found;
}

// The line from words to their part is the only one as thin as this.
bool isLeaderLine(const PagePath& path) {
  return path.points.size() == 2 && path.ink.width == 0.12;
}

// What is drawn of a part, without its name.
PageBox drawnBox(const PageGroup& group) {
  PageGroup drawn;
  for (const PageMark& mark : group.marks) {
    const auto* path = std::get_if<PagePath>(&mark);
    if (path && !isLeaderLine(*path)) drawn.marks.push_back(mark);
  }
  return boxOf(drawn);
}

bool hasLeaderLine(const PageGroup& group) {
  return std::any_of(group.marks.begin(), group.marks.end(), [](const PageMark& mark) {
    const auto* path = std::get_if<PagePath>(&mark);
    return path && isLeaderLine(*path);
  });
}

double distanceBetween(const PageBox& a, const PageBox& b) {
  return std::hypot(std::max({a.x - b.right(), b.x - a.right(), 0.0}),
                    std::max({a.y - b.bottom(), b.y - a.bottom(), 0.0}));
}

std::vector<PageQuad> beamsOf(const PageFigure& figure) {
  std::vector<PageQuad> out;
  for (const PageMark& mark : groupOf(figure, "all-light").marks) {
    const auto& points = std::get<PagePath>(mark).points;
    if (points.size() == 2) out.push_back(quadAlong(points[0], points[1], 0.1, 0.1));
    if (points.size() == 4) out.push_back({points[0], points[1], points[2], points[3]});
  }
  return out;
}

// Empty, or what is wrong.
std::string fault(const PageFigure& figure, double heightMm) {
  if (figure.heightMm > heightMm) return "too high: " + fixedNumber(figure.heightMm, 1);
  const std::vector<Word> words = wordsOf(figure);
  const PageBox page = PageBox{0, 0, figure.widthMm, figure.heightMm}.grown(1e-6);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (!page.contains(words[i].box)) return "off the page: " + words[i].text;
    for (std::size_t j = 0; j < i; ++j)
      if (words[i].box.meets(words[j].box)) return words[i].text + " on " + words[j].text;
  }
  return {};
}

std::string faultOfCallouts(const PageFigure& figure, const Design& design) {
  const std::vector<PageQuad> beams = beamsOf(figure);
  std::vector<PageBox> parts;
  std::vector<PageQuad> lines;
  for (const ComponentPtr& part : design.components) {
    const PageGroup& group = groupOf(figure, part->id);
    parts.push_back(drawnBox(group));
    for (const PageMark& mark : group.marks)
      if (const auto* path = std::get_if<PagePath>(&mark); path && isLeaderLine(*path))
        lines.push_back(quadAlong(path->points[0], path->points[1], 0.06, 0.06));
  }
  for (std::size_t p = 0; p < parts.size(); ++p) {
    const PageGroup& group = groupOf(figure, design.components[p]->id);
    PageGroup name;
    for (const PageMark& mark : group.marks)
      if (const auto* text = std::get_if<PageText>(&mark); text && text->text != "φ")
        name.marks.push_back(mark);
    if (name.marks.empty()) return "no name: " + design.components[p]->id;
    for (const PageMark& mark : name.marks) {
      const auto& text = std::get<PageText>(mark);
      const PageBox box = boxOf(text);
      for (const PageQuad& beam : beams)
        if (meets(beam, box)) return text.text + " on a beam";
      for (const PageBox& part : parts)
        if (box.meets(part)) return text.text + " on a part";
      for (const PageQuad& line : lines)
        if (meets(line, box)) return text.text + " under a line";
    }
    if (hasLeaderLine(group)) continue;
    // Without a line to its part a name stands beside it, and nearer to it than to any other.
    const double own = distanceBetween(boxOf(name), parts[p]);
    if (own > 2.2) return "far from its part: " + design.components[p]->name;
    for (std::size_t q = 0; q < parts.size(); ++q)
      if (q != p && distanceBetween(boxOf(name), parts[q]) <= own)
        return "reads as the name of " + design.components[q]->name + ": " + design.components[p]->name;
  }
  return {};
}

}  // namespace

void TestFigures::initTestCase() {
  for (const char* name : kExamples) {
    const Design design = example(name);
    m_subjects.emplace(name, exportSubject(design, *dataOf(design)).value());
  }
  const Design design = with(with(example("first-light"), "training.epochs=3"), "network.hidden=12");
  const auto data = dataOf(design);
  m_run = exportSubject(trainHeadless(design, data).value().record, *data).value().run;
}

void TestFigures::wordsStandClear_data() {
  QTest::addColumn<std::string>("name");
  QTest::addColumn<FigureStyle>("style");
  for (const char* name : kExamples)
    for (const double width : {89.0, 120.0, 183.0})
      for (const double points : {5.5, 7.0}) {
        // Under a sanitizer the narrowest page of each example asks the same of the memory.
        if (LIGHTLOOM_SANITIZED && (width > 89 || points > 5.5)) continue;
        FigureStyle style;
        style.widthMm = width;
        style.fontPoints = points;
        QTest::addRow("%s %g mm %g pt", name, width, points) << std::string(name) << style;
      }
  for (const FigurePreset& preset : kFigurePresets) {
    FigureStyle style;
    style.widthMm = preset.widthMm;
    style.heightMm = preset.heightMm;
    style.fontPoints = preset.fontPoints;
    QTest::addRow("preset %s", std::string(preset.key).c_str()) << std::string("mnist-5x5") << style;
  }
}

// 89 mm with text of 7 pt took 534 mm of height.
void TestFigures::wordsStandClear() {
  QFETCH(std::string, name);
  QFETCH(FigureStyle, style);
  ExportSubject subject = m_subjects.at(name);
  for (const bool trained : {false, true}) {
    if (trained) subject.run = m_run;
    const Result<PageFigure> figure = figureOf(subject, style);
    QVERIFY2(figure.ok(), figure ? "" : english(figure.error()).c_str());
    QCOMPARE(figure.value().widthMm, style.widthMm);
    const std::string wrong = fault(figure.value(), style.heightMm);
    QVERIFY2(wrong.empty(), wrong.c_str());
    const std::string misplaced = faultOfCallouts(figure.value(), subject.design());
    QVERIFY2(misplaced.empty(), misplaced.c_str());
  }
}

void TestFigures::pagesThatAreTooSmallAreRefused() {
  ExportSubject subject = m_subjects.at("mnist-5x5");
  subject.run = m_run;
  FigureStyle style;
  style.heightMm = 60;
  const Message message = figureOf(subject, style).error();
  QCOMPARE(message.id, std::string("export.figure-too-high"));
  QVERIFY2(english(message).find("60 mm") != std::string::npos, english(message).c_str());
  style.curves = style.bench = true;
  style.heightMm = 10;
  QCOMPARE(figureOf(subject, style).error().id, std::string("export.figure-height"));
  // What is asked for in the message helps.
  style.heightMm = 60;
  style.widthMm = 183;
  style.bench = false;
  style.fontPoints = 5;
  QVERIFY(figureOf(subject, style).ok());
}

void TestFigures::curvesStandClear_data() {
  QTest::addColumn<double>("width");
  QTest::addColumn<double>("points");
  for (const double width : {60.0, 89.0, 120.0, 183.0, 400.0})
    for (const double points : {5.0, 7.0, 10.0, 14.0})
      QTest::addRow("%g mm %g pt", width, points) << width << points;
}

void TestFigures::curvesStandClear() {
  QFETCH(double, width);
  QFETCH(double, points);
  ExportSubject subject = m_subjects.at("first-light");
  subject.run = m_run;
  FigureStyle style;
  style.widthMm = width;
  style.fontPoints = points;
  style.heightMm = kTallestPage;
  style.bench = false;
  const std::string wrong = fault(figureOf(subject, style).value(), style.heightMm);
  QVERIFY2(wrong.empty(), wrong.c_str());
}

void TestFigures::curvesOfAnyRange_data() {
  QTest::addColumn<double>("low");
  QTest::addColumn<double>("high");
  QTest::newRow("nothing") << 0.0 << 0.0;
  QTest::newRow("constant") << 14.2312e-15 << 14.2312e-15;
  QTest::newRow("nearly constant") << 1.0 << 1.0 + 1e-9;
  QTest::newRow("tiny") << 1e-30 << 1e-28;
  QTest::newRow("huge") << 1.0 << 1e12;
  QTest::newRow("negative") << -40.0 << 3.0;
}

void TestFigures::curvesOfAnyRange() {
  QFETCH(double, low);
  QFETCH(double, high);
  ExportSubject subject = m_subjects.at("first-light");
  subject.run = m_run;
  CurveTable& curves = subject.run->record.curves;
  for (std::size_t c = 0; c < curves.columns.size(); ++c)
    for (std::size_t i = 0; i < curves.values[c].size(); ++i)
      if (curves.columns[c] == "epoch")
        curves.values[c][i] = 1000.0 * static_cast<double>(i);
      else
        curves.values[c][i] = i % 2 == 0 ? low : high;
  FigureStyle style;
  style.bench = false;
  const PageFigure figure = figureOf(subject, style).value();
  const std::string wrong = fault(figure, style.heightMm);
  QVERIFY2(wrong.empty(), wrong.c_str());
  const PageBox page{0, 0, figure.widthMm, figure.heightMm};
  for (const PageGroup& group : figure.groups)
    QVERIFY2(page.grown(0.5).contains(boxOf(group)), group.id.c_str());
}

// Names are placed within a budget, however many parts there are.
void TestFigures::heapsOfPartsTakeTheirTime() {
  const int parts = LIGHTLOOM_SANITIZED ? 150 : 300, beams = LIGHTLOOM_SANITIZED ? 500 : 1000;
  std::vector<Callout> callouts;
  CalloutRoom room;
  room.area = {0, 0, 400, 300};
  for (int i = 0; i < parts; ++i) {
    const PageBox part{4.0 + 13 * (i % 30), 4.0 + 14 * (i / 30), 5, 5};
    room.solid.push_back(part);
    callouts.push_back({part, "part " + std::to_string(i)});
  }
  for (int i = 0; i < beams; ++i)
    room.light.push_back(quadAlong({0, 300.0 * i / beams}, {400, 300.0 * (beams - i) / beams}, 0.1, 0.1));
  const std::clock_t before = std::clock();
  const PlacedCallouts placed = placeCallouts(callouts, room, 5);
  const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  QVERIFY2(seconds < 10, qPrintable(QString::number(seconds)));
  QCOMPARE(placed.marks.size(), callouts.size());
}

// A heap of parts is drawn once, not over and over for want of room.
void TestFigures::heapsOfPartsAreDrawn() {
  Design design = example("first-light");
  for (int i = 0; i < 300; ++i) {
    Component lens;
    lens.kind = "lens";
    lens.values["x"] = 0.01 * (i % 20);
    lens.values["y"] = 0.2 + 0.012 * (i / 20);
    design = apply(design, addComponent(design, lens));
  }
  const ExportSubject subject = drawnSubject(std::make_shared<const Bench>(compileBench(design)));
  FigureStyle style;
  style.heightMm = kTallestPage;
  const std::clock_t before = std::clock();
  const Result<PageFigure> figure = figureOf(subject, style);
  const double seconds = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
  QVERIFY(figure.ok());
  QVERIFY2(seconds < 10, qPrintable(QString::number(seconds)));
}

// Light that goes round and round between facing splitters passes hundreds of times; the brightest passes are
// drawn.
void TestFigures::ringsOfLightAreDrawnInBounds() {
  Design design = example("first-light");
  for (int i = 0; i < 6; ++i) {
    Component splitter;
    splitter.kind = "beam_splitter";
    splitter.values["x"] = viewOf(design, "lens1").real("x") + 0.001 * (i + 1);
    splitter.values["y"] = viewOf(design, "lens1").real("y");
    splitter.values["angle"] = viewOf(design, "lens1").real("angle");
    splitter.values["size"] = 0.1;  // that nothing is lost beside them
    design = apply(design, addComponent(design, splitter));
  }
  const auto bench = std::make_shared<const Bench>(compileBench(design));
  const PageFigure figure = figureOf(drawnSubject(bench), {}).value();
  const std::size_t drawn = groupOf(figure, "all-light").marks.size();
  QVERIFY2(bench->trace.segments.size() > 1500, qPrintable(QString::number(bench->trace.segments.size())));
  QVERIFY2(drawn > 100 && drawn <= 1000, qPrintable(QString::number(drawn)));
}

void TestFigures::benchesWithoutPartsAreNotDrawn() {
  Design design = example("first-light");
  for (ComponentPtr& part : design.components) {
    Component hidden = *part;
    hidden.hidden = true;
    part = std::make_shared<const Component>(std::move(hidden));
  }
  const ExportSubject subject = drawnSubject(std::make_shared<const Bench>(compileBench(design)));
  QCOMPARE(figureOf(subject, {}).error().id, std::string("export.nothing-to-draw"));
}

void TestFigures::sketchesAreWordlessAndFit() {
  constexpr double kWidth = 60, kHeight = 30;
  for (const char* name : kExamples) {
    const Bench& bench = *m_subjects.at(name).bench;
    const PageFigure sketch = benchSketch(bench, kWidth, kHeight);
    QCOMPARE(sketch.widthMm, kWidth);
    QCOMPARE(sketch.heightMm, kHeight);
    QVERIFY(wordsOf(sketch).empty());
    const PageBox page{0, 0, kWidth, kHeight};
    double left = kWidth, right = 0, top = kHeight, bottom = 0;
    for (const PageGroup& group : sketch.groups) {
      if (group.marks.empty() || group.id == "all-light") continue;  // bundles may be wider than the parts
      const PageBox box = boxOf(group);
      QVERIFY2(page.contains(box), group.id.c_str());
      left = std::min(left, box.x);
      right = std::max(right, box.right());
      top = std::min(top, box.y);
      bottom = std::max(bottom, box.bottom());
    }
    QVERIFY(sketch.groups.front().id == "all-light" && !sketch.groups.front().marks.empty());
    // As large as it can be, in the middle.
    QVERIFY(right - left > 0.9 * kWidth || bottom - top > 0.8 * kHeight);
    QVERIFY(std::abs(left + right - kWidth) < 0.1 && std::abs(top + bottom - kHeight) < 0.1);
  }
  QVERIFY(benchSketch(compileBench(Design()), kWidth, kHeight).groups.empty());
}

void TestFigures::wordsOfPdfs() {
  QCOMPARE(pdfText("Lens (plus) \\"), std::string("(Lens \\(plus\\) \\\\)"));
  QCOMPARE(pdfText("µW 𝄞"), std::string("<FEFF00B500570020D834DD1E>"));
  QCOMPARE(pdfText("\xC3"), std::string("<FEFFFFFD>"));
  QCOMPARE(pdfNumber(-0.00001), std::string("0"));
  QCOMPARE(pdfNumber(12.50), std::string("12.5"));
  QCOMPARE(pdfNumber(1000, 0), std::string("1000"));
  QVERIFY(!subsetFont([](std::string_view) { return std::string(); }, {1}));
}

QTEST_GUILESS_MAIN(TestFigures)
#include "tst_figures.moc"
