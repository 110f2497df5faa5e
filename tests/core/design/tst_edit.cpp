#include "design/edit.h"
#include "design/edit_words.h"

#include <QTest>
#include <random>

#include "all_rooms.h"
#include "design/kind.h"

using namespace lightloom::tests;

class TestEdit : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void addsRemovesAndTakesBack();
  void idsAreNeverReused();
  void mergedEditsOfAGestureAreOne();
  void newValuesDropTheirOrigin();
  void dragBackLeavesNoUndoStep();
  void differenceLeadsFromOneToTheOther();
  void randomEditsUndoExactly();
  void assignments_data();
  void assignments();
  void overridesReachTheChannel();
  void changesAreToldValueByValue();
  void everythingElseThatDiffersIsTold();
  void mergedEditsMayCancel();
  void settingsAtTheirDefaultAreNotKept();
  void idsOfAllShapesAreCounted();
  void manyPartsAreListedInPart();
  void designsDifferInEveryPart();
};

namespace {

Component part(const char* kind) {
  Component component;
  component.kind = kind;
  return component;
}

Design twoLenses() {
  Design design;
  design = apply(design, addComponent(design, part("lens")));
  design = apply(design, addComponent(design, part("lens")));
  return apply(design, addComponent(design, part("vcsel_array")));
}

bool sameDrawing(const Design& a, const Design& b) {
  Design c = b;
  c.counters = a.counters;  // ids stay used after an undo
  return a == c;
}

}  // namespace

void TestEdit::addsRemovesAndTakesBack() {
  const Design start = twoLenses();
  const DesignEdit removal = removeComponents(start, {"lens1", "vcsel_array1"});
  const Design less = apply(start, removal);
  QCOMPARE(less.components.size(), std::size_t{1});
  QVERIFY(sameDrawing(apply(less, inverse(removal)), start));
}

void TestEdit::idsAreNeverReused() {
  Design design = twoLenses();
  design = apply(design, removeComponents(design, {"lens2"}));
  QCOMPARE(freshId(design, "lens"), std::string("lens3"));
}

void TestEdit::newValuesDropTheirOrigin() {
  Design design = apply(twoLenses(), setParameter(twoLenses(), "lens1", "focal_length", Value(0.0205)));
  Component stated = *findComponent(design, "lens1");
  stated.sources["focal_length"] = {Provenance::Measured, 1e-4, "by hand"};
  design = apply(design, replaceComponent(design, std::make_shared<Component>(stated)));
  const auto isStated = [](const Design& of) {
    return findComponent(of, "lens1")->sources.contains("focal_length");
  };
  QVERIFY(isStated(apply(design, setParameter(design, "lens1", "focal_length", Value(0.0205)))));
  QVERIFY(isStated(apply(design, setParameter(design, "lens1", "x", Value(0.3)))));
  const DesignEdit changed = setParameter(design, "lens1", "focal_length", Value(0.021));
  QVERIFY(!isStated(apply(design, changed)));
  QVERIFY(apply(apply(design, changed), inverse(changed)) == design);
}

void TestEdit::mergedEditsOfAGestureAreOne() {
  const Design start = twoLenses();
  const DesignEdit first = setParameter(start, "lens1", "x", Value(0.01));
  const Design middle = apply(start, first);
  const DesignEdit second = setParameter(middle, "lens1", "x", Value(0.02));
  const DesignEdit both = merged(first, second);
  QCOMPARE(both.components.size(), std::size_t{1});
  QVERIFY(apply(start, both) == apply(middle, second));
  QVERIFY(apply(apply(start, both), inverse(both)) == start);
}

void TestEdit::dragBackLeavesNoUndoStep() {
  const Design start = twoLenses();
  const DesignEdit there = setParameter(start, "lens1", "x", Value(0.01));
  const Design moved = apply(start, there);
  QVERIFY(merged(there, setParameter(moved, "lens1", "x", Value(0.0))).empty());
}

void TestEdit::differenceLeadsFromOneToTheOther() {
  const Design start = twoLenses();
  Design end = apply(start, removeComponents(start, {"lens1"}));
  end = apply(end, addComponent(end, part("mirror")));
  end = apply(end, setParameter(end, "lens2", "focal_length", Value(0.05)));
  end = apply(end, setSetting(end, "training.batch", Value(std::int64_t{25})));
  QVERIFY(sameDrawing(apply(start, difference(start, end)), end));
  QVERIFY(sameDrawing(apply(end, difference(end, start)), start));
}

void TestEdit::randomEditsUndoExactly() {
  constexpr int kEdits = 2000;
  for (unsigned seed = 1; seed <= 5; ++seed) {
    std::mt19937 random(seed);
    std::vector<Design> history{twoLenses()};
    std::vector<DesignEdit> edits;
    for (int i = 0; i < kEdits; ++i) {
      const Design& now = history.back();
      const std::size_t pick = now.components.empty() ? 0 : random() % now.components.size();
      DesignEdit edit;
      switch (now.components.empty() ? 0 : random() % 4) {
        case 0:
          edit = addComponent(now, part(std::string(allKinds()[random() % allKinds().size()]->id).c_str()));
          break;
        case 1:
          edit = removeComponents(now, {now.components[pick]->id});
          break;
        case 2:
          edit = setParameter(now, now.components[pick]->id, "x", Value(static_cast<double>(random() % 5)));
          break;
        default:
          edit = setSetting(now, "training.batch", Value(static_cast<std::int64_t>(1 + random() % 3)));
      }
      edits.push_back(edit);
      history.push_back(apply(now, edit));
    }
    Design design = history.back();
    for (int i = kEdits; i-- > 0;) {
      design = apply(design, inverse(edits[static_cast<std::size_t>(i)]));
      QVERIFY2(sameDrawing(design, history[static_cast<std::size_t>(i)]),
               qPrintable(QString("seed %1 step %2").arg(seed).arg(i)));
    }
    for (const DesignEdit& edit : edits) design = apply(design, edit);
    QVERIFY(sameDrawing(design, history.back()));
  }
}

void TestEdit::assignments_data() {
  QTest::addColumn<QString>("assignment");
  QTest::addColumn<QString>("error");
  const auto add = [](const char* text, const char* error) {
    QTest::newRow(text) << QString::fromUtf8(text) << error;
  };
  add("lens1.focal_length=25 mm", "");
  add("vcsel_array1[7].detuning=2 GHz", "");
  add("training.batch=50", "");
  add("noise.all=off", "");
  add("network.hidden=100,100", "");
  add("lens1.focal_length", "path.syntax");
  add("=3", "path.syntax");
  add("lens1.=3", "path.syntax");
  add("lens9.x=3", "path.unknown-component");
  add("lens1.focus=3", "path.unknown-key");
  add("training.speed=3", "path.unknown-key");
  add("lens1[0].focal_length=3", "path.not-per-channel");
  add("vcsel_array1[25].detuning=1 GHz", "path.channel-range");
  add("vcsel_array1[-1].detuning=1 GHz", "path.syntax");
  add("lens1.focal_length=3 GHz", "value.wrong-dimension");
  add("training.batch=0", "value.out-of-range");
  add(".focal_length=3", "path.syntax");
  add("focal_length=3", "path.syntax");
  add("[0].detuning=1 GHz", "path.syntax");
  add("vcsel_array1].detuning=1 GHz", "path.syntax");
  add("vcsel_array1[x].detuning=1 GHz", "path.syntax");
  add("vcsel_array1[1x].detuning=1 GHz", "path.syntax");
  add("vcsel_array1[].detuning=1 GHz", "path.syntax");
  add("vcsel_array1[99999999999999].detuning=1 GHz", "path.syntax");
  add("vcsel_array1[0].detuning=none", "");
  add("vcsel_array1[0].detuning=1 mm", "value.wrong-dimension");
  add("vcsel_array1[0].focus=1", "path.unknown-key");
  add("training[0].batch=5", "path.unknown-component");
  add("training.batch=default", "");
  add("wormhole1.x=1", "path.unknown-kind");
}

void TestEdit::assignments() {
  QFETCH(QString, assignment);
  QFETCH(QString, error);
  Component strange = part("wormhole");
  strange.id = "wormhole1";
  const Design design = apply(twoLenses(), addComponent(twoLenses(), strange));
  const Result<Design> result = applyAssignment(design, assignment.toStdString());
  QCOMPARE(QString::fromStdString(result ? std::string() : result.error().id), error);
  if (!result) QVERIFY(!english(result.error()).empty());
}

void TestEdit::overridesReachTheChannel() {
  const Design design = applyAssignment(twoLenses(), "vcsel_array1[7].detuning=2 GHz").value();
  const ComponentPtr array = findComponent(design, "vcsel_array1");
  const PartView view = viewOf(*array, *findKind(array->kind));
  QCOMPARE(view.real("detuning", 7), 2e9);
  QCOMPARE(view.real("detuning", 8), 0.0);
  const Design back = applyAssignment(design, "vcsel_array1[7].detuning=default").value();
  QVERIFY(sameDrawing(back, twoLenses()));
}

void TestEdit::changesAreToldValueByValue() {
  const Design before = twoLenses();
  Design after = apply(before, setParameter(before, "lens1", "focal_length", Value(0.06)));
  after = apply(after, setOverride(after, "vcsel_array1", "detuning", 3, 1e9));
  after = apply(after, removeComponents(after, {"lens2"}));
  after = apply(after, addComponent(after, part("mirror")));
  after = apply(after, setSetting(after, "training.epochs", Value(std::int64_t{7})));
  QStringList told;
  for (const Message& change : changesOf(difference(before, after)))
    told << QString::fromStdString(english(change));
  told.sort();
  QCOMPARE(told, QStringList({"lens1: Focal length was 20 mm, is 60 mm", "lens2 was removed",
                              "mirror1 was added", "training.epochs: Epochs was 10, is 7",
                              "vcsel_array1: Detuning of single channels differs"}));
  QVERIFY(changesOf(difference(before, before)).empty());
}

void TestEdit::everythingElseThatDiffersIsTold() {
  Design before = twoLenses();
  Component strange = part("wormhole");
  strange.id = "wormhole1";
  strange.values["depth"] = Value(1.0);
  before = apply(before, addComponent(before, strange));
  before = apply(before, setOverride(before, "vcsel_array1", "detuning", 1, 1e9));
  Design after = before;
  after.name = "Other";
  const auto change = [&after](const char* id, const auto& how) {
    Component changed = *findComponent(after, id);
    how(changed);
    after = apply(after, replaceComponent(after, std::make_shared<Component>(changed)));
  };
  change("lens1", [](Component& lens) { lens.locked = true; });
  change("lens2", [](Component& lens) {
    lens.hidden = true;
    lens.name = "Collimator";
    lens.group = "leader";
  });
  change("wormhole1", [](Component& hole) {
    hole.values["depth"] = Value(2.0);
    hole.locked = true;
  });
  change("vcsel_array1", [](Component& array) {
    array.overrides.clear();
    array.values["injection_ratio"] = Value(-20.0);
  });
  QStringList told;
  for (const Message& one : changesOf(difference(before, after)))
    told << QString::fromStdString(english(one));
  QVERIFY2(told.size() >= 8, qPrintable(told.join("; ")));
  QStringList back;
  Design unlocked = after;
  Component freed = *findComponent(after, "lens1");
  freed.locked = false;
  unlocked = apply(after, replaceComponent(after, std::make_shared<Component>(freed)));
  for (const Message& one : changesOf(difference(after, unlocked)))
    back << QString::fromStdString(english(one));
  QCOMPARE(back.size(), 1);
  QVERIFY(!told.contains(back.first()));
}

void TestEdit::mergedEditsMayCancel() {
  const Design start = twoLenses();
  const auto renamed = [](const char* from, const char* to) {
    DesignEdit edit;
    edit.renamed = true;
    edit.nameBefore = from;
    edit.nameAfter = to;
    return edit;
  };
  const DesignEdit epochs = setSetting(start, "training.epochs", Value(std::int64_t{7}));
  const DesignEdit more = setSetting(apply(start, epochs), "training.epochs", Value(std::int64_t{9}));
  const DesignEdit batch = setSetting(start, "training.batch", Value(std::int64_t{7}));
  QCOMPARE(merged(epochs, more).settings.size(), std::size_t{1});
  QVERIFY(apply(start, merged(epochs, more)) == apply(apply(start, epochs), more));
  QCOMPARE(merged(epochs, batch).settings.size(), std::size_t{2});
  QVERIFY(merged(epochs, inverse(epochs)).empty());
  QVERIFY(merged(renamed("", "a"), renamed("a", "")).empty());
  const DesignEdit twice = merged(renamed("", "a"), renamed("a", "b"));
  QCOMPARE(twice.nameBefore, std::string());
  QCOMPARE(twice.nameAfter, std::string("b"));
  const DesignEdit late = merged(epochs, renamed("", "b"));
  QVERIFY(late.renamed && !late.empty());
  const DesignEdit other =
      merged(addComponent(start, part("mirror")), setParameter(start, "lens1", "x", Value(0.01)));
  QCOMPARE(other.components.size(), std::size_t{2});
}

void TestEdit::settingsAtTheirDefaultAreNotKept() {
  const Design start = twoLenses();
  const Design changed = applyAssignment(start, "training.epochs=7").value();
  QCOMPARE(changed.settings.size(), std::size_t{1});
  QVERIFY(applyAssignment(changed, "training.epochs=10").value().settings.empty());
  QVERIFY(applyAssignment(changed, "training.epochs=default").value().settings.empty());
}

void TestEdit::idsOfAllShapesAreCounted() {
  Design design;
  for (const char* id : {"lens7", "lens", "lensx", "lens3b", "mirror9", "lens99999999999999999999"}) {
    Component lens = part("lens");
    lens.id = id;
    DesignEdit edit;
    edit.components.push_back({id, -1, nullptr, std::make_shared<Component>(lens)});
    design = apply(design, edit);
  }
  QCOMPARE(design.components.size(), std::size_t{6});
  QCOMPARE(freshId(design, "lens"), std::string("lens8"));
}

void TestEdit::manyPartsAreListedInPart() {
  Design design;
  for (int i = 0; i < 200; ++i) design = apply(design, addComponent(design, part("lens")));
  const std::string message = english(applyAssignment(design, "lens900.x=1").error());
  QVERIFY2(message.size() < 600 && message.find("…") != std::string::npos, message.c_str());
}

void TestEdit::designsDifferInEveryPart() {
  const Design one = twoLenses();
  QVERIFY(one == twoLenses());
  Design other = one;
  other.name = "x";
  QVERIFY(!(one == other));
  other = one;
  other.counters["lens"] = 9;
  QVERIFY(!(one == other));
  other = one;
  other.components.pop_back();
  QVERIFY(!(one == other));
  other = applyAssignment(one, "training.epochs=7").value();
  QVERIFY(!(one == other));
  other = one;
  other.extra["unknown"] = "1";
  QVERIFY(!(one == other));
}

QTEST_APPLESS_MAIN(TestEdit)
#include "tst_edit.moc"
