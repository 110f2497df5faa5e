#include "panels/origin_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "document/translate.h"
#include "panels/parameter_row.h"
#include "panels/problem_label.h"
#include "panels/quantity_edit.h"

namespace lightloom::ui {
namespace {

constexpr int kNoteLength = 500;

// The uncertainty of a number is a number of the same unit.
Parameter uncertaintyOf(const Parameter& parameter) {
  Parameter out;
  out.key = "uncertainty";
  out.unit = parameter.unit;
  out.low = 0;
  out.unset = true;
  out.title = LL_TEXT("Uncertainty");
  return out;
}

}  // namespace

QString shownOrigin(const Parameter& parameter, const Source& source) {
  QStringList words;
  if (source.plusMinus > 0)
    words << OriginDialog::tr("± %1").arg(shownQuantity(source.plusMinus, parameter.unit));
  words << shownProvenance(source.provenance);
  if (!source.note.empty()) words << fromStd(source.note);
  return words.join(QStringLiteral(", "));
}

OriginDialog::OriginDialog(const Parameter& parameter, const Source* source, QWidget* parent)
    : QDialog(parent),
      m_provenance(new QComboBox(this)),
      m_note(new QLineEdit(this)),
      m_problem(new ProblemLabel(this)) {
  setObjectName(QStringLiteral("originDialog"));
  setWindowTitle(tr("Origin of %1").arg(shownText(parameter.title)));
  const Source now = source ? *source : Source{};
  m_provenance->setObjectName(QStringLiteral("originProvenance"));
  m_provenance->setAccessibleName(tr("Who says the value"));
  m_provenance->setToolTip(tr("Who says the value"));
  for (const Provenance provenance : allProvenances())
    m_provenance->addItem(shownProvenance(provenance), static_cast<int>(provenance));
  m_provenance->setCurrentIndex(m_provenance->findData(static_cast<int>(now.provenance)));
  guardWheel(m_provenance);
  m_note->setObjectName(QStringLiteral("originNote"));
  m_note->setAccessibleName(tr("Citation or data sheet"));
  m_note->setToolTip(tr("Citation, data sheet, date of the measurement or reason of the choice"));
  m_note->setPlaceholderText(m_note->toolTip());
  m_note->setMaxLength(kNoteLength);
  m_note->setMinimumWidth(320);
  m_note->setText(fromStd(now.note));
  m_problem->setObjectName(QStringLiteral("originProblem"));
  m_problem->setMinimumHeight(2 * fontMetrics().lineSpacing());

  auto* form = new QFormLayout(this);
  form->addRow(tr("The value is"), m_provenance);
  if (parameter.type == ValueType::Real) {
    m_plusMinus = new QuantityEdit(uncertaintyOf(parameter), this);
    m_plusMinus->setObjectName(QStringLiteral("originPlusMinus"));
    m_plusMinus->setAccessibleName(tr("Uncertainty"));
    m_plusMinus->setToolTip(tr("One standard deviation; empty: not stated"));
    m_plusMinus->setValue(now.plusMinus > 0 ? Value(now.plusMinus) : Value());
    connect(m_plusMinus, &QuantityEdit::problemChanged, m_problem, &ProblemLabel::setProblem);
    form->addRow(tr("±"), m_plusMinus);
    setTabOrder(m_provenance, m_plusMinus);
    setTabOrder(m_plusMinus, m_note);
  }
  form->addRow(tr("Citation"), m_note);
  form->addRow(m_problem);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  QPushButton* none = buttons->addButton(tr("Not stated"), QDialogButtonBox::ResetRole);
  none->setObjectName(QStringLiteral("originForget"));
  none->setToolTip(tr("Forget where the value comes from"));
  none->setEnabled(source != nullptr);
  connect(none, &QPushButton::clicked, this, &OriginDialog::forget);
  connect(buttons, &QDialogButtonBox::accepted, this, &OriginDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  form->addRow(buttons);
}

void OriginDialog::accept() {
  Source stated;
  if (m_plusMinus) {
    m_plusMinus->commit();
    if (m_plusMinus->isInvalid()) return;
    if (const auto* number = std::get_if<double>(&m_plusMinus->value())) stated.plusMinus = *number;
  }
  stated.provenance = static_cast<Provenance>(m_provenance->currentData().toInt());
  stated.note = m_note->text().trimmed().toStdString();
  m_source = std::move(stated);
  QDialog::accept();
}

void OriginDialog::forget() {
  m_source.reset();
  QDialog::accept();
}

}  // namespace lightloom::ui
