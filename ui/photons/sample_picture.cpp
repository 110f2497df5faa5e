#include "photons/sample_picture.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

namespace lightloom::ui {
namespace {

constexpr int kGap = 4;

}  // namespace

SamplePicture::SamplePicture(const QString& caption, QWidget* parent) : QWidget(parent), m_caption(caption) {
  setAccessibleName(caption);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Expanding);
}

void SamplePicture::setValues(const std::vector<float>& values, int width) {
  const int count = static_cast<int>(values.size());
  if (width < 1) width = static_cast<int>(std::ceil(std::sqrt(count)));
  m_image = count > 0 ? QImage(width, (count + width - 1) / width, QImage::Format_ARGB32) : QImage();
  m_image.fill(Qt::transparent);
  for (int i = 0; i < count; ++i) {
    const int grey =
        static_cast<int>(std::lround(255 * std::clamp(values[static_cast<std::size_t>(i)], 0.0f, 1.0f)));
    m_image.setPixel(i % width, i / width, qRgb(grey, grey, grey));
  }
  update();
}

void SamplePicture::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  if (m_image.isNull()) return;
  const int lines = fontMetrics().horizontalAdvance(m_caption) > width() ? 2 : 1;
  const int words = lines * fontMetrics().lineSpacing();
  const QSize size = m_image.size().scaled(width(), height() - words - kGap, Qt::KeepAspectRatio);
  const int left = (width() - size.width()) / 2, top = (height() - size.height() - words - kGap) / 2;
  painter.drawImage(QRect(QPoint(left, top), size), m_image);
  painter.drawText(QRect(0, top + size.height() + kGap, width(), words),
                   Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, m_caption);
}

}  // namespace lightloom::ui
