#include "canvas/frame_meter.h"

#include <QLocale>
#include <algorithm>

#include "canvas/bench_view.h"
#include "document/document.h"

namespace lightloom::ui {
namespace {

constexpr int kWordsMs = 300;  // words that change faster cannot be read

QString milliseconds(double value) {
  return FrameMeter::tr("%1 ms").arg(QLocale().toString(value, 'f', 1));
}

}  // namespace

FrameMeter::FrameMeter(Document& document, BenchView& view, QWidget* parent) : QLabel(parent) {
  setObjectName(QStringLiteral("frameMeter"));
  setToolTip(
      tr("Time for light, links and locks after the last change, and the slowest repaint of the bench"));
  setVisible(false);
  connect(&view, &BenchView::painted, this, &FrameMeter::takePaint);
  connect(&document, &Document::compiled, this, &FrameMeter::takeBench);
  m_sinceWords.start();
}

void FrameMeter::takeBench(double milliseconds) {
  m_light = milliseconds;
  write();
}

void FrameMeter::takePaint(double milliseconds) {
  m_slowest = std::max(m_slowest, milliseconds);
  if (m_sinceWords.elapsed() < kWordsMs) return;
  m_sinceWords.restart();
  m_paint = m_slowest;
  m_slowest = 0;
  write();
}

void FrameMeter::write() {
  if (isHidden()) return;
  setText(tr("light %1 · picture %2").arg(milliseconds(m_light), milliseconds(m_paint)));
}

}  // namespace lightloom::ui
