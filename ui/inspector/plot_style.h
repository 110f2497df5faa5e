#pragma once

#include <QFont>

#include "rooms.h"
#include "theme/theme.h"

class QCPAxis;
class QCPGraph;
class QCustomPlot;

namespace lightloom::ui {

inline constexpr double kGiga = 1e9;

/// A graph of points without a line between them.
QCPGraph* addPoints(QCustomPlot& plot);

/// A number of some digits in the locale's form.
QString plainText(double value, int digits);

/// The program's font a little smaller, for axes and legends.
QFont axisFont();

/// Axes, grid and legend of a small plot.
void setUpPlot(QCustomPlot& plot);
void colourPlot(QCustomPlot& plot, const LockColours& colours);

/// A legend above the axes, as many entries in a line as there is room for, at most `perLine`.
void putLegendOnTop(QCustomPlot& plot, int perLine);

/// The name of an axis where it has room, else its short form.
void nameAxis(QCPAxis& axis, const QString& name, const QString& brief);

}  // namespace lightloom::ui
