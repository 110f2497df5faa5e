#pragma once

#include <QtGlobal>

// QCustomPlot is written with Qt's lower-case keywords, the core uses those words as names: they exist only
// in here.
#define signals Q_SIGNALS
#define slots Q_SLOTS
#define foreach Q_FOREACH
#define emit
#include <qcustomplot.h>
#undef signals
#undef slots
#undef foreach
#undef emit
