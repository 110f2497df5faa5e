// A window in which somebody edits without a pause, for tests that end it in the midst of it:
//   edit_session RECOVERY_FOLDER DESIGN SEED [hang]
// Prints a line "milliseconds SHA-256" for each state of the design, milliseconds by the clock that all
// processes share. With `hang` the window stops answering after its first edits.
#include <unistd.h>
#include <QApplication>
#include <QTimer>

#include <cstdio>
#include <ctime>
#include <random>
#include <string>

#include "document/part_edits.h"
#include "documents/recovery.h"
#include "main_window.h"
#include "recovery/recovery.h"
#include "ui_fixture.h"

using namespace lightloom::tests;

namespace {

constexpr int kEditsBeforeHang = 5;

long long millisecondsNow() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return 1000LL * now.tv_sec + now.tv_nsec / 1'000'000;
}

void randomEdit(Document& document, std::mt19937& random) {
  const auto pick = [&](std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random);
  };
  const auto place = [&] { return -0.2 + 1e-3 * static_cast<double>(pick(400)); };
  const std::size_t what = pick(6);
  const Design& design = document.design();
  if (what == 0) return document.push(placePart(design, "lens", {place(), place()}));
  if (what == 1 && document.undoStack().canUndo()) return document.undoStack().undo();
  if (what == 2 && document.undoStack().canRedo()) return document.undoStack().redo();
  const std::string id = design.components[pick(design.components.size())]->id;
  document.push(setParameter(design, id, "x", Value(place())), document.newGesture());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  QApplication application(argc, argv);
  prepareWindowTest();
  MainWindow window;
  if (!window.openPath(QString::fromLocal8Bit(argv[2]))) return 1;
  window.protectWork(QString::fromLocal8Bit(argv[1]));
  window.show();
  std::mt19937 random(static_cast<unsigned>(std::stoul(argv[3])));
  const bool hangs = argc > 4;
  int edits = 0;
  QTimer timer;
  QObject::connect(&timer, &QTimer::timeout, &window, [&] {
    randomEdit(window.document(), random);
    const bool modified = window.document().isModified();
    std::printf("%lld %s\n", millisecondsNow(),
                modified ? designHash(window.document().design()).c_str() : "saved");
    std::fflush(stdout);
    if (hangs && ++edits >= kEditsBeforeHang && modified)
      while (true) ::pause();
    timer.start(std::uniform_int_distribution<int>(1, 400)(random));
  });
  timer.setSingleShot(true);
  timer.start(0);
  return QApplication::exec();
}
