// Parts are dragged on random benches, frame by frame as in the window. A frame is all that happens between
// two moves of the mouse: light, links, locks, checks, loupes and picture. No bench may crash or hang, and
// none may hold the hand up.
//
//   LIGHTLOOM_RANDOM_BENCHES=10000 ui_tst_random_benches     (FIRST:COUNT begins elsewhere)
//
// Benches run in programs of their own, so that one that crashes is found out; a bench that fails is taken
// apart until nothing can be left out, and what remains is printed as a design.
#include <sys/resource.h>

#include <QApplication>
#include <QFile>
#include <QMouseEvent>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>
#include <cstdio>
#include <ctime>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/part_item.h"
#include "canvas/tools/tool_box.h"
#include "document/document.h"
#include "document/selection.h"
#include "random_benches.h"
#include "sanitized.h"
#include "ui_fixture.h"

using namespace lightloom::tests;
using random_benches::Maker;
using random_benches::reduced;

namespace {

constexpr int kFewBenches = 80;
constexpr int kBatch = 200;          // benches for one program
constexpr double kFrameLimit = 0.2;  // s of processor time
constexpr int kHang = 20000;         // ms
constexpr const char* kWorker = "--drag";

// Under a sanitizer or without optimisation everything takes longer; in the test run other programs take part
// of the caches. What the budgets of the walks bound, they bound exactly: see below.
double frameLimit(bool many) {
#if LIGHTLOOM_SANITIZED
  return 100 * kFrameLimit;
#else
  return (many ? 1 : 5) * kFrameLimit;
#endif
}

double processorSeconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

void send(QWidget* to, QEvent::Type type, QPoint at) {
  const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
  const Qt::MouseButtons held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
  QMouseEvent event(type, at, to->mapToGlobal(at), button, held, Qt::NoModifier);
  QApplication::sendEvent(to, &event);
}

struct Dragged {
  double slowest = 0;  // s, of the frames
  double open = 0;     // s
  bool withinBudget = true;
};

// What all sources together may take, see TraceBudget: the first try and the one by power.
bool withinBudget(const Trace& trace, std::size_t faces) {
  const TraceBudget budget;
  const double sources = static_cast<double>(trace.sources.size());
  const double step = TraceBudget::kStep + static_cast<double>(faces);
  const double straight = TraceBudget::kMostFaces * (step + static_cast<double>(SpotPowers::kMostApart));
  return trace.work <= 2 * (budget.work + sources * (budget.leastWork + straight));
}

class Hand {
 public:
  Hand() : m_selection(m_document), m_view(m_document, m_selection) {
    m_view.resize(900, 600);
    m_view.show();
    while (!m_view.windowHandle() || !m_view.windowHandle()->isExposed()) QApplication::processEvents();
  }

  // The number also chooses what is dragged and what is shown.
  Dragged drag(const Design& design, std::uint64_t number) {
    Dragged out;
    const auto timed = [](const auto& work) {
      const double start = processorSeconds();
      work();
      return processorSeconds() - start;
    };
    out.open = timed([&] {
      m_document.show(design);
      m_view.benchScene().setAnatomyShown(number % 4 == 0);
      m_view.benchScene().setBeamColouring(static_cast<BeamColouring>(number % 3));
      m_view.fitAll();
      m_view.viewport()->repaint();
    });
    PartItem* part = nullptr;
    const auto& parts = m_document.design().components;
    for (std::size_t i = 0; i < parts.size() && !part; ++i)
      part = m_view.benchScene().partItem(parts[(i + number) % parts.size()]->id);
    if (!part) return out;
    if (number % 3 == 0) lightProducts();
    QWidget* const paper = m_view.viewport();
    const QPoint start = m_view.mapFromScene(part->pos());
    const auto frame = [&](QEvent::Type type, QPoint at) {
      out.slowest = std::max(out.slowest, timed([&] {
                               send(paper, type, at);
                               m_document.compilePending();
                               paper->repaint();
                             }));
      const Bench& bench = *m_document.bench();
      out.withinBudget = out.withinBudget && withinBudget(bench.trace, bench.layout.faces.size());
    };
    m_selection.set({part->id()});
    frame(QEvent::MouseButtonPress, start);
    for (int i = 1; i <= 4; ++i) frame(QEvent::MouseMove, start + QPoint(9 * i, 5 * i - 4 * (i / 3)));
    frame(QEvent::MouseButtonRelease, start + QPoint(36, 16));
    if (number % 5 == 0) {
      m_view.tools().take(ToolBox::Hand::Probe);
      for (int i = 0; i < 2; ++i) frame(QEvent::MouseMove, start + QPoint(3 * i, 0));
      m_view.tools().take(ToolBox::Hand::Select);
    }
    return out;
  }

 private:
  void lightProducts() {
    for (const Cell& cell : m_document.bench()->cells.cells) {
      m_view.benchScene().lightProducts({cell.axonId, 0});
      return;
    }
  }

  Document m_document;
  Selection m_selection;
  BenchView m_view;
};

// Lines of "number frame open budget", each before the next bench begins.
int work(int argc, char** argv) {
  QApplication application(argc, argv);
  prepareWindowTest();
  Hand hand;
  const std::uint64_t first = std::strtoull(argv[2], nullptr, 10);
  const std::uint64_t count = std::strtoull(argv[3], nullptr, 10);
  for (std::uint64_t i = first; i < first + count; ++i) {
    const Result<Design> given = argc > 4 ? readDesignFile(argv[4]) : Maker(i).make();
    if (!given) return 1;
    const Dragged dragged = hand.drag(given.value(), i);
    std::printf("%llu %.6f %.6f %d\n", static_cast<unsigned long long>(i), dragged.slowest, dragged.open,
                dragged.withinBudget);
    std::fflush(stdout);
  }
  return 0;
}

struct Range {
  std::uint64_t first = 0, count = kFewBenches;
};

// "COUNT" or "FIRST:COUNT" of the environment.
Range wanted() {
  Range out;
  const QList<QByteArray> words = qgetenv("LIGHTLOOM_RANDOM_BENCHES").split(':');
  if (words.back().toULongLong() > 0) out.count = words.back().toULongLong();
  if (words.size() > 1) out.first = words.front().toULongLong();
  return out;
}

struct Verdict {
  std::uint64_t done = 0;  // benches that answered
  double slowest = 0, slowestOpen = 0;
  std::uint64_t slowestBench = 0;
  QString fault;  // of the bench after those; empty where there is none
};

// Runs benches until one fails.
Verdict run(const Range& range, double limit, const QString& file = {}) {
  Verdict out;
  QProcess worker;
  worker.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  QStringList words{QLatin1String(kWorker), QString::number(range.first), QString::number(range.count)};
  if (!file.isEmpty()) words << file;
  worker.start(QApplication::applicationFilePath(), words);
  while (true) {
    if (!worker.canReadLine() && !worker.waitForReadyRead(kHang) && worker.state() == QProcess::Running) {
      out.fault = QStringLiteral("hangs");
      worker.kill();
      worker.waitForFinished();
      return out;
    }
    if (!worker.canReadLine() && worker.state() != QProcess::Running) break;
    while (worker.canReadLine()) {
      const QList<QByteArray> numbers = worker.readLine().trimmed().split(' ');
      if (numbers.size() < 4) continue;
      const double frame = numbers[1].toDouble();
      out.slowestOpen = std::max(out.slowestOpen, numbers[2].toDouble());
      if (frame > out.slowest) {
        out.slowest = frame;
        out.slowestBench = numbers[0].toULongLong();
      }
      if (frame > limit) out.fault = QStringLiteral("a frame of %1 ms").arg(1e3 * frame, 0, 'f', 0);
      if (numbers[3] != "1") out.fault = QStringLiteral("light went beyond its budget");
      if (!out.fault.isEmpty()) {
        worker.kill();
        worker.waitForFinished();
        return out;
      }
      ++out.done;
    }
  }
  const bool fine = worker.exitStatus() == QProcess::NormalExit && worker.exitCode() == 0;
  if (!fine) out.fault = QStringLiteral("ends with %1 %2").arg(worker.exitStatus()).arg(worker.exitCode());
  return out;
}

// Takes parts away while the fault stays; a slow frame must be slow twice.
Design smallestFailing(std::uint64_t number, double limit) {
  QTemporaryDir folder;
  const std::string path = folder.filePath(QStringLiteral("bench.loom")).toStdString();
  const auto fails = [&](const Design& design) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly)) return false;
    file.write(QByteArray::fromStdString(writeDesign(design)));
    file.close();
    const QString name = QString::fromStdString(path);
    return !run({number, 1}, limit, name).fault.isEmpty() && !run({number, 1}, limit, name).fault.isEmpty();
  };
  return reduced(Maker(number).make(), fails);
}

}  // namespace

class TestRandomBenches : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sameNumberSameBench();
  void reducerKeepsWhatFails();
  void noFrameHoldsTheHandUp();
};

void TestRandomBenches::sameNumberSameBench() {
  QVERIFY(Maker(7).make() == Maker(7).make());
  QVERIFY(!(Maker(7).make() == Maker(8).make()));
  std::size_t most = 0;
  for (std::uint64_t i = 0; i < 50; ++i) most = std::max(most, Maker(i).make().components.size());
  QVERIFY2(most > 20, qPrintable(QString::number(most)));
}

void TestRandomBenches::reducerKeepsWhatFails() {
  Design design;
  for (int i = 0; i < 23; ++i)
    design = apply(design, placePart(design, i % 2 ? "mirror" : "lens", {0.01 * i, 0}));
  int asked = 0;
  const auto has = [](const Design& of, const char* id) { return findComponent(of, id) != nullptr; };
  const Design small = reduced(design, [&](const Design& of) {
    ++asked;
    return has(of, "mirror3") && has(of, "lens9");
  });
  QCOMPARE(small.components.size(), std::size_t{2});
  QVERIFY(has(small, "mirror3") && has(small, "lens9"));
  QVERIFY2(asked < 100, qPrintable(QString::number(asked)));
}

void TestRandomBenches::noFrameHoldsTheHandUp() {
  const Range range = wanted();
  const double limit = frameLimit(range.count > kFewBenches);
  double slowest = 0, slowestOpen = 0;
  int faults = 0;
  for (std::uint64_t next = range.first; next < range.first + range.count;) {
    const Verdict verdict =
        run({next, std::min<std::uint64_t>(kBatch, range.first + range.count - next)}, limit);
    if (verdict.slowest > slowest)
      std::fprintf(stderr, "bench %llu: slowest frame %.0f ms\n",
                   static_cast<unsigned long long>(verdict.slowestBench), 1e3 * verdict.slowest);
    slowest = std::max(slowest, verdict.slowest);
    slowestOpen = std::max(slowestOpen, verdict.slowestOpen);
    next += verdict.done;
    if (verdict.fault.isEmpty()) continue;
    // A frame may have been slow because of something else that the machine did.
    if (!run({next, 1}, limit).fault.isEmpty()) {
      ++faults;
      std::fprintf(stderr, "bench %llu %s; the smallest bench that fails:\n%s\n",
                   static_cast<unsigned long long>(next), qPrintable(verdict.fault),
                   writeDesign(smallestFailing(next, limit)).c_str());
    }
    ++next;
  }
  std::fprintf(stderr, "%llu benches: slowest frame %.0f ms, slowest opening %.0f ms of processor time\n",
               static_cast<unsigned long long>(range.count), 1e3 * slowest, 1e3 * slowestOpen);
  QCOMPARE(faults, 0);
}

int main(int argc, char** argv) {
  if (argc > 3 && std::strcmp(argv[1], kWorker) == 0) return work(argc, argv);
  // Thousands of benches take longer than Qt gives one function of a test.
  if (qEnvironmentVariableIsSet("LIGHTLOOM_RANDOM_BENCHES")) qputenv("QTEST_FUNCTION_TIMEOUT", "100000000");
  QApplication application(argc, argv);
  prepareWindowTest();
  TestRandomBenches test;
  return QTest::qExec(&test, argc, argv);
}

#include "tst_random_benches.moc"
