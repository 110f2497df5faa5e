#include "design/design_diff.h"

#include <QTest>
#include <random>

#include "all_rooms.h"
#include "core/documents/sample_design.h"
#include "design/edit.h"
#include "design/edit_words.h"
#include "design/kind.h"
#include "test_support.h"

using namespace lightloom::tests;

namespace {

QStringList told(const Design& from, const Design& to) {
  QStringList out;
  for (const ChangeLine& line : linesOf(diffOf(from, to))) out << QString::fromStdString(english(line));
  return out;
}

Design with(const Design& design, const QStringList& assignments) {
  Design out = design;
  for (const QString& assignment : assignments) out = test::with(out, assignment.toStdString());
  return out;
}

template <typename Change>
Design changed(const Design& design, const std::string& id, Change change) {
  auto part = std::make_shared<Component>(*findComponent(design, id));
  change(*part);
  return apply(design, replaceComponent(design, part));
}

// Random designs that share some parts, with everything that a file can hold.
Design randomDesign(std::mt19937& random) {
  Design design = sampleDesign(static_cast<int>(random() % 3));
  std::shuffle(design.components.begin(), design.components.end(), random);
  if (random() % 2) design.components.pop_back();
  for (unsigned i = random() % 4; i > 0; --i) {
    Component part;
    part.kind = allKinds()[random() % allKinds().size()]->id;
    part.values = {{"x", 1e-3 * static_cast<double>(random() % 5)}};
    design = apply(design, addComponent(design, part));
  }
  if (random() % 2) design.extra["author"] = "\"A" + std::to_string(random() % 3) + "\"";
  if (random() % 2) design.settings["training.batch"] = std::int64_t{100 + static_cast<int>(random() % 2)};
  if (random() % 2) design.settings["training.epochs"] = defaultValue(*findSetting("training.epochs"));
  if (random() % 3 == 0) design.counters.clear();
  return design;
}

}  // namespace

/// What one design has otherwise than another, to the last field, and the lines that say so.
class TestDesignDiff : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void leadsFromAnyDesignToAnyOther();
  void aMovedPartIsOneLine();
  void eachThingIsALine();
  void valuesThatLookAlikeHaveAllTheirDigits();
  void partsComeAndGo();
  void whatNobodyEditsIsToldToo();
  void anyThingIsSomething();
  void locksAndSightAreTold();
  void manyChannelsAreCounted();
  void saysWhatDoesNotFit();
  void fitsElsewhere();
};

void TestDesignDiff::leadsFromAnyDesignToAnyOther() {
  std::mt19937 random(7);
  int told = 0;
  for (int i = 0; i < 400; ++i) {
    const Design from = randomDesign(random), to = randomDesign(random);
    const DesignDiff diff = diffOf(from, to);
    QVERIFY(misfits(diff, from).empty());
    QVERIFY(applied(diff, from) == to);
    QCOMPARE(diff.empty(), from == to);
    QCOMPARE(linesOf(diff).empty(), from == to);
    told += static_cast<int>(linesOf(diff).size());
  }
  QVERIFY(told > 400);
}

void TestDesignDiff::aMovedPartIsOneLine() {
  const Design from = test::example("first-light");
  const Design to = with(from, {"beam_splitter4.x=103 mm", "beam_splitter4.y=1.5 mm"});
  const Design at = with(from, {"lens1.x=0", "lens1.y=0"});
  QCOMPARE(told(at, with(at, {"lens1.x=1.5 mm"})),
           QStringList{QString::fromUtf8("lens1 moved (0, 0) → (1.5 mm, 0) (Axon lens)")});
  QCOMPARE(told(from, to).size(), 1);
  QVERIFY(told(from, to)[0].contains(QString::fromUtf8("→ (103 mm, 1.5 mm) (Combiner)")));
}

void TestDesignDiff::eachThingIsALine() {
  const Design from = test::example("first-light");
  const Design to =
      with(from, {"beam_splitter4.fine_tilt=97 urad", "lens1.enabled=off", "vcsel_array2[7].detuning=1 GHz",
                  "vcsel_array2.role=axon", "training.batch=20", "network.hidden=10,20"});
  QCOMPARE(
      told(from, to),
      (QStringList{QString::fromUtf8("lens1.enabled on → off (Axon lens)"),
                   QString::fromUtf8("vcsel_array2.role synapse → axon (Synapses)"),
                   QString::fromUtf8("vcsel_array2[7].detuning default → 1 GHz (Synapses)"),
                   QString::fromUtf8("beam_splitter4.fine_tilt 0 → 97 µrad (Combiner)"),
                   QString::fromUtf8("network.hidden %1 → 10, 20")
                       .arg(QString::fromStdString(valueText(settingValue(from, "network.hidden")))),
                   QString::fromUtf8("training.batch %1 → 20").arg(settingInteger(from, "training.batch"))}));
  Design named = changed(from, "lens1", [](Component& part) {
    part.name = "L";
    part.locked = true;
    part.note = "a\nb";
    part.sources["focal_length"] = {Provenance::Measured, 1e-4, "ruler"};
  });
  named.name = "Other";
  const QStringList lines = told(from, named);
  QCOMPARE(lines.size(), 5);
  QCOMPARE(lines[0], QString::fromUtf8("title “First light: handwritten digits” → “Other”"));
  QVERIFY2(lines[1].startsWith("lens1.focal_length source") &&
               lines[1].endsWith(QString::fromUtf8("measured ± 0.1 mm “ruler” (L)")),
           qPrintable(lines[1]));
  QCOMPARE(lines[2], QString::fromUtf8("lens1.name “Axon lens” → “L” (L)"));
}

void TestDesignDiff::valuesThatLookAlikeHaveAllTheirDigits() {
  const Design from = test::example("first-light");
  const Design a = with(from, {"lens1.focal_length=0.02"}),
               b = with(from, {"lens1.focal_length=0.02000000001"});
  QCOMPARE(told(a, b),
           QStringList{QString::fromUtf8("lens1.focal_length 20 mm → 20.00000001 mm (Axon lens)")});
  const Design moved = with(a, {"lens1.x=0.5", "lens1.y=0"});
  QCOMPARE(told(moved, with(moved, {"lens1.x=0.5000000001"})),
           QStringList{QString::fromUtf8("lens1 moved (500 mm, 0 mm) → (500.0000001 mm, 0 mm) (Axon lens)")});
}

void TestDesignDiff::partsComeAndGo() {
  const Design from = test::example("first-light");
  Component mirror;
  mirror.kind = "mirror";
  const Design to =
      apply(apply(from, removeComponents(from, {"lens1", "lens3"})), addComponent(from, mirror));
  QCOMPARE(told(from, to), (QStringList{"lens1 removed (lens) (Axon lens)",
                                        "lens3 removed (lens) (Lens, minus)", "mirror1 added (mirror)"}));
  const Design other = changed(from, "lens1", [](Component& part) { part.kind = "mirror"; });
  QVERIFY(told(from, other)[0].contains(QString::fromUtf8("lens1 replaced: lens → mirror")));
}

// Order, counters, what newer programs know and defaults that are written out are part of the hash.
void TestDesignDiff::whatNobodyEditsIsToldToo() {
  const Design from = test::example("first-light");
  Design ordered = from, counted = from, kept = from, written = from;
  std::swap(ordered.components[0], ordered.components[3]);
  counted.counters["lens"] += 5;
  kept.extra["future"] = "{\"a\":1}";
  written.settings["training.weight_decay"] = defaultValue(*findSetting("training.weight_decay"));
  QCOMPARE(told(from, ordered), QStringList{"parts are drawn in another order"});
  QCOMPARE(told(from, counted).size(), 1);
  QVERIFY(told(from, counted)[0].startsWith("counters.lens "));
  QCOMPARE(told(from, kept), QStringList{QString::fromUtf8("future – → {\"a\":1}")});
  if (!from.settings.contains("training.weight_decay"))
    QCOMPARE(told(from, written),
             QStringList{"training.weight_decay 0, which is the default, is written out"});
}

void TestDesignDiff::manyChannelsAreCounted() {
  const Design from = test::example("first-light");
  const Design to = changed(from, "vcsel_array2", [](Component& part) {
    for (int channel = 0; channel < 9; ++channel) part.overrides["detuning"][channel] = 1e9;
  });
  QCOMPARE(told(from, to), QStringList{"vcsel_array2.detuning of 9 single channels (Synapses)"});
}

void TestDesignDiff::saysWhatDoesNotFit() {
  const Design from = test::example("first-light");
  const DesignDiff diff = diffOf(from, with(from, {"lens1.focal_length=31 mm", "training.batch=20"}));
  const auto ids = [](const std::vector<Message>& problems) {
    QStringList out;
    for (const Message& problem : problems) out << QString::fromStdString(problem.id);
    return out;
  };
  QVERIFY(misfits(diff, from).empty());
  const std::vector<Message> other =
      misfits(diff, with(from, {"lens1.focal_length=77 mm", "training.batch=30"}));
  QCOMPARE(ids(other), (QStringList{"diff.other-value", "diff.other-value"}));
  QVERIFY2(english(other[0]).find("lens1.focal_length") != std::string::npos &&
               english(other[0]).find("77 mm") != std::string::npos,
           english(other[0]).c_str());
  QCOMPARE(ids(misfits(diff, apply(from, removeComponents(from, {"lens1"})))), QStringList{"diff.no-part"});
  Component mirror;
  mirror.kind = "mirror";
  const Design added = apply(from, addComponent(from, mirror));
  QCOMPARE(ids(misfits(diffOf(from, added), added)), QStringList{"diff.part-exists"});
  Design ordered = from;
  std::swap(ordered.components[0], ordered.components[3]);
  QCOMPARE(ids(misfits(diffOf(from, ordered), added)), QStringList{"diff.other-parts"});
}

void TestDesignDiff::fitsElsewhere() {
  const Design from = test::example("first-light");
  const Design base = with(from, {"lens2.focal_length=77 mm", "noise.shot=off"});
  const QStringList changes{"lens1.focal_length=31 mm", "training.batch=20"};
  const DesignDiff diff = diffOf(from, with(from, changes));
  QVERIFY(misfits(diff, base).empty());
  QVERIFY(applied(diff, base) == with(base, changes));
}

void TestDesignDiff::anyThingIsSomething() {
  const auto with = [](auto change) {
    DesignDiff diff;
    change(diff);
    return diff.empty();
  };
  QVERIFY(with([](DesignDiff&) {}));
  QVERIFY(!with([](DesignDiff& diff) { diff.components.emplace_back(); }));
  QVERIFY(!with([](DesignDiff& diff) { diff.settings.emplace_back(); }));
  QVERIFY(!with([](DesignDiff& diff) { diff.counters.emplace_back(); }));
  QVERIFY(!with([](DesignDiff& diff) { diff.fields.emplace_back(); }));
  QVERIFY(!with([](DesignDiff& diff) { diff.title.emplace(); }));
  QVERIFY(!with([](DesignDiff& diff) { diff.order.emplace_back("a"); }));
}

void TestDesignDiff::locksAndSightAreTold() {
  Design open;
  Component part;
  part.id = "lens1";
  part.kind = "lens";
  open.components.push_back(std::make_shared<const Component>(part));
  part.locked = part.hidden = true;
  Design shut = open;
  shut.components[0] = std::make_shared<const Component>(part);
  const auto said = [](const Design& from, const Design& to) {
    std::string out;
    for (const Message& line : changesOf(difference(from, to))) out += english(line) + '\n';
    return out;
  };
  QCOMPARE(said(open, shut), std::string("lens1 was locked\nlens1 was hidden\n"));
  QCOMPARE(said(shut, open), std::string("lens1 was unlocked\nlens1 was shown\n"));
}

QTEST_GUILESS_MAIN(TestDesignDiff)
#include "tst_design_diff.moc"
