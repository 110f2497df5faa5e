#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <vector>

#include "document/loupe_edits.h"
#include "document/part_edits.h"
#include "documents/design_file.h"
#include "documents/recovery.h"
#include "main_window.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

namespace {

// One thing that a person does: which, and two numbers that say the rest of it, so that a list of them can be
// shortened and does the same things.
struct Act {
  int kind;
  std::uint32_t a, b;
};
constexpr int kKinds = 14;

std::vector<Act> randomActs(std::uint32_t seed, int count) {
  std::mt19937 random(seed);
  std::vector<Act> out;
  for (int i = 0; i < count; ++i)
    out.push_back({std::uniform_int_distribution<int>(0, kKinds - 1)(random),
                   static_cast<std::uint32_t>(random()), static_cast<std::uint32_t>(random())});
  return out;
}

// Undo takes back a drawing, but never the counters that keep ids from being used twice.
std::string hashOf(Design design) {
  design.counters.clear();
  return designHash(design);
}

/// A document beside the plainest model of one: a list of designs and a place in it.
class Modelled {
 public:
  explicit Modelled(Document& document) : m_document(document), m_states{hashOf(document.design())} {}

  /// Does it on both; why they differ, where they do.
  std::optional<QString> act(const Act& act) {
    QUndoStack& stack = m_document.undoStack();
    const Design& design = m_document.design();
    if (act.kind != 6) m_gesture = Document::kNoGesture;  // the hand is lifted
    switch (act.kind) {
      case 0:
      case 1:
        if (m_at > 0) --m_at;
        stack.undo();
        break;
      case 2:
        if (m_at + 1 < m_states.size()) ++m_at;
        stack.redo();
        break;
      case 3:
        push(placePart(design, kKindNames[act.a % std::size(kKindNames)],
                       {coordinate(act.a), coordinate(act.b)}));
        break;
      case 4:
        if (design.components.size() > 3) push(removeComponents(design, {idAt(act.a), idAt(act.b)}));
        break;
      case 5:
        push(setParameter(design, idAt(act.a), "x", Value(coordinate(act.b))));
        break;
      case 6:
        drag(act);
        break;
      case 7:
        push(turnParts(design, {idAt(act.a)}, 0.1 * static_cast<double>(act.b % 7)));
        break;
      case 8:
        push(setSetting(design, "training.epochs", Value(std::int64_t{1 + act.a % 5})));
        break;
      case 9:
        push(lockParts(design, {idAt(act.a)}, act.b % 2 == 0));
        break;
      case 10:
        push(changePart(design, idAt(act.a), QStringLiteral("Rename"),
                        [&](Component& part) { part.name = std::to_string(act.b % 3); }));
        break;
      case 11: {
        PartIds ids;
        push(insertParts(design, {findComponent(design, idAt(act.a))}, {0.01, 0.01},
                         QStringLiteral("Duplicate"), ids));
        break;
      }
      case 12: {
        Design other = design;
        other.name = std::to_string(act.a % 4);
        m_document.replaceWith(other, QStringLiteral("Replace"));
        note();
        break;
      }
      case 13:
        push(moveParts(design, design, {idAt(act.a), idAt(act.b)},
                       {coordinate(act.a) / 10, coordinate(act.b) / 10}));
        break;
    }
    return difference();
  }

  /// Back to the beginning and forth to the end again.
  std::optional<QString> walk() {
    const std::size_t end = m_states.size() - 1;
    while (m_at > 0)
      if (auto fault = act({0, 0, 0})) return fault;
    while (m_at < end)
      if (auto fault = act({2, 0, 0})) return fault;
    return std::nullopt;
  }

 private:
  static constexpr const char* kKindNames[] = {"lens",        "mirror", "beam_splitter",
                                               "vcsel_array", "loupe",  "isolator"};

  static double coordinate(std::uint32_t number) { return -0.2 + 1e-3 * static_cast<double>(number % 400); }
  std::string idAt(std::uint32_t number) const {
    const auto& parts = m_document.design().components;
    return parts[number % parts.size()]->id;
  }

  void push(const DesignEdit& edit) {
    m_document.push(edit);
    note();
  }

  // One gesture as long as only drags follow each other: one step, or none where it ends as it began.
  void drag(const Act& act) {
    const bool begins = m_gesture == Document::kNoGesture;
    if (begins) {
      m_gesture = m_document.newGesture();
      m_before = m_states[m_at];
      m_stepOpen = false;
    }
    const double x = act.b % 5 == 0 ? 0.0 : coordinate(act.b);
    m_document.push(setParameter(m_document.design(), idAt(act.a), "x", Value(x)), m_gesture);
    const std::string now = hashOf(m_document.design());
    if (now == m_states[m_at]) return;
    if (!m_stepOpen) {
      m_states.resize(m_at + 1);
      m_states.push_back(now);
      ++m_at;
      m_stepOpen = true;
    } else if (now == m_before) {
      m_states.pop_back();
      --m_at;
      m_stepOpen = false;
    } else {
      m_states[m_at] = now;
    }
  }

  // What was done is a step where it changed something.
  void note() {
    const std::string now = hashOf(m_document.design());
    if (now == m_states[m_at]) return;
    m_states.resize(m_at + 1);
    m_states.push_back(now);
    ++m_at;
  }

  std::optional<QString> difference() const {
    if (hashOf(m_document.design()) != m_states[m_at]) return QStringLiteral("the design is another one");
    if (m_document.undoStack().index() != static_cast<int>(m_at))
      return QStringLiteral("step %1 instead of %2").arg(m_document.undoStack().index()).arg(m_at);
    return std::nullopt;
  }

  Document& m_document;
  std::vector<std::string> m_states;
  std::size_t m_at = 0;
  int m_gesture = Document::kNoGesture;
  std::string m_before;
  bool m_stepOpen = false;
};

using Fault = std::function<std::optional<QString>(const std::vector<Act>&)>;

/// The shortest list that still fails, by leaving out ever smaller pieces (delta debugging).
std::vector<Act> shortened(std::vector<Act> acts, const Fault& fault) {
  for (std::size_t piece = acts.size() / 2; piece > 0; piece /= 2) {
    for (std::size_t at = 0; at < acts.size();) {
      std::vector<Act> fewer = acts;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                  fewer.begin() + static_cast<std::ptrdiff_t>(std::min(at + piece, acts.size())));
      if (fault(fewer))
        acts = std::move(fewer);
      else
        at += piece;
    }
  }
  return acts;
}

QString listed(const std::vector<Act>& acts) {
  QStringList out;
  for (const Act& act : acts) out << QStringLiteral("{%1, %2, %3}").arg(act.kind).arg(act.a).arg(act.b);
  return out.join(QStringLiteral(", "));
}

std::optional<QString> faultOf(const std::vector<Act>& acts) {
  Document document;
  if (!document.open(examplePath("first-light.loom"))) return QStringLiteral("no example");
  Modelled modelled(document);
  for (const Act& act : acts)
    if (auto fault = modelled.act(act)) return fault;
  return modelled.walk();
}

long residentKilobytes() {
  std::ifstream file("/proc/self/status");
  std::string line;
  while (std::getline(file, line))
    if (line.rfind("VmRSS:", 0) == 0) return std::stol(line.substr(6));
  return 0;
}

}  // namespace

class TestUndo : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { prepareWindowTest(); }
  void randomActsComeBackExactly_data();
  void randomActsComeBackExactly();
  void savedInTheMidstItComesBackExactly();
  void undoDuringATrainingComesBackExactly();
  void aHundredThousandStepsTakeLittleMemory();
  void failuresAreShortened();
};

void TestUndo::randomActsComeBackExactly_data() {
  QTest::addColumn<int>("seed");
  const int seeds = std::max(3, qEnvironmentVariableIntValue("LIGHTLOOM_UNDO_SEEDS"));
  for (int seed = 1; seed <= seeds; ++seed) QTest::addRow("seed %d", seed) << seed;
}

void TestUndo::randomActsComeBackExactly() {
  QFETCH(int, seed);
  const int count = seed == 1 ? 2000 : qEnvironmentVariableIsSet("LIGHTLOOM_UNDO_SEEDS") ? 10000 : 600;
  const std::vector<Act> acts = randomActs(static_cast<std::uint32_t>(seed), count);
  const std::optional<QString> fault = faultOf(acts);
  if (fault)
    QFAIL(qPrintable(*fault + QStringLiteral("; the shortest: ") + listed(shortened(acts, faultOf))));
}

void TestUndo::savedInTheMidstItComesBackExactly() {
  QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("bench.loom"));
  Document document;
  QVERIFY(document.open(examplePath("first-light.loom")).ok());
  Modelled modelled(document);
  int saves = 0;
  for (const Act& act : randomActs(77, 400)) {
    const std::optional<QString> fault = modelled.act(act);
    QVERIFY2(!fault, qPrintable(fault.value_or(QString())));
    if (act.a % 40 != 0) continue;
    QVERIFY(document.save(path).ok());
    QVERIFY(!document.isModified());
    QCOMPARE(readDesignFile(path.toStdString()).value(), document.design());
    ++saves;
  }
  QVERIFY(saves > 3);
  const std::optional<QString> fault = modelled.walk();
  QVERIFY2(!fault, qPrintable(fault.value_or(QString())));
}

void TestUndo::undoDuringATrainingComesBackExactly() {
  MainWindow window;
  QVERIFY(window.openPath(examplePath("first-light.loom")));
  window.run().play();
  QTRY_VERIFY_WITH_TIMEOUT(window.run().view().steps > 0, 60000);
  Modelled modelled(window.document());
  for (const Act& act : randomActs(5, 60)) {
    const std::optional<QString> fault = modelled.act(act);
    QVERIFY2(!fault, qPrintable(fault.value_or(QString())));
    QTest::qWait(5);
  }
  const std::optional<QString> fault = modelled.walk();
  QVERIFY2(!fault, qPrintable(fault.value_or(QString())));
  QVERIFY(window.run().view().steps > 0);  // nothing of it began the run anew
  window.run().pause();
  window.document().undoStack().setClean();
}

void TestUndo::aHundredThousandStepsTakeLittleMemory() {
#if defined(__SANITIZE_ADDRESS__)
  QSKIP("the sanitizer keeps what was freed");
#endif
  Document document;
  QVERIFY(document.open(examplePath("first-light.loom")).ok());
  const std::string id = document.design().components.front()->id;
  const long before = residentKilobytes();
  constexpr int kSteps = 100'000;
  for (int step = 0; step < kSteps; ++step)
    document.push(setParameter(document.design(), id, "x", Value(1e-6 * step + 1e-9)));
  QCOMPARE(document.undoStack().index(), kSteps);
  constexpr long kMostKilobytes = 200 << 10;
  const long grown = residentKilobytes() - before;
  QVERIFY2(grown < kMostKilobytes, qPrintable(QStringLiteral("%1 KiB").arg(grown)));
}

void TestUndo::failuresAreShortened() {
  const auto needsBoth = [](const std::vector<Act>& acts) -> std::optional<QString> {
    const auto has = [&](int kind) {
      return std::any_of(acts.begin(), acts.end(), [kind](const Act& act) { return act.kind == kind; });
    };
    return has(3) && has(11) ? std::optional(QStringLiteral("both")) : std::nullopt;
  };
  const std::vector<Act> shortest = shortened(randomActs(1, 500), needsBoth);
  QCOMPARE(shortest.size(), std::size_t{2});
}

QTEST_MAIN(TestUndo)
#include "tst_undo.moc"
