#include <QApplication>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>
#include <map>
#include <optional>

#include "all_rooms.h"
#include "core/export/reader.h"
#include "design/viewpoint.h"
#include "export/bench_figure.h"
#include "export/drawn_formats.h"
#include "export/figure_painter.h"
#include "pictures.h"
#include "plots/live_plot.h"
#include "plots/plot_strip.h"
#include "test_support.h"
#include "theme/theme.h"
#include "train/headless.h"

using namespace lightloom::tests;
using lightloom::test::dataOf;
using lightloom::test::example;
using lightloom::test::readExport;
using lightloom::test::with;

/// What Qt draws of a figure and of the report, as an independent reader finds it.
class TestDrawnExports : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void pdfKeepsToItsSize_data();
  void pdfKeepsToItsSize();
  void pngHasItsResolution();
  void reportSaysEverything();
  void reportCanBeHeard();
  void figureCanBeHeard();
  void othersReadThePdfs();
  void namesOfAnyScript();
  void coloursAreThoseOfTheWindow();
  void sameBytesInEveryTimeZone();
  void oneDesignHasOnePicture();
  void picturesOfPlotsHaveNoDate();
  void sameSubjectGivesTheSameBytes();
  void tooManyPixelsAreRefused();
  void theCommandLineLetsItBeDrawn();

 private:
  std::vector<ExportFile> make(const char* format, const FigureStyle& style = {}) const {
    return makeExport(*findExportFormat(format), *m_subject, style).value();
  }
  QString write(const ExportFile& file) const {
    const QString path = m_temp.filePath(QString::fromStdString(file.name));
    if (!saveFile(path.toStdString(), file.bytes).ok()) qFatal("cannot write %s", qPrintable(path));
    return path;
  }

  QTemporaryDir m_temp;
  std::optional<ExportSubject> m_subject;
};

void TestDrawnExports::initTestCase() {
  const Design design = with(with(example("first-light"), "training.epochs=2"), "network.hidden=12");
  const auto data = dataOf(design);
  m_subject = exportSubject(trainHeadless(design, data).value().record, *data).value();
}

void TestDrawnExports::pdfKeepsToItsSize_data() {
  QTest::addColumn<double>("width");
  for (double width : {89.0, 183.0}) QTest::addRow("%g mm", width) << width;
}

void TestDrawnExports::pdfKeepsToItsSize() {
  QFETCH(double, width);
  FigureStyle style;
  style.widthMm = width;
  const std::vector<ExportFile> files = make("pdf", style);
  const QJsonObject read = readExport({"pdf", write(files[0])});
  QVERIFY(std::fabs(read["width_mm"].toDouble() - width) < 0.1);
  QVERIFY(read["fonts_inside"].toInt() >= 2);
  QVERIFY(files[0].bytes.find("design_hash: " + m_subject->designHash) != std::string::npos);
  QCOMPARE(read["images"].toInt(), 0);
  const QString text = read["pages"].toArray()[0].toString();
  for (const char* words : {"Axons", "25 of 25", "Epoch", "Accuracy"}) QVERIFY2(text.contains(words), words);
  QCOMPARE(files[1].name, std::string("source_f_accuracy.csv"));
}

void TestDrawnExports::pngHasItsResolution() {
  FigureStyle style;
  style.dpi = 300;
  const QImage image = QImage::fromData(QByteArray::fromStdString(make("png", style)[0].bytes));
  QCOMPARE(image.width(), qRound(89 / 25.4 * 300));
  QCOMPARE(image.dotsPerMeterX(), 11811);
  QCOMPARE(image.text("design_hash").toStdString(), m_subject->designHash);
  QCOMPARE(image.pixelColor(image.width() - 1, image.height() - 1), QColor(Qt::white));
  int dark = 0;
  for (int x = 0; x < image.width(); ++x)
    for (int y = 0; y < image.height(); ++y) dark += qGray(image.pixel(x, y)) < 100 ? 1 : 0;
  QVERIFY(dark > 2000 && dark < image.width() * image.height() / 5);
}

void TestDrawnExports::reportSaysEverything() {
  const QJsonObject read = readExport({"pdf", write(make("report")[0])});
  const QJsonArray pages = read["pages"].toArray();
  QVERIFY(pages.size() >= 4);
  QCOMPARE(read["boxes"].toInt(), pages.size());
  QVERIFY(std::fabs(read["width_mm"].toDouble() - 210) < 0.1 &&
          std::fabs(read["height_mm"].toDouble() - 297) < 0.1);
  QString all;
  for (int i = 0; i < pages.size(); ++i) {
    all += pages[i].toString();
    QVERIFY(pages[i].toString().contains(QStringLiteral("%1 / %2").arg(i + 1).arg(pages.size())));
  }
  for (const char* words :
       {"First light", "Results, with range and source", "Energy per operation", "Noise of the products",
        "Bill of materials", "Sources", "kernel_library: ", "vcsel_array2"})
    QVERIFY2(all.contains(words), words);
  QVERIFY(all.contains(QString::fromStdString(m_subject->designHash.substr(0, 12))));
}

// Headings, paragraphs, figures with words and tables with titles, in the order of reading; headings are
// bookmarks.
void TestDrawnExports::reportCanBeHeard() {
  const QJsonObject read = readExport({"pdf", write(make("report")[0])});
  QCOMPARE(read["language"].toString(), QStringLiteral("en"));
  QVERIFY(read["marked"].toBool());
  QCOMPARE(read["untagged"].toArray().size(), 0);
  QStringList headings;
  int rows = 0, titles = 0, cells = 0, figures = 0, paragraphs = 0;
  for (const QJsonValue& value : read["elements"].toArray()) {
    const QJsonObject element = value.toObject();
    const QString tag = element["tag"].toString();
    if (tag == "H1" || tag == "H2") headings << element["text"].toString();
    rows += tag == "TR" ? 1 : 0;
    titles += tag == "TH" ? 1 : 0;
    cells += tag == "TD" ? 1 : 0;
    paragraphs += tag == "P" ? 1 : 0;
    if (tag != "Figure") continue;
    ++figures;
    QVERIFY2(element["alt"].toString().size() > 20, qPrintable(element["text"].toString()));
  }
  QCOMPARE(figures, 10);  // bench, four loupes, five panels of curves
  QVERIFY(paragraphs > 10 && titles > 40);
  QCOMPARE(headings.front(), QStringLiteral("First light: handwritten digits, changed"));
  QVERIFY(headings.contains("Results, with range and source") && headings.contains("Sources"));
  // Every parameter is a row of its own, whose first cell names it.
  const ExportTable parameters =
      withColumns(parametersTable(*m_subject), {"path", "shown", "provenance", "note"});
  QVERIFY(rows > static_cast<int>(parameters.rows.size()) && cells > 2 * rows);
  QStringList bookmarks;
  int lastPage = 1;
  for (const QJsonValue& bookmark : read["bookmarks"].toArray()) {
    bookmarks << bookmark.toArray()[0].toString();
    QVERIFY(bookmark.toArray()[1].toInt() >= lastPage);
    lastPage = bookmark.toArray()[1].toInt();
    QVERIFY2(read["pages"].toArray()[lastPage - 1].toString().contains(bookmarks.back().section(' ', 0, 1)),
             qPrintable(bookmarks.back()));
  }
  QCOMPARE(bookmarks, headings);
  QVERIFY(lastPage > 1);
}

void TestDrawnExports::figureCanBeHeard() {
  const QJsonObject read = readExport({"pdf", write(make("pdf")[0])});
  const QJsonArray elements = read["elements"].toArray();
  QCOMPARE(elements.size(), 11);  // the document and its panels
  QCOMPARE(elements[0].toObject()["tag"].toString(), QStringLiteral("Document"));
  const QString bench = elements[1].toObject()["alt"].toString();
  for (const ComponentPtr& part : m_subject->design().components)
    QVERIFY2(bench.contains(QString::fromStdString(part->name)), part->name.c_str());
  QVERIFY(elements[3].toObject()["alt"].toString().contains("25 of 25 locked"));
  QVERIFY(elements[6].toObject()["alt"].toString().contains("Accuracy (%) over epochs"));
  QCOMPARE(read["untagged"].toArray().size(), 0);
  QCOMPARE(read["bookmarks"].toArray().size(), 0);
}

namespace {

// What a program of the machine prints; nothing where it is not installed.
std::optional<QString> printed(const QString& program, const QStringList& words) {
  QProcess process;
  process.start(program, words);
  if (!process.waitForStarted()) {
    if (qEnvironmentVariableIsSet("LIGHTLOOM_FULL")) qFatal("%s is not installed", qPrintable(program));
    return std::nullopt;
  }
  process.waitForFinished(60000);
  return QString::number(process.exitCode()) + ' ' + QString::fromUtf8(process.readAllStandardOutput()) +
         QString::fromUtf8(process.readAllStandardError());
}

}  // namespace

// qpdf checks the file, poppler reads fonts and tags as viewers and converters do.
void TestDrawnExports::othersReadThePdfs() {
  for (const char* format : {"pdf", "report"}) {
    const QString path = write(make(format)[0]);
    const auto checked = printed("qpdf", {"--check", path});
    const auto fonts = printed("pdffonts", {path}), tags = printed("pdfinfo", {"-struct-text", path}),
               info = printed("pdfinfo", {path}), words = printed("pdftotext", {path, "-"});
    if (!checked || !fonts || !tags || !info || !words) QSKIP("qpdf and poppler-utils are not installed");
    QVERIFY2(checked->startsWith("0 ") && !checked->contains("WARNING"), qPrintable(*checked));
    QVERIFY2(info->contains("Tagged:          yes"), qPrintable(*info));
    QVERIFY2(!info->contains("Date"), qPrintable(*info));
    for (const QString& line : fonts->split('\n').mid(2))
      QVERIFY2(line.isEmpty() || line.contains("yes yes yes"), qPrintable(line));
    QVERIFY2(tags->contains("Figure") && !tags->contains("Syntax Error"), qPrintable(tags->left(2000)));
    QVERIFY2(words->contains("Axons (b)") && words->contains("Combiner"), qPrintable(*words));
    if (format == QLatin1String("pdf")) continue;
    for (const char* tag : {"H1 (block)", "H2 (block)", "P (block)", "Table", "TR", "TH", "TD"})
      QVERIFY2(tags->contains(tag), tag);
    // Lines of one cell do not run together.
    QVERIFY2(tags->contains("Inputs and bias"), qPrintable(*tags));
  }
}

// A name that DejaVu Sans does not hold is drawn with what the machine has, and its words are kept.
void TestDrawnExports::namesOfAnyScript() {
  PageFigure page;
  page.title = "Пучок 光";
  page.widthMm = page.heightMm = 50;
  PageGroup& group = page.group("part");
  group.tag = {PageRole::Paragraph, "p1", {}};
  group.marks.push_back(PageText{{5, 10}, "Линза α₁", 8});
  group.marks.push_back(PageText{{5, 20}, "光学 e\u0301", 8});
  const QByteArray pdf = figurePdf({page}, {});
  const QJsonObject read = readExport({"pdf", write({"scripts.pdf", pdf.toStdString(), ""})});
  QCOMPARE(read["elements"].toArray()[1].toObject()["text"].toString(), QStringLiteral("Линза α₁"));
  QVERIFY(pdf.contains("/Title <FEFF041F0443044704"));
}

// One table of colours serves the canvas and the plots in the light theme, and figures.
void TestDrawnExports::coloursAreThoseOfTheWindow() {
  applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::Light);
  FigureStyle style;
  const PageFigure figure = figureOf(*m_subject, style).value();
  const auto group = [&](const char* id) {
    return *std::find_if(figure.groups.begin(), figure.groups.end(),
                         [&](const PageGroup& g) { return g.id == id; });
  };
  const CanvasColours canvas = canvasColours(false);
  std::map<std::string, int> beams;
  for (const PageMark& mark : group("all-light").marks)
    if (const std::string& stroke = std::get<PagePath>(mark).ink.stroke; !stroke.empty()) ++beams[stroke];
  const auto name = [](const QColor& colour) { return colour.name().toStdString(); };
  QCOMPARE(beams.size(), std::size_t{3});
  for (const QColor& colour : {canvas.meaning.leader, canvas.meaning.axon, canvas.meaning.synapse})
    QVERIFY2(beams.count(name(colour)) == 1, qPrintable(colour.name()));
  const auto draws = [&](const PageGroup& in, const QColor& colour) {
    return std::any_of(in.marks.begin(), in.marks.end(), [&](const PageMark& mark) {
      const auto* path = std::get_if<PagePath>(&mark);
      return path && (path->ink.stroke == name(colour) || path->ink.fill == name(colour));
    });
  };
  QVERIFY(draws(group("detector_line1"), canvas.meaning.dendrite));
  QVERIFY(draws(group("lens1"), canvas.surface) && draws(group("lens1"), canvas.outline));
  QVERIFY(draws(group("leader_laser1"), canvas.body));
  QVERIFY(draws(group("isolator1"), canvas.accent));
  PlotStrip strip;
  const std::vector<LivePlot*> plots = strip.plots();
  struct Curve {
    int plot, series;
    const char* panel;
  };
  for (const Curve& curve :
       {Curve{0, 0, "panel-f"}, Curve{0, 1, "panel-f"}, Curve{0, 2, "panel-f"}, Curve{1, 0, "panel-h"},
        Curve{1, 1, "panel-h"}, Curve{2, 0, "panel-i"}, Curve{3, 0, "panel-j"}})
    QVERIFY2(draws(group(curve.panel), plots[static_cast<std::size_t>(curve.plot)]->colour(curve.series)),
             qPrintable(QStringLiteral("%1 %2").arg(curve.panel).arg(curve.series)));
}

// Dates follow the clock of a machine, so none is written.
void TestDrawnExports::sameBytesInEveryTimeZone() {
  std::map<QString, QByteArray> first;
  for (const char* zone : {"UTC", "Asia/Tokyo", "America/New_York"}) {
    QTemporaryDir folder;
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("TZ", zone);
    process.setProcessEnvironment(environment);
    process.start(QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom-cli"),
                  {"export", QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"), "--format",
                   "svg,pdf,png,report,html,bundle", "--out", folder.path() + '/'});
    QVERIFY(process.waitForFinished(120000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    const QStringList files = QDir(folder.path()).entryList(QDir::Files);
    QVERIFY(files.size() >= 6);
    for (const QString& name : files) {
      QFile file(folder.filePath(name));
      QVERIFY(file.open(QIODevice::ReadOnly));
      const QByteArray bytes = file.readAll();
      QVERIFY2(first.emplace(name, bytes).first->second == bytes, qPrintable(name));
    }
  }
  const QJsonObject read = readExport({"pdf", write({"zone.pdf", first["figure.pdf"].toStdString(), ""})});
  QCOMPARE(read["dates"].toArray().size(), 0);
}

// Clipboard, the menu, the command line and the export draw the same.
void TestDrawnExports::oneDesignHasOnePicture() {
  const Design design = example("mnist-5x5");
  const auto bench = std::make_shared<const Bench>(compileBench(design));
  FigureStyle style;
  style.widthMm = 183;
  style.heightMm = kTallestPage;
  style.fontPoints = 7;
  const ExportSubject subject = exportSubject(design, *dataOf(design)).value();
  const auto drawing = [](QByteArray svg) {
    const qsizetype from = svg.indexOf("<metadata>"), to = svg.indexOf("</metadata>");
    return from < 0 || to < from ? QByteArray() : svg.remove(from, to - from);
  };
  const QByteArray exported =
      drawing(QByteArray::fromStdString(findExportFormat("svg")->make(subject, style).value()[0].bytes));
  QVERIFY(exported.size() > 10000);
  QVERIFY(drawing(benchPicture(bench).value().svg) == exported);
  // Of the bench alone, without data, to the last byte.
  const QByteArray drawn =
      QByteArray::fromStdString(findExportFormat("svg")->make(drawnSubject(bench), style).value()[0].bytes);
  QCOMPARE(benchPicture(bench).value().svg, drawn);
  const QString path = m_temp.filePath("bench.svg");
  QVERIFY(saveBenchPicture(bench, path).ok());
  QFile saved(path);
  QVERIFY(saved.open(QIODevice::ReadOnly));
  QCOMPARE(saved.readAll(), drawn);
  const QString written = m_temp.filePath("by-program.svg");
  QProcess process;
  process.start(QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom"),
                {"--export", written, QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/mnist-5x5.loom")});
  QVERIFY(process.waitForFinished(60000));
  QFile byProgram(written);
  QVERIFY(byProgram.open(QIODevice::ReadOnly));
  QVERIFY(drawing(byProgram.readAll()) == exported);
  // A loupe alone stands nowhere.
  Viewpoint view;
  view.target = "lens1";
  Design loupe;
  loupe.components = {std::make_shared<const Component>(withViewpoint({}, view))};
  QCOMPARE(benchPicture(std::make_shared<const Bench>(compileBench(loupe))).error().id,
           std::string("export.nothing-to-draw"));
}

void TestDrawnExports::picturesOfPlotsHaveNoDate() {
  const QString path = m_temp.filePath("plots.pdf");
  QVERIFY(savePlotPicture({}, path).ok());
  QFile first(path);
  QVERIFY(first.open(QIODevice::ReadOnly));
  const QByteArray bytes = first.readAll();
  QThread::msleep(1100);
  QVERIFY(savePlotPicture({}, path).ok());
  QFile second(path);
  QVERIFY(second.open(QIODevice::ReadOnly));
  QVERIFY(!bytes.contains("Date") && second.readAll() == bytes);
}

// A second later they must still be the same.
void TestDrawnExports::sameSubjectGivesTheSameBytes() {
  std::vector<std::string> first;
  for (const char* format : {"pdf", "png", "report"}) first.push_back(make(format)[0].bytes);
  QThread::msleep(1100);
  std::size_t i = 0;
  for (const char* format : {"pdf", "png", "report"}) QVERIFY2(make(format)[0].bytes == first[i++], format);
}

void TestDrawnExports::tooManyPixelsAreRefused() {
  FigureStyle style;
  style.widthMm = 400;
  style.dpi = 5000;
  QCOMPARE(makeExport(*findExportFormat("png"), *m_subject, style).error().id,
           std::string("export.picture-too-large"));
}

// Every process draws the same bytes.
void TestDrawnExports::theCommandLineLetsItBeDrawn() {
  const QString out = m_temp.filePath("drawn.pdf");
  QByteArray first;
  for (int run = 0; run < 4; ++run) {
    QFile::remove(out);
    QProcess process;
    process.start(QStringLiteral(LIGHTLOOM_BINARY_DIR "/bin/lightloom-cli"),
                  {"export", QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"), "--format",
                   "pdf", "--width", "120", "--set", "lens1.fine_x=1 µm", "--out", out});
    QVERIFY(process.waitForFinished(60000));
    QVERIFY2(process.exitCode() == 0, process.readAllStandardError().constData());
    QFile drawn(out);
    QVERIFY(drawn.open(QIODevice::ReadOnly));
    const QByteArray bytes = drawn.readAll();
    if (run == 0) first = bytes;
    QVERIFY(!bytes.isEmpty() && bytes == first);
  }
  const QJsonObject read = readExport({"pdf", out});
  QVERIFY(std::fabs(read["width_mm"].toDouble() - 120) < 0.1);
}

QTEST_MAIN(TestDrawnExports)
#include "tst_drawn_exports.moc"
