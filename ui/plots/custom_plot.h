#pragma once

#include <QtGlobal>

// QCustomPlot is written with Qt's lower-case keywords, the core uses those words as names: they exist only
// in here.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#define emit
#include <qcustomplot.h>

#include "rooms.h"
#undef signals
#undef slots
#undef foreach
#undef emit

namespace lightloom::ui {

/// Ticks whose negative numbers have a minus sign, not a hyphen.
class MinusTicker : public QCPAxisTicker {
 protected:
  QString getTickLabel(double tick, const QLocale& locale, QChar format, int precision) override {
    QString out = QCPAxisTicker::getTickLabel(tick, locale, format, precision);
    return out.startsWith(QLatin1Char('-')) ? out.replace(0, 1, QChar(0x2212)) : out;
  }
};

}  // namespace lightloom::ui
