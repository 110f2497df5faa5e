#include "answers/spectrum_plot.h"

#include <QVBoxLayout>
#include <algorithm>

#include "document/translate.h"
#include "inspector/plot_style.h"
#include "plots/custom_plot.h"

namespace lightloom::ui {

SpectrumPlot::SpectrumPlot(const InputAxis& axis, QWidget* parent)
    : QWidget(parent), m_axis(axis), m_plot(new QCustomPlot(this)), m_curve(m_plot->addGraph()) {
  setObjectName(QStringLiteral("answerSpectrum"));
  m_plot->setObjectName(QStringLiteral("answerSpectrumCurve"));
  m_plot->setAccessibleName(tr("Spectrum of the sample"));
  m_plot->setToolTip(
      tr("The sample as the network gets it, each point in its own unit; what lies beyond all that was "
         "trained on was drawn in"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(m_plot);
  setUpPlot(*m_plot);
  m_plot->xAxis->setLabel(m_axis.unit.empty() ? tr("point") : fromStd(m_axis.unit));
  m_plot->yAxis->setLabel(tr("input, own unit"));
  setColours(lockColours(false));
}

void SpectrumPlot::setColours(const LockColours& colours) {
  colourPlot(*m_plot, colours);
  m_curve->setPen(QPen(colours.voltage, 2));
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void SpectrumPlot::setValues(const std::vector<double>& values) {
  const bool said = m_axis.from != m_axis.to;
  const double first = said ? m_axis.from : 1, last = said ? m_axis.to : static_cast<double>(values.size());
  m_curve->data()->clear();
  for (std::size_t i = 0; i < values.size(); ++i)
    m_curve->addData(first + (last - first) * static_cast<double>(i) /
                                 static_cast<double>(std::max<std::size_t>(1, values.size() - 1)),
                     values[i]);
  m_plot->rescaleAxes();
  m_plot->yAxis->scaleRange(1.1);
  m_plot->replot(QCustomPlot::rpQueuedReplot);
}

int SpectrumPlot::points() const {
  return m_curve->data()->size();
}

}  // namespace lightloom::ui
