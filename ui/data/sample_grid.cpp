#include "data/sample_grid.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kSampleGap = 6;

}  // namespace

SampleGrid::SampleGrid(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("dataSamples"));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void SampleGrid::setSamples(std::vector<DataSample> samples) {
  m_samples = std::move(samples);
  setAccessibleName(tr("%n pictures from all over the set", nullptr, static_cast<int>(m_samples.size())));
  update();
}

void SampleGrid::paintEvent(QPaintEvent*) {
  if (m_samples.empty()) return;
  QPainter painter(this);
  const int columns = static_cast<int>(std::ceil(std::sqrt(static_cast<double>(m_samples.size()))));
  const int rows = (static_cast<int>(m_samples.size()) + columns - 1) / columns;
  const int side = std::min(width() / columns, height() / rows);
  const QPoint start((width() - side * columns) / 2, (height() - side * rows) / 2);
  for (int i = 0; i < static_cast<int>(m_samples.size()); ++i) {
    const QPoint at = start + QPoint(i % columns * side, i / columns * side);
    paintSample(painter, QRect(at, QSize(side - kSampleGap, side - kSampleGap)),
                m_samples[static_cast<std::size_t>(i)], isDark(palette()));
  }
}

}  // namespace lightloom::ui
