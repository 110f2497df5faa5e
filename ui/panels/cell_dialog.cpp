#include "panels/cell_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSpinBox>

#include "document/translate.h"
#include "panels/parameter_row.h"

namespace lightloom::ui {
namespace {

QSpinBox* countBox(QWidget* parent, const char* name, const QString& words) {
  auto* box = new QSpinBox(parent);
  box->setObjectName(QLatin1String(name));
  box->setAccessibleName(words);
  box->setToolTip(words);
  box->setRange(1, 10000);
  box->setValue(25);
  guardWheel(box);
  return box;
}

}  // namespace

CellDialog::CellDialog(QWidget* parent)
    : QDialog(parent),
      m_crossing(new QComboBox(this)),
      m_axons(countBox(this, "cellAxons", tr("Number of axons: inputs that come in at once"))),
      m_synapses(countBox(this, "cellSynapses", tr("Number of synapses: outputs that are summed at once"))),
      m_result(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this)) {
  setObjectName(QStringLiteral("cellDialog"));
  setWindowTitle(tr("Homodyne cell"));
  m_crossing->setObjectName(QStringLiteral("cellCrossing"));
  m_crossing->setAccessibleName(tr("Crossing"));
  m_crossing->setToolTip(tr("How the beams of both arrays meet on the pixels"));
  m_crossing->addItem(tr("One axon over all synapses"), static_cast<int>(CellCrossing::OneAxon));
  m_crossing->addItem(tr("Squares of two pitches"), static_cast<int>(CellCrossing::TwoPitches));
  m_crossing->addItem(tr("A column and a row"), static_cast<int>(CellCrossing::RowAndColumn));
  m_crossing->setCurrentIndex(1);
  guardWheel(m_crossing);
  m_result->setObjectName(QStringLiteral("cellResult"));
  m_result->setWordWrap(true);
  m_result->setMinimumSize(340, 3 * fontMetrics().height());
  m_result->setAlignment(Qt::AlignTop);
  m_buttons->button(QDialogButtonBox::Ok)->setText(tr("Place"));
  auto* form = new QFormLayout(this);
  form->addRow(tr("Crossing"), m_crossing);
  form->addRow(tr("Axons (B)"), m_axons);
  form->addRow(tr("Synapses (F)"), m_synapses);
  form->addRow(m_result);
  form->addRow(m_buttons);
  connect(m_crossing, &QComboBox::currentIndexChanged, this, &CellDialog::refresh);
  connect(m_axons, &QSpinBox::valueChanged, this, &CellDialog::refresh);
  connect(m_synapses, &QSpinBox::valueChanged, this, &CellDialog::refresh);
  connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  refresh();
}

CellRequest CellDialog::request() const {
  const auto crossing = static_cast<CellCrossing>(m_crossing->currentData().toInt());
  return {crossing, crossing == CellCrossing::OneAxon ? 1 : m_axons->value(), m_synapses->value()};
}

void CellDialog::refresh() {
  const CellRequest now = request();
  m_axons->setEnabled(now.crossing != CellCrossing::OneAxon);
  const Result<std::vector<ComponentPtr>> parts = homodyneCell(now);
  m_result->setText(parts ? tr("%1 products in each time slot, on a balanced pair of %1 pixels each.")
                                .arg(shownCount(static_cast<double>(now.axons) * now.synapses))
                          : shown(parts.error()));
  m_buttons->button(QDialogButtonBox::Ok)->setEnabled(parts.ok());
}

}  // namespace lightloom::ui
