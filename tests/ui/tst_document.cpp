#include <QSignalSpy>
#include <QTemporaryDir>
#include <random>

#include "all_rooms.h"
#include "document/document.h"
#include "document/part_edits.h"
#include "documents/design_file.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

class TestDocument : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void undoesAnyMixOfEdits();
  void mergesOneGesture();
  void leavesNothingBehindANullGesture();
  void cancelsAGesture();
  void savesAndOpensIdentically();
  void knowsWhetherItIsSaved();
  void revertsAsAStep();
  void keepsEverythingOnABadFile_data();
  void keepsEverythingOnABadFile();
  void compilesOncePerTurn();
};

namespace {

// One random edit of those that the window can make; empty where the draw does not fit.
DesignEdit randomEdit(const Design& design, std::mt19937& random) {
  const auto pick = [&](int count) { return static_cast<int>(random() % static_cast<unsigned>(count)); };
  const std::span<const Kind* const> kinds = allKinds();
  const BenchPoint at{pick(200) * 1e-3, pick(200) * 1e-3};
  if (design.components.empty() || pick(4) == 0)
    return placePart(design, kinds[static_cast<std::size_t>(pick(static_cast<int>(kinds.size())))]->id, at);
  const ComponentPtr part =
      design.components[static_cast<std::size_t>(pick(static_cast<int>(design.components.size())))];
  PartIds fresh;
  switch (pick(7)) {
    case 0:
      return moveParts(design, design, {part->id}, {at.x - 0.1, at.y - 0.1});
    case 1:
      return turnParts(design, {part->id}, 0.1 * pick(60));
    case 2:
      return removeComponents(design, {part->id});
    case 3:
      return insertParts(design, {part}, {1e-3, 1e-3}, QStringLiteral("Duplicate"), fresh);
    case 4:
      return setParameter(design, part->id, "fine_tilt", 1e-6 * pick(50));
    case 5:
      return lockParts(design, {part->id}, !part->locked);
    default:
      return setSetting(design, "training.batch", std::int64_t{1 + pick(500)});
  }
}

}  // namespace

void TestDocument::undoesAnyMixOfEdits() {
  std::mt19937 random(7);
  Document document;
  document.show(readDesignFile(examplePath("first-light.loom").toStdString()).value());
  std::vector<Design> states{document.design()};
  for (int i = 0; i < 120; ++i) {
    const int before = document.undoStack().index();
    document.push(randomEdit(document.design(), random));
    if (document.undoStack().index() != before) states.push_back(document.design());
  }
  const int steps = document.undoStack().count();
  QCOMPARE(steps + 1, static_cast<int>(states.size()));
  for (int i = steps; i-- > 0;) {
    document.undoStack().undo();
    QVERIFY2(sameDrawing(document.design(), states[static_cast<std::size_t>(i)]),
             qPrintable(QString::number(i)));
  }
  for (int i = 1; i <= steps; ++i) {
    document.undoStack().redo();
    QVERIFY2(sameDrawing(document.design(), states[static_cast<std::size_t>(i)]),
             qPrintable(QString::number(i)));
  }
}

void TestDocument::mergesOneGesture() {
  Document document;
  document.push(placePart(document.design(), "lens", {0, 0}));
  const Design start = document.design();
  const std::string id = start.components.front()->id;
  const int first = document.newGesture(), second = document.newGesture();
  for (int i = 1; i <= 100; ++i)
    document.push(moveParts(document.design(), start, {id}, {i * 1e-3, 0}), first);
  QCOMPARE(document.undoStack().count(), 2);
  const Design middle = document.design();
  for (int i = 1; i <= 10; ++i)
    document.push(moveParts(document.design(), middle, {id}, {0, i * 1e-3}), second);
  QCOMPARE(document.undoStack().count(), 3);
  QCOMPARE(document.undoStack().undoText(), QStringLiteral("Move lens1"));
  document.undoStack().undo();
  QVERIFY(sameDrawing(document.design(), middle));
  document.undoStack().undo();
  QVERIFY(sameDrawing(document.design(), start));
}

void TestDocument::leavesNothingBehindANullGesture() {
  Document document;
  document.push(placePart(document.design(), "lens", {0, 0}));
  const Design start = document.design();
  const int gesture = document.newGesture();
  for (int x : {5, 10, 3, 0})
    document.push(moveParts(document.design(), start, {start.components.front()->id}, {x * 1e-3, 0}),
                  gesture);
  QCOMPARE(document.undoStack().count(), 1);
  QVERIFY(document.design() == start);
}

void TestDocument::cancelsAGesture() {
  Document document;
  document.push(placePart(document.design(), "mirror", {0.01, 0}));
  const Design start = document.design();
  const int gesture = document.newGesture();
  document.push(moveParts(document.design(), start, {start.components.front()->id}, {0.02, 0.01}), gesture);
  document.cancelGesture(start, gesture);
  QCOMPARE(document.undoStack().count(), 1);
  QVERIFY(document.design() == start);
}

void TestDocument::savesAndOpensIdentically() {
  QTemporaryDir dir;
  Document document;
  QVERIFY(document.open(examplePath("mnist-5x5.loom")).ok());
  document.push(
      setOverride(document.design(), document.design().components[1]->id, "fine_tilt", 0, std::nullopt));
  document.push(placePart(document.design(), "lens", {0.0123456789, -0.1}, 0.3));
  const QString path = dir.filePath(QStringLiteral("ein Entwurf 設計.loom"));
  QVERIFY(document.save(path).ok());
  Document other;
  QVERIFY(other.open(path).ok());
  QVERIFY(other.design() == document.design());
  QCOMPARE(writeDesign(other.design()), writeDesign(document.design()));
}

void TestDocument::knowsWhetherItIsSaved() {
  QTemporaryDir dir;
  Document document;
  QSignalSpy modified(&document, &Document::modifiedChanged);
  document.push(placePart(document.design(), "lens", {0, 0}));
  QVERIFY(document.isModified());
  QVERIFY(document.save(dir.filePath(QStringLiteral("a.loom"))).ok());
  QVERIFY(!document.isModified());
  document.push(turnParts(document.design(), {"lens1"}, 1));
  QVERIFY(document.isModified());
  document.undoStack().undo();
  QVERIFY(!document.isModified());
  QVERIFY(modified.count() >= 3);
}

void TestDocument::revertsAsAStep() {
  QTemporaryDir dir;
  Document document;
  document.push(placePart(document.design(), "lens", {0, 0}));
  QVERIFY(document.save(dir.filePath(QStringLiteral("a.loom"))).ok());
  const Design saved = document.design();
  document.push(turnParts(document.design(), {"lens1"}, 1));
  const Design edited = document.design();
  QVERIFY(document.revertToSaved().ok());
  QVERIFY(sameDrawing(document.design(), saved));
  document.undoStack().undo();
  QVERIFY(sameDrawing(document.design(), edited));
}

void TestDocument::keepsEverythingOnABadFile_data() {
  QTest::addColumn<QByteArray>("content");
  QTest::newRow("empty") << QByteArray("");
  QTest::newRow("not json") << QByteArray("hello");
  QTest::newRow("web page") << QByteArray("<!DOCTYPE html><html></html>");
  QTest::newRow("other json") << QByteArray("{\"format\": \"something\", \"version\": 1}");
  QTest::newRow("newer") << QByteArray(
      "{\"format\": \"lightloom-design\", \"version\": 99, \"components\": []}");
  QTest::newRow("truncated") << QByteArray("{\"format\": \"lightloom-design\", \"version\": 1, \"compo");
  QTest::newRow("binary") << QByteArray("\x1f\x8b\x08\x00\x00\x00", 6);
}

void TestDocument::keepsEverythingOnABadFile() {
  QFETCH(QByteArray, content);
  QTemporaryDir dir;
  const QString path = dir.filePath(QStringLiteral("bad.loom"));
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(content);
  file.close();
  Document document;
  document.push(placePart(document.design(), "lens", {0, 0}));
  const Design before = document.design();
  QSignalSpy opened(&document, &Document::opened);
  const Result<Done> done = document.open(path);
  QVERIFY(!done.ok());
  QVERIFY(QString::fromStdString(english(done.error())).contains(QStringLiteral("bad.loom")));
  QVERIFY(document.design() == before);
  QCOMPARE(document.undoStack().count(), 1);
  QVERIFY(document.filePath().isEmpty());
  QCOMPARE(opened.count(), 0);
  QVERIFY(!document.open(dir.filePath(QStringLiteral("missing.loom"))).ok());
}

void TestDocument::compilesOncePerTurn() {
  Document document;
  QSignalSpy compiled(&document, &Document::benchChanged);
  for (int i = 0; i < 20; ++i) document.push(placePart(document.design(), "lens", {i * 0.02, 0}));
  QCOMPARE(compiled.count(), 0);
  QTRY_COMPARE(compiled.count(), 1);
  QVERIFY(document.bench()->design == document.design());
}

QTEST_MAIN(TestDocument)
#include "tst_document.moc"
