// How long the canvas takes to follow a hand, in the real widgets, without a display:
//
//   cmake --build build --target bench_canvas && QT_QPA_PLATFORM=offscreen build/tests/bench/bench_canvas
//
// A lens is dragged through two benches, alone and beside the outlines of where every part stood before, then
// the view is panned and zoomed over the larger one (10 000 lasers and as many pixels). Each frame is all
// that happens before the next mouse move: light, links, locks, numbers and picture. One bench alone:
// bench_canvas 5x5.
#include <QApplication>
#include <QElapsedTimer>
#include <QMouseEvent>
#include <QWindow>
#include <algorithm>
#include <cstdio>
#include <functional>

#include "all_rooms.h"
#include "canvas/bench_view.h"
#include "canvas/part_item.h"
#include "document/document.h"
#include "document/selection.h"
#include "documents/design_file.h"
#include "files/program_files.h"
#include "speed/traced_benches.h"

using namespace lightloom::tests;

namespace {

constexpr int kFrames = 300;

void report(const char* what, const std::function<void(int)>& frame) {
  std::vector<double> times;
  for (int i = 0; i < kFrames; ++i) {
    QElapsedTimer timer;
    timer.start();
    frame(i);
    times.push_back(1e-6 * static_cast<double>(timer.nsecsElapsed()));
  }
  std::sort(times.begin(), times.end());
  std::printf("%-28s median %6.1f ms   p99 %6.1f ms\n", what, times[kFrames / 2], times[kFrames * 99 / 100]);
}

void send(QWidget* to, QEvent::Type type, QPoint at) {
  const Qt::MouseButton button = type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton;
  const Qt::MouseButtons held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
  QMouseEvent event(type, at, to->mapToGlobal(at), button, held, Qt::NoModifier);
  QApplication::sendEvent(to, &event);
}

std::string lensOf(const Design& design) {
  for (const ComponentPtr& part : design.components)
    if (part->kind == "lens") return part->id;
  return {};
}

void measure(const std::string& name, const Design& design, bool views) {
  Document document;
  Selection selection(document);
  BenchView view(document, selection);
  view.resize(1366, 768);
  view.show();
  while (!view.windowHandle() || !view.windowHandle()->isExposed()) QApplication::processEvents();
  QElapsedTimer timer;
  timer.start();
  document.push(difference(document.design(), design));
  document.compilePending();
  view.fitAll();
  view.viewport()->repaint();
  std::printf("%-28s %13.1f ms\n", (name + " opens in").c_str(),
              1e-6 * static_cast<double>(timer.nsecsElapsed()));
  QWidget* const paper = view.viewport();
  const QPoint start = view.mapFromScene(view.benchScene().partItem(lensOf(design))->pos());
  send(paper, QEvent::MouseButtonPress, start);
  double lightMs = 0;
  QObject::connect(&document, &Document::compiled, &view, [&lightMs](double ms) { lightMs += ms; });
  QElapsedTimer step;
  double hand = 0, scene = 0, picture = 0;
  report((name + " drag").c_str(), [&](int i) {
    step.start();
    send(paper, QEvent::MouseMove, start + QPoint(5 + i % 40, i % 3));
    hand += 1e-6 * static_cast<double>(step.nsecsElapsed());
    step.start();
    document.compilePending();
    scene += 1e-6 * static_cast<double>(step.nsecsElapsed());
    step.start();
    paper->repaint();
    picture += 1e-6 * static_cast<double>(step.nsecsElapsed());
  });
  std::printf("%-28s hand %.1f, light %.1f, scene %.1f, picture %.1f ms on average\n", "", hand / kFrames,
              lightMs / kFrames, (scene - lightMs) / kFrames, picture / kFrames);
  send(paper, QEvent::MouseButtonRelease, start);
  PartIds all;
  for (const ComponentPtr& part : design.components) all.push_back(part->id);
  view.benchScene().setReference(apply(design, moveParts(design, design, all, {-4e-3, 3e-3})));
  const QPoint again = view.mapFromScene(view.benchScene().partItem(lensOf(design))->pos());
  send(paper, QEvent::MouseButtonPress, again);
  double beside = 0;
  report((name + " drag, compared").c_str(), [&](int i) {
    send(paper, QEvent::MouseMove, again + QPoint(5 + i % 40, i % 3));
    document.compilePending();
    step.start();
    paper->repaint();
    beside += 1e-6 * static_cast<double>(step.nsecsElapsed());
  });
  std::printf("%-28s picture %.1f ms on average\n", "", beside / kFrames);
  send(paper, QEvent::MouseButtonRelease, again);
  view.benchScene().setReference(std::nullopt);
  if (!views) return;
  report((name + " pan").c_str(), [&](int i) {
    view.centerOn(view.mapToScene(paper->rect().center()) + QPointF(i % 20 < 10 ? 2 : -2, 0));
    paper->repaint();
  });
  report((name + " zoom").c_str(), [&](int i) {
    view.setZoom(view.zoom() * (i % 40 < 20 ? 1.1 : 1 / 1.1));
    paper->repaint();
  });
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  const Result<Design> example = readDesignFile(examplePath("mnist-5x5.loom"));
  if (!example) return 1;
  const auto benches = tracedBenches(example.value());
  if (!benches) return 1;
  for (const auto& [name, design] : benches.value())
    if (argc > 1 ? name == argv[1] : name != "25x25") measure(name, design, name == "100x100");
  return 0;
}
