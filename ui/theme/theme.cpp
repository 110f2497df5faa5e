#include "theme/theme.h"

#include <QApplication>
#include <QProxyStyle>
#include <QStyleOption>

#include "export/ink.h"

namespace lightloom::ui {
namespace {

QPalette paletteOf(const QColor& window, const QColor& base, const QColor& button, const QColor& text,
                   const QColor& edge, const QColor& highlight) {
  const bool dark = text.lightness() > window.lightness();
  QPalette palette(button, window);
  palette.setColor(QPalette::Window, window);
  palette.setColor(QPalette::WindowText, text);
  palette.setColor(QPalette::Base, base);
  palette.setColor(QPalette::AlternateBase, dark ? base.lighter(125) : QColor(0xf5f7fa));
  palette.setColor(QPalette::Text, text);
  palette.setColor(QPalette::Button, button);
  palette.setColor(QPalette::ButtonText, text);
  palette.setColor(QPalette::BrightText, Qt::white);
  palette.setColor(QPalette::Highlight, highlight);
  palette.setColor(QPalette::HighlightedText, Qt::white);
  palette.setColor(QPalette::ToolTipBase, dark ? QColor(0x2c323a) : QColor(0x20262d));
  palette.setColor(QPalette::ToolTipText, QColor(0xf2f5f8));
  palette.setColor(QPalette::Mid, edge);
  palette.setColor(QPalette::Dark, edge.darker(115));
  palette.setColor(QPalette::Shadow, dark ? QColor(0x0b0d10) : QColor(0x9aa3ad));
  palette.setColor(QPalette::Light, dark ? button.lighter(120) : QColor(Qt::white));
  palette.setColor(QPalette::Midlight, dark ? button.lighter(108) : QColor(0xf7f8fa));
  palette.setColor(QPalette::Link, dark ? QColor(0x6db8f2) : QColor(0x005ea8));
  QColor faint = text;
  faint.setAlphaF(0.66F);
  palette.setColor(QPalette::PlaceholderText, faint);
  QColor off = text;
  off.setAlphaF(0.42F);
  for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
    palette.setColor(QPalette::Disabled, role, off);
  palette.setColor(QPalette::Disabled, QPalette::Highlight, edge);
  return palette;
}

// Fusion frames check boxes and radio buttons in a darker window colour, which a dark theme swallows.
class FramedStyle : public QProxyStyle {
 public:
  FramedStyle() : QProxyStyle(QStringLiteral("Fusion")) {}
  void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                     const QWidget* widget) const override {
    const bool box = element == PE_IndicatorCheckBox || element == PE_IndicatorItemViewItemCheck;
    if (!option || (!box && element != PE_IndicatorRadioButton))
      return QProxyStyle::drawPrimitive(element, option, painter, widget);
    constexpr int kFusionDarkens = 140;  // per cent
    const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
    const auto* item = qstyleoption_cast<const QStyleOptionViewItem*>(option);
    const auto drawn = [&](auto framed) {
      const QColor text = framed.palette.color(QPalette::Text), base = framed.palette.color(QPalette::Base);
      const QColor frame((text.red() + base.red()) / 2, (text.green() + base.green()) / 2,
                         (text.blue() + base.blue()) / 2);
      framed.palette.setColor(QPalette::Window, frame.lighter(kFusionDarkens));
      QProxyStyle::drawPrimitive(element, &framed, painter, widget);
    };
    if (button) return drawn(*button);
    if (item) return drawn(*item);
    drawn(*option);
  }
};

QPalette lightPalette() {
  return paletteOf(QColor(0xeef0f3), Qt::white, QColor(0xf7f8fa), QColor(0x1b2027), QColor(0xc3c9d1),
                   QColor(0x0063a8));
}

QPalette darkPalette() {
  return paletteOf(QColor(0x1f2329), QColor(0x14171b), QColor(0x2b3038), QColor(0xe8ebef), QColor(0x3d444e),
                   QColor(0x1d6fb5));
}

constexpr char kStyleSheet[] =
    "QToolTip { padding: 4px; }"
    "QToolBar { spacing: 2px; padding: 3px; border: none; }"
    "QToolBar QToolButton { padding: 4px; }"
    "QTabBar::tab { padding: 5px 9px; }"
    "QDockWidget::title { padding: 5px 8px; }"
    "QToolButton[fold=\"true\"] { border: none; border-bottom: 1px solid palette(mid); padding: 4px 2px; "
    "text-align: left; }"
    "QToolButton[fold=\"true\"]:focus { border: 1px solid palette(highlight); }";

}  // namespace

ThemeChoice themeFromKey(const QString& key) {
  if (key == QLatin1String("light")) return ThemeChoice::Light;
  if (key == QLatin1String("dark")) return ThemeChoice::Dark;
  return ThemeChoice::System;
}

QString themeKey(ThemeChoice choice) {
  switch (choice) {
    case ThemeChoice::Light:
      return QStringLiteral("light");
    case ThemeChoice::Dark:
      return QStringLiteral("dark");
    case ThemeChoice::System:
      break;
  }
  return QStringLiteral("system");
}

bool isDark(const QPalette& palette) {
  return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

void applyColours(ThemeChoice choice) {
  static const bool systemIsDark = isDark(QApplication::palette());
  const bool dark = choice == ThemeChoice::Dark || (choice == ThemeChoice::System && systemIsDark);
  QApplication::setStyle(new FramedStyle);
  QApplication::setPalette(dark ? darkPalette() : lightPalette());
}

void applySheet(QApplication& application) {
  application.setStyleSheet(QLatin1String(kStyleSheet));
}

void applyTheme(QApplication& application, ThemeChoice choice) {
  applyColours(choice);
  applySheet(application);
}

MeaningColours meaningColours(bool dark) {
  if (dark) return {0xf0b429, 0x56b4e9, 0xe08fbc, 0x35c79a, 0x35c79a, 0xf0b429, 0xff7a45};
  return {ink::kLeader, ink::kAxon, ink::kSynapse, ink::kDendrite, 0x00785a, 0xa86400, ink::kBad};
}

QColor roleColour(const MeaningColours& colours, EmitterRole role) {
  switch (role) {
    case EmitterRole::Leader:
      return colours.leader;
    case EmitterRole::Axon:
      return colours.axon;
    case EmitterRole::Synapse:
      return colours.synapse;
  }
  return colours.leader;
}

LockColours lockColours(bool dark) {
  const MeaningColours meaning = meaningColours(dark);
  LockColours out;
  out.base = dark ? 0x14171b : 0xffffff;
  out.text = dark ? 0xe8ebef : 0x1b2027;
  out.selection = dark ? 0x4aa8ff : 0x0063c8;
  out.stable = dark ? 0x1d5a49 : 0xbfe3d3;
  out.unstable = dark ? 0x6b5220 : 0xf3d9a0;
  out.unlocked = dark ? 0x23282f : 0xe9ecf0;
  out.locked = meaning.good;
  out.oscillating = meaning.warn;
  out.slipping = meaning.bad;
  out.voltage = meaning.axon;
  out.damping = meaning.synapse;
  out.phaseError = dark ? 0xf0a030 : 0xc96a00;
  out.weight = meaning.good;
  return out;
}

CanvasColours canvasColours(bool dark) {
  CanvasColours out;
  out.meaning = meaningColours(dark);
  out.background = dark ? 0x101317 : 0xfcfdfe;
  out.gridMinor = dark ? 0x191d23 : 0xf0f2f5;
  out.gridMajor = dark ? 0x262c34 : 0xdfe4ea;
  out.outline = dark ? QColor(0xa9b4c0) : QColor(ink::kFaint);
  out.body = dark ? QColor(0x2a313a) : QColor(ink::kBody);
  out.surface = dark ? QColor(0xd5dde6) : QColor(ink::kSurface);
  out.accent = dark ? QColor(0xf0b429) : QColor(ink::kLeader);
  out.text = dark ? QColor(0xe8ebef) : QColor(ink::kText);
  out.halo = dark ? QColor(0x10, 0x13, 0x17, 205) : QColor(0xfc, 0xfd, 0xfe, 215);
  out.selection = dark ? 0x4aa8ff : 0x0063c8;
  out.panel = dark ? QColor(0x17, 0x1b, 0x20, 244) : QColor(255, 255, 255, 246);
  out.panelBorder = dark ? 0x465160 : 0xaab3bf;
  return out;
}

QFont CanvasColours::font(double points) const {
  QFont out = QApplication::font();
  out.setPointSizeF(out.pointSizeF() * points * size);
  return out;
}

QColor faded(QColor colour, double alpha) {
  colour.setAlphaF(static_cast<float>(alpha));
  return colour;
}

}  // namespace lightloom::ui
