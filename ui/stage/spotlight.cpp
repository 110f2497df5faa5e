#include "stage/spotlight.h"

#include <QPainter>
#include <QRadialGradient>

#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kRestMs = 2500;
constexpr double kRadius = 26, kRing = 2.5;  // pixels at the size of the window

}  // namespace

Spotlight::Spotlight(QWidget* parent) : QWidget(parent) {
  setObjectName(QStringLiteral("spotlight"));
  setAccessibleName(tr("Pointer"));
  setAttribute(Qt::WA_TransparentForMouseEvents);
  setFocusPolicy(Qt::NoFocus);
  m_rest.setSingleShot(true);
  m_rest.setInterval(kRestMs);
  connect(&m_rest, &QTimer::timeout, this, &Spotlight::rest);
}

double Spotlight::radius() const {
  return kRadius * m_size;
}

void Spotlight::setSize(double size) {
  m_size = size;
  update();
}

void Spotlight::point(QPoint at) {
  const int reach = static_cast<int>(radius() + 2 * kRing * m_size) + 1;
  const auto around = [reach](QPoint middle) {
    return QRect(middle - QPoint(reach, reach), QSize(2 * reach, 2 * reach));
  };
  update(around(m_at));
  m_at = at;
  m_shines = true;
  m_rest.start();
  update(around(m_at));
}

void Spotlight::rest() {
  m_shines = false;
  update();
}

void Spotlight::paintEvent(QPaintEvent*) {
  if (!m_shines) return;
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QColor ink = meaningColours(isDark(palette())).warn;
  QRadialGradient glow(m_at, radius());
  glow.setColorAt(0, faded(ink, 0.05));
  glow.setColorAt(1, faded(ink, 0.35));
  painter.setBrush(glow);
  painter.setPen(QPen(ink, kRing * m_size));
  painter.drawEllipse(QPointF(m_at), radius(), radius());
}

}  // namespace lightloom::ui
