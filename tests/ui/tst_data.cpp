#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QToolButton>

#include "all_rooms.h"
#include "data/data_actions.h"
#include "data/data_files.h"
#include "data/sample_grid.h"
#include "datasets/dataset_store.h"
#include "files/file_reader.h"
#include "files/safe_writer.h"
#include "main_window.h"
#include "panels/form_section.h"
#include "panels/named_bars.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

/// Own data in the window: each way in, what the dialog says, and what the design has of it.
class TestData : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void init();
  void cleanup() { m_window.reset(); }
  void saysWhatATableIs();
  void whatIsGuessedCanBeChanged();
  void isCopiedBesideTheDesign();
  void isLinkedWhereItIs();
  void linkedDataOpensAgain();
  void isOneStep();
  void theSameDataCanBeReadInAnotherWay();
  void anUnsavedDesignIsSavedFirst();
  void quantitiesBringTheirLoss();
  void dropsGoTheirWay();
  void tablesArePasted();
  void partsAreStillPasted();
  void browsesBesideTheField();
  void opensFromTheFileMenu();
  void picturesInFolders();
  void wrongFoldersSayWhy_data();
  void wrongFoldersSayWhy();
  void wrongFilesLeaveEverythingAsItWas();
  void readingCanBeGivenUp();
  void dataIsToldByItsName();

 private:
  QString save(const QString& name, const std::string& bytes) const {
    const QString path = m_elsewhere->filePath(name);
    return saveFile(path.toStdString(), bytes) ? path : QString();
  }
  DataDialog* shown() const {
    DataDialog* dialog = m_window->data().dialog();
    return dialog && QTest::qWaitFor([dialog] { return !dialog->isBusy(); }, 20000) ? dialog : nullptr;
  }
  DataDialog* open(const QString& path) const {
    m_window->data().choose(path);
    return shown();
  }
  template <typename T>
  T* part(const char* name) const {
    return m_window->data().dialog()->findChild<T*>(QLatin1String(name));
  }
  // Chooses as a person does.
  void choose(const char* name, const QString& text) const {
    auto* box = part<QComboBox>(name);
    const int index = box->findText(text);
    QVERIFY2(index >= 0, qPrintable(text));
    box->setCurrentIndex(index);
    Q_EMIT box->activated(index);
    QVERIFY(shown());
  }
  bool use() const {
    QPointer<DataDialog> dialog = m_window->data().dialog();
    part<QPushButton>("dataUse")->click();
    return QTest::qWaitFor([dialog] { return dialog.isNull() || !dialog->isVisible(); }, 20000);
  }
  std::string dataset() const { return settingText(m_window->document().design(), "training.dataset"); }
  bool loads() const {
    RunController& run = m_window->run();
    return QTest::qWaitFor([&run] { return !run.isLoadingData(); }, 20000) && run.data() != nullptr;
  }
  bool learns(int classes) const {
    RunController& run = m_window->run();
    return QTest::qWaitFor([&run, classes] { return run.data() && run.data()->classes == classes; }, 20000);
  }
  void makePictures(const QString& folder, int classes, QSize size) const;

  std::unique_ptr<MainWindow> m_window;
  std::unique_ptr<QTemporaryDir> m_home, m_elsewhere;
};

namespace {

std::string flowerTable(char separator = ',', char decimal = '.') {
  const std::string names[] = {"rose", "tulip", "aster"};
  std::string out = std::string("height") + separator + "width" + separator + "kind\n";
  for (int i = 0; i < 60; ++i)
    out += std::to_string(i % 3) + decimal + "5" + separator + std::to_string(i % 7) + decimal + "25" +
           separator + names[i % 3] + "\n";
  return out;
}

}  // namespace

void TestData::initTestCase() {
  prepareWindowTest();
}

void TestData::init() {
  QSettings().remove(QStringLiteral("data/chosen"));
  m_home = std::make_unique<QTemporaryDir>();
  m_elsewhere = std::make_unique<QTemporaryDir>();
  const QString design = m_home->filePath(QStringLiteral("mine.loom"));
  QVERIFY(QFile::copy(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/first-light.loom"), design));
  QVERIFY(QFile::setPermissions(design, QFile::ReadOwner | QFile::WriteOwner));
  m_window = std::make_unique<MainWindow>();
  QVERIFY(m_window->openPath(design));
  m_window->resize(1200, 800);
  m_window->show();
  QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void TestData::saysWhatATableIs() {
  DataDialog* dialog = open(save(QStringLiteral("own.csv"), flowerTable(';', ',')));
  QVERIFY(dialog);
  QVERIFY(!dialog->preview().problem);
  QVERIFY2(part<QLabel>("dataSummary")->text().contains(QLatin1String("3 classes")),
           qPrintable(part<QLabel>("dataSummary")->text()));
  QCOMPARE(part<QComboBox>("dataSeparator")->currentText(), QStringLiteral("Semicolon"));
  QCOMPARE(part<QComboBox>("dataDecimal")->currentText(), QStringLiteral("Comma"));
  QCOMPARE(part<QComboBox>("dataFirstLine")->currentText(), QStringLiteral("Names of columns"));
  QCOMPARE(part<QComboBox>("dataTarget")->currentText(), QStringLiteral("kind"));
  QCOMPARE(part<QComboBox>("dataTask")->currentText(), QStringLiteral("Classes"));
  const auto* rows = part<QTableWidget>("dataRows");
  QCOMPARE(rows->columnCount(), 3);
  QCOMPARE(rows->horizontalHeaderItem(1)->text(), QStringLiteral("width"));
  QCOMPARE(rows->item(1, 0)->text(), QStringLiteral("1,5"));
  QVERIFY(rows->item(0, 2)->font().bold() && !rows->item(0, 0)->font().bold());
  const auto* columns = part<QTableWidget>("dataColumns");
  QCOMPARE(columns->item(0, 1)->text(), QStringLiteral("numbers"));
  QCOMPARE(columns->item(2, 0)->text(), QStringLiteral("kind (target)"));
  QVERIFY(part<NamedBars>("dataClasses")->accessibleName().contains(QLatin1String("tulip: 20")));
  for (QWidget* widget : dialog->findChildren<QWidget*>())
    if (qobject_cast<QComboBox*>(widget) || qobject_cast<QAbstractButton*>(widget))
      if (!widget->objectName().isEmpty() && !widget->objectName().startsWith(QLatin1String("qt_")))
        QVERIFY2(!widget->accessibleName().isEmpty() && !widget->toolTip().isEmpty(),
                 qPrintable(widget->objectName()));
}

void TestData::whatIsGuessedCanBeChanged() {
  DataDialog* dialog = open(save(QStringLiteral("own.csv"), flowerTable() + "1.5,,rose\n"));
  QVERIFY(dialog && dialog->preview().problem);
  QVERIFY(!part<QPushButton>("dataUse")->isEnabled());
  QVERIFY(part<QLabel>("dataProblem")->text().contains(QLatin1String("own.csv, line 62")));
  choose("dataMissing", QStringLiteral("Leaves the row out"));
  QVERIFY(!dialog->preview().problem && part<QPushButton>("dataUse")->isEnabled());
  QVERIFY(part<QLabel>("dataNotes")->text().contains(QLatin1String("left out")));
  part<QTableWidget>("dataColumns")->item(0, 0)->setCheckState(Qt::Unchecked);
  QVERIFY(shown());
  QCOMPARE(dialog->preview().features, 1);
  part<QTableWidget>("dataColumns")->item(0, 0)->setCheckState(Qt::Checked);
  QVERIFY(shown());
  QCOMPARE(dialog->preview().features, 2);
  choose("dataTarget", QStringLiteral("height"));
  QVERIFY(dialog->preview().problem);  // kind is no number
  part<QTableWidget>("dataColumns")->item(2, 0)->setCheckState(Qt::Unchecked);
  QVERIFY(shown());
  QVERIFY(!dialog->preview().problem);
  choose("dataTask", QStringLiteral("Classes"));
  QCOMPARE(dialog->preview().classes.size(), std::size_t{3});
  choose("dataTask", QStringLiteral("A quantity"));
  QCOMPARE(dialog->preview().quantities.size(), std::size_t{1});
  choose("dataThousands", QStringLiteral("Blank"));
  QCOMPARE(dialog->preview().descriptor.numbers.thousands, std::optional(' '));
  choose("dataFirstLine", QStringLiteral("A sample"));
  QVERIFY(dialog->preview().problem);  // names are no numbers
  choose("dataFirstLine", QStringLiteral("Something else"));
  QVERIFY(!dialog->preview().table->names);
  choose("dataSeparator", QStringLiteral("Tab"));
  QCOMPARE(dialog->preview().table->columns.size(), std::size_t{1});
  auto* words = part<QLineEdit>("dataMissingWords");
  words->setFocus();
  QTest::keyClicks(words, QStringLiteral("-999 none"));
  QTest::keyClick(words, Qt::Key_Tab);
  QVERIFY(shown());
  QCOMPARE(dialog->preview().descriptor.missingValues, (std::vector<std::string>{"-999", "none"}));
}

// What was chosen stands beside the copy, so that every program reads it the same way.
void TestData::isCopiedBesideTheDesign() {
  const QString path = save(QStringLiteral("my data é.csv"), flowerTable(';', ','));
  QVERIFY(open(path));
  QVERIFY(part<QRadioButton>("dataCopy")->isChecked());
  QSignalSpy notes(&m_window->data(), &DataActions::note);
  QVERIFY(use());
  QCOMPARE(QString::fromStdString(dataset()), QStringLiteral("my data é.csv"));
  QVERIFY(notes.back().front().toString().contains(QLatin1String("was copied")));
  QVERIFY(QFile::exists(m_home->filePath(QStringLiteral("my data é.csv"))));
  QVERIFY(!QFile::exists(m_elsewhere->filePath(QStringLiteral("my data é.json"))));
  QVERIFY(loads());
  QCOMPARE(m_window->run().data()->classes, 3);
  DatasetOptions headless = datasetOptions(m_window->document().design());
  headless.baseDir = m_home->path().toStdString();
  const Result<Dataset> set = loadDataset(dataset(), headless);
  QVERIFY2(set, set ? "" : english(set.error()).c_str());
  QVERIFY(set.value().notes.empty());
  QCOMPARE(set.value().features, 2);
}

void TestData::isLinkedWhereItIs() {
  const QString path = save(QStringLiteral("own.csv"), flowerTable());
  QVERIFY(open(path));
  part<QRadioButton>("dataLink")->click();
  QVERIFY(part<QLabel>("dataWhere")->text().contains(QLatin1String("../")));
  QSignalSpy notes(&m_window->data(), &DataActions::note);
  QVERIFY(use());
  QVERIFY(QString::fromStdString(dataset()).startsWith(QLatin1String("../")));
  QVERIFY(notes.back().front().toString().contains(QLatin1String("is linked")));
  QVERIFY(!QFile::exists(m_home->filePath(QStringLiteral("own.csv"))));
  QVERIFY(QFile::exists(m_elsewhere->filePath(QStringLiteral("own.json"))));
  QVERIFY(loads());
  // A design alone opens no file outside its folder; that the person chose it is known here alone.
  DatasetOptions headless;
  headless.baseDir = m_home->path().toStdString();
  QCOMPARE(QString::fromStdString(loadDataset(dataset(), headless).error().id),
           QStringLiteral("dataset.outside-folder"));
  headless.dataDirs = {m_elsewhere->path().toStdString()};
  QVERIFY(loadDataset(dataset(), headless));
}

void TestData::linkedDataOpensAgain() {
  QVERIFY(open(save(QStringLiteral("own.csv"), flowerTable())));
  part<QRadioButton>("dataLink")->click();
  QVERIFY(use() && loads());
  QVERIFY(m_window->document().save(m_window->document().filePath()));
  const QString design = m_window->document().filePath();
  m_window = std::make_unique<MainWindow>();
  QVERIFY(m_window->openPath(design));
  QVERIFY(loads());
  QCOMPARE(m_window->run().data()->classes, 3);
  QSettings().remove(QStringLiteral("data/chosen"));
  m_window = std::make_unique<MainWindow>();
  QVERIFY(m_window->openPath(design));
  QVERIFY(!loads());
}

void TestData::isOneStep() {
  const std::string before = dataset();
  const int steps = m_window->document().undoStack().count();
  QVERIFY(open(save(QStringLiteral("own.csv"), flowerTable())));
  QVERIFY(use());
  QCOMPARE(m_window->document().undoStack().count(), steps + 1);
  QVERIFY(m_window->document().undoStack().undoText().contains(QLatin1String("own.csv")));
  m_window->document().undoStack().undo();
  QCOMPARE(dataset(), before);
  m_window->run().reset();
  QVERIFY(learns(10));
  m_window->document().undoStack().redo();
  m_window->run().reset();
  QVERIFY(learns(3));
}

void TestData::theSameDataCanBeReadInAnotherWay() {
  QVERIFY(open(save(QStringLiteral("own.csv"), flowerTable())));
  QVERIFY(use() && loads());
  QVERIFY(open(m_home->filePath(QStringLiteral("own.csv"))));
  QVERIFY(!part<QRadioButton>("dataCopy")->isEnabled());
  QVERIFY(part<QLabel>("dataWhere")->text().contains(QLatin1String("already")));
  part<QTableWidget>("dataColumns")->item(0, 0)->setCheckState(Qt::Unchecked);
  QVERIFY(shown());
  const int steps = m_window->document().undoStack().count();
  QVERIFY(use());
  QCOMPARE(m_window->document().undoStack().count(), steps);  // the design is the same
  QVERIFY(loads());
  QCOMPARE(m_window->run().data()->features, 1);
}

void TestData::anUnsavedDesignIsSavedFirst() {
  m_window->document().startNew();
  QVERIFY(open(save(QStringLiteral("own.csv"), flowerTable())));
  QVERIFY(part<QRadioButton>("dataLink")->isChecked());
  QVERIFY(use());
  QCOMPARE(QString::fromStdString(dataset()), m_elsewhere->filePath(QStringLiteral("own.csv")));
  DataHome home;
  int asked = 0;
  home.saveNow = [&] { return ++asked == 1 ? QString() : m_home->path(); };
  DataDialog dialog({m_elsewhere->filePath(QStringLiteral("own.csv")), false}, {}, home);
  QSignalSpy placed(&dialog, &DataDialog::placed);
  QVERIFY(QTest::qWaitFor([&] { return !dialog.isBusy(); }));
  dialog.findChild<QRadioButton*>(QStringLiteral("dataCopy"))->click();
  auto* use = dialog.findChild<QPushButton*>(QStringLiteral("dataUse"));
  use->click();  // the person gives up
  QVERIFY(!dialog.isBusy() && asked == 1);
  use->click();
  QVERIFY(QTest::qWaitFor([&] { return !placed.isEmpty(); }));
  QVERIFY(QFile::exists(m_home->filePath(QStringLiteral("own.csv"))));
}

void TestData::quantitiesBringTheirLoss() {
  std::string table = "x,fat\n";
  for (int i = 0; i < 40; ++i) table += std::to_string(i) + "," + std::to_string(i * i) + ".5\n";
  QVERIFY(open(save(QStringLiteral("own.csv"), table)));
  const int steps = m_window->document().undoStack().count();
  QVERIFY(use());
  QCOMPARE(settingText(m_window->document().design(), "training.loss"), std::string("mean_square"));
  QCOMPARE(m_window->document().undoStack().count(), steps + 1);
  QVERIFY(loads() && m_window->run().isRegression());
}

void TestData::dropsGoTheirWay() {
  const QString path = save(QStringLiteral("own.csv"), flowerTable());
  QMimeData dropped;
  dropped.setUrls({QUrl::fromLocalFile(path)});
  QDragEnterEvent enters(QPoint(600, 400), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &enters);
  QVERIFY(enters.isAccepted());
  QDropEvent event(QPointF(600, 400), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &event);
  QVERIFY(shown());
  QCOMPARE(m_window->data().dialog()->preview().classes.size(), std::size_t{3});
  makePictures(QStringLiteral("shades"), 2, {10, 10});
  dropped.setUrls({QUrl::fromLocalFile(m_elsewhere->filePath(QStringLiteral("shades")))});
  QApplication::sendEvent(m_window.get(), &enters);
  QDropEvent folder(QPointF(600, 400), Qt::CopyAction, &dropped, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(m_window.get(), &folder);
  QVERIFY(shown());
  QCOMPARE(m_window->data().dialog()->preview().imageWidth, 10);
}

void TestData::tablesArePasted() {
  QApplication::clipboard()->setText(QString::fromStdString(flowerTable('\t')));
  m_window->findChild<QAction*>(QStringLiteral("paste"))->trigger();
  QVERIFY(shown());
  QVERIFY(!part<QRadioButton>("dataLink")->isEnabled());
  QVERIFY(use());
  QCOMPARE(dataset(), std::string("pasted.csv"));
  QVERIFY(loads());
}

void TestData::partsAreStillPasted() {
  m_window->selection().set({"lens1"});
  m_window->findChild<QAction*>(QStringLiteral("copy"))->trigger();
  const std::size_t parts = m_window->document().design().components.size();
  m_window->findChild<QAction*>(QStringLiteral("paste"))->trigger();
  QVERIFY(!m_window->data().dialog());
  QCOMPARE(m_window->document().design().components.size(), parts + 1);
  QVERIFY(isTableText(QStringLiteral("a\tb\n") + QStringLiteral("1.5\tx\n").repeated(20000)));
  for (const char* none : {"", "words", "a,b\n1,2\n", "{\"a\": [\n1,2\n3,4\n5,6\n7,8]}", "1\n2\n3\n4\n5\n"})
    QVERIFY2(!isTableText(QString::fromUtf8(none)), none);
}

void TestData::browsesBesideTheField() {
  for (FormSection* section : m_window->findChildren<FormSection*>()) section->setOpen(true);
  auto* browse = m_window->findChild<QToolButton*>(QStringLiteral("browseData"));
  QVERIFY(browse);
  QCOMPARE(browse->menu()->actions(),
           (QList<QAction*>{m_window->data().openTable, m_window->data().openPictures}));
}

void TestData::opensFromTheFileMenu() {
  QVERIFY(m_window->openPath(save(QStringLiteral("own.tsv"), flowerTable('\t'))));
  QVERIFY(shown());
  QCOMPARE(m_window->document().displayName(), QStringLiteral("mine.loom"));
  const auto* menu = m_window->findChild<QMenu*>(QStringLiteral("fileMenu"));
  QVERIFY(menu->actions().contains(m_window->data().openTable));
}

// Each class has a shade of its own.
void TestData::makePictures(const QString& folder, int classes, QSize size) const {
  for (int c = 0; c < classes; ++c) {
    const QDir place(m_elsewhere->filePath(folder));
    const QString name = QStringLiteral("class %1").arg(c);
    QVERIFY(place.mkpath(name));
    for (int i = 0; i < 6; ++i) {
      QImage image(size, QImage::Format_RGB32);
      image.fill(QColor::fromHsv(0, 0, 40 * c + 5 * i));
      const char* kinds[] = {"png", "jpg", "bmp", "pgm"};
      QVERIFY(image.save(place.filePath(QStringLiteral("%1/%2.%3").arg(name).arg(i).arg(kinds[i % 4]))));
    }
  }
}

void TestData::picturesInFolders() {
  makePictures(QStringLiteral("shades"), 3, {40, 30});
  DataDialog* dialog = open(m_elsewhere->filePath(QStringLiteral("shades")));
  QVERIFY(dialog);
  QVERIFY2(!dialog->preview().problem,
           dialog->preview().problem ? english(*dialog->preview().problem).c_str() : "");
  QCOMPARE(part<QSpinBox>("dataSide")->value(), 28);
  QCOMPARE(dialog->preview().features, 28 * 28);
  QCOMPARE(dialog->preview().classes[1].name, std::string("class 1"));
  QCOMPARE(dialog->preview().classes[1].samples, std::size_t{6});
  QCOMPARE(part<SampleGrid>("dataSamples")->count(), std::size_t{16});
  QVERIFY(!part<QRadioButton>("dataLink")->isEnabled());
  part<QSpinBox>("dataSide")->setValue(8);
  QVERIFY(shown());
  QCOMPARE(dialog->preview().features, 64);
  QVERIFY(use() && loads());
  QCOMPARE(dataset(), std::string("shades-images.idx3"));
  QCOMPARE(m_window->run().data()->classNames[2], std::string("class 2"));
  QCOMPARE(m_window->run().data()->imageWidth, 8);
  // The last picture of the last class: a PNG of 100 of 255.
  QCOMPARE(m_window->run().data()->bytes[(2 * 6 + 4) * 64], std::uint8_t{100});
  makePictures(QStringLiteral("small"), 2, {12, 12});
  QVERIFY(open(m_elsewhere->filePath(QStringLiteral("small"))));
  QCOMPARE(part<QSpinBox>("dataSide")->value(), 12);
}

void TestData::wrongFoldersSayWhy_data() {
  QTest::addColumn<int>("classes");
  QTest::addColumn<QString>("broken");
  QTest::addColumn<QString>("words");
  QTest::newRow("no pictures") << 0 << ""
                               << "holds no folders of pictures";
  QTest::newRow("one class") << 1 << ""
                             << "of one class alone";
  QTest::newRow("no picture") << 2 << "class 1/x.png"
                              << "x.png” cannot be read";
}

void TestData::wrongFoldersSayWhy() {
  QFETCH(int, classes);
  QFETCH(QString, broken);
  QFETCH(QString, words);
  QVERIFY(QDir(m_elsewhere->path()).mkdir(QStringLiteral("odd")));
  makePictures(QStringLiteral("odd"), classes, {10, 10});
  if (!broken.isEmpty()) save(QStringLiteral("odd/") + broken, "no picture");
  DataDialog* dialog = open(m_elsewhere->filePath(QStringLiteral("odd")));
  QVERIFY(dialog && dialog->preview().problem);
  QVERIFY2(part<QLabel>("dataProblem")->text().contains(words),
           qPrintable(part<QLabel>("dataProblem")->text()));
  QVERIFY(!part<QPushButton>("dataUse")->isEnabled());
}

void TestData::wrongFilesLeaveEverythingAsItWas() {
  const std::string before = dataset();
  const int steps = m_window->document().undoStack().count();
  QVERIFY(loads());
  const auto data = m_window->run().data();
  for (const QString& path :
       {save(QStringLiteral("page.csv"), "<html>404</html>"), save(QStringLiteral("empty.csv"), ""),
        save(QStringLiteral("a-images-idx3-ubyte"), std::string("\0\0\x08\x03", 4)),
        m_elsewhere->filePath(QStringLiteral("none.csv"))}) {
    DataDialog* dialog = open(path);
    QVERIFY2(dialog && dialog->preview().problem, qPrintable(path));
    QVERIFY(!part<QLabel>("dataProblem")->text().isEmpty());
    QVERIFY(!part<QPushButton>("dataUse")->isEnabled());
    part<QPushButton>("dataCancel")->click();
    QTRY_VERIFY(!m_window->data().dialog());
  }
  QCOMPARE(dataset(), before);
  QCOMPARE(m_window->document().undoStack().count(), steps);
  QCOMPARE(m_window->run().data(), data);
}

// A table that takes long: the window does not wait for it.
void TestData::readingCanBeGivenUp() {
  std::string table = "a,b,c,d,label\n";
  for (int i = 0; i < 400000; ++i) table += "1.25,2.5,3.75,4.5," + std::to_string(i % 2) + "\n";
  m_window->data().choose(save(QStringLiteral("long.csv"), table));
  QElapsedTimer time;
  time.start();
  QTest::qWait(60);
  QVERIFY(m_window->data().dialog()->isBusy());
  QVERIFY(!part<QPushButton>("dataUse")->isEnabled());
  part<QPushButton>("dataCancel")->click();
  QTRY_VERIFY(!m_window->data().dialog());
  QVERIFY2(time.elapsed() < 3000, qPrintable(QString::number(time.elapsed())));
}

void TestData::dataIsToldByItsName() {
  for (const char* data : {"a.csv", "a.TSV", "a.txt", "x/train-images-idx3-ubyte",
                           "t10k-images-idx3-ubyte.gz", "a.npy", "a-images.idx3"})
    QVERIFY2(isDataPath(QLatin1String(data)), data);
  for (const char* other : {"a.loom", "a.loomrun", "a.json", "a", ""})
    QVERIFY2(!isDataPath(QLatin1String(other)), other);
  QVERIFY(isDataPath(m_elsewhere->path()));
}

QTEST_MAIN(TestData)
#include "tst_data.moc"
