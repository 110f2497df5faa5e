#include "theme/icons.h"

#include <QApplication>
#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPalette>
#include <QSvgRenderer>

static void loadIconResource() {
  Q_INIT_RESOURCE(icons);
}

namespace lightloom::ui {
namespace {

QByteArray svgOf(const QString& name) {
  loadIconResource();
  QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class ThemedIconEngine : public QIconEngine {
 public:
  ThemedIconEngine(QByteArray svg, QColor colour) : m_svg(std::move(svg)), m_colour(std::move(colour)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State) override {
    const QColor colour = inkOf(mode);
    QByteArray svg = m_svg;
    svg.replace("#000000", colour.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    painter->save();
    painter->setOpacity(painter->opacity() * colour.alphaF());
    renderer.render(painter, rect);
    painter->restore();
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    paint(&painter, QRect(QPoint(), size), mode, state);
    return pixmap;
  }

  QIconEngine* clone() const override { return new ThemedIconEngine(m_svg, m_colour); }

 private:
  QColor inkOf(QIcon::Mode mode) const {
    const QPalette palette = QApplication::palette();
    if (mode == QIcon::Disabled) return palette.color(QPalette::Disabled, QPalette::ButtonText);
    // On the ground of a selected row colours sink, blue ones altogether: its shape has to say what it says.
    if (mode == QIcon::Selected) return palette.color(QPalette::HighlightedText);
    return m_colour.isValid() ? m_colour : palette.color(QPalette::ButtonText);
  }

  QByteArray m_svg;
  QColor m_colour;
};

}  // namespace

QIcon themedIcon(const QString& name) {
  return QIcon(new ThemedIconEngine(svgOf(name), QColor()));
}

QIcon colouredIcon(const QString& name, const QColor& colour) {
  return QIcon(new ThemedIconEngine(svgOf(name), colour));
}

QIcon programIcon() {
  QSvgRenderer renderer(svgOf(QStringLiteral("lightloom")));
  QIcon icon;
  for (int size : {16, 24, 32, 48, 64, 128, 256}) {
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    renderer.render(&painter);
    painter.end();
    icon.addPixmap(pixmap);
  }
  return icon;
}

}  // namespace lightloom::ui
