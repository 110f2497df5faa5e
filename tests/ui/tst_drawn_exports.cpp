#include <QApplication>
#include <QImage>
#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include "core/export/reader.h"
#include "export/drawn_formats.h"
#include "test_support.h"

using namespace lightloom;
using test::dataOf;
using test::example;
using test::readExport;
using test::with;

/// What Qt draws of a figure and of the report, as an independent reader finds it.
class TestDrawnExports : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void pdfKeepsToItsSize_data();
  void pdfKeepsToItsSize();
  void pngHasItsResolution();
  void reportSaysEverything();
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
  for (const char* words : {"Axons", "25 of 25", "Epoch", "Accuracy (%)"})
    QVERIFY2(text.contains(words), words);
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

// Qt writes the time into its files; a second later they must still be the same.
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
