#include "inspector/plot_style.h"

#include <QApplication>
#include <algorithm>
#include <vector>

#include "document/translate.h"
#include "plots/custom_plot.h"
#include "theme/theme.h"

namespace lightloom::ui {

QCPGraph* addPoints(QCustomPlot& plot) {
  QCPGraph* graph = plot.addGraph();
  graph->setLineStyle(QCPGraph::lsNone);
  return graph;
}

QString plainText(double value, int digits) {
  return shownNumber(value, Unit::None, digits);
}

QFont axisFont() {
  QFont font = QApplication::font();
  font.setPointSizeF(font.pointSizeF() * 0.9);
  return font;
}

void setUpPlot(QCustomPlot& plot) {
  plot.setFocusPolicy(Qt::NoFocus);
  plot.axisRect()->setMinimumMargins(QMargins(6, 4, 8, 4));
  for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
    axis->setTickLabelFont(axisFont());
    axis->setLabelFont(axisFont());
    axis->setLabelPadding(1);
    axis->setTickLengthIn(0);
    axis->setSubTicks(false);
    axis->setTicker(QSharedPointer<MinusTicker>::create());
    axis->ticker()->setTickCount(5);
    axis->setNumberFormat(QStringLiteral("gb"));
    axis->setNumberPrecision(4);
  }
  plot.legend->setFont(axisFont());
  plot.legend->setIconSize(16, 10);
  plot.legend->setMargins(QMargins(2, 0, 2, 0));
}

void colourPlot(QCustomPlot& plot, const LockColours& colours) {
  plot.setBackground(colours.base);
  for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
    axis->setBasePen(QPen(faded(colours.text, 0.5), 1));
    axis->setTickPen(QPen(faded(colours.text, 0.5), 1));
    axis->setTickLabelColor(colours.text);
    axis->setLabelColor(colours.text);
    axis->grid()->setPen(QPen(faded(colours.text, 0.12), 1));
    axis->grid()->setZeroLinePen(QPen(faded(colours.text, 0.3), 1));
  }
  plot.legend->setBrush(Qt::NoBrush);
  plot.legend->setBorderPen(Qt::NoPen);
  plot.legend->setTextColor(colours.text);
}

namespace {

// The widths of the legend's entries. A grid that is not full has places without one.
std::vector<int> widthsOf(const QCPLegend& legend) {
  std::vector<int> out;
  for (int i = 0; i < legend.elementCount(); ++i)
    if (const QCPLayoutElement* entry = legend.elementAt(i))
      out.push_back(entry->minimumOuterSizeHint().width());
  return out;
}

int widthInColumns(const std::vector<int>& widths, std::size_t columns) {
  int out = 0;
  for (std::size_t column = 0; column < columns; ++column) {
    int widest = 0;
    for (std::size_t i = column; i < widths.size(); i += columns) widest = std::max(widest, widths[i]);
    out += widest;
  }
  return out;
}

void fitLegend(QCustomPlot& plot, int perLine) {
  QCPLegend& legend = *plot.legend;
  const std::vector<int> widths = widthsOf(legend);
  const QMargins margins = legend.margins();
  int columns = perLine;
  const auto wanted = [&] {
    return widthInColumns(widths, static_cast<std::size_t>(columns)) +
           (columns - 1) * legend.columnSpacing() + margins.left() + margins.right();
  };
  while (columns > 1 && wanted() > plot.viewport().width()) --columns;
  if (columns == legend.wrap()) return;
  legend.setWrap(columns);
  legend.setFillOrder(QCPLayoutGrid::foColumnsFirst, true);
}

}  // namespace

void nameAxis(QCPAxis& axis, const QString& name, const QString& brief) {
  QCustomPlot* plot = axis.parentPlot();
  QObject::connect(plot, &QCustomPlot::beforeReplot, plot, [&axis, name, brief] {
    const int room = axis.axisRect()->width();
    axis.setLabel(QFontMetrics(axis.labelFont()).horizontalAdvance(name) <= room ? name : brief);
  });
  axis.setLabel(name);
}

void putLegendOnTop(QCustomPlot& plot, int perLine) {
  plot.legend->setVisible(true);
  plot.plotLayout()->insertRow(0);
  plot.plotLayout()->addElement(0, 0, plot.legend);
  plot.plotLayout()->setRowStretchFactor(0, 0.001);
  plot.plotLayout()->setRowSpacing(0);
  plot.legend->setWrap(perLine);
  plot.legend->setFillOrder(QCPLayoutGrid::foColumnsFirst, true);
  plot.legend->setRowSpacing(0);
  QObject::connect(&plot, &QCustomPlot::beforeReplot, &plot, [&plot, perLine] { fitLegend(plot, perLine); });
}

}  // namespace lightloom::ui
