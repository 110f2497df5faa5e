#include "panels/parameter_row.h"

#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QSlider>
#include <QToolButton>
#include <cmath>
#include <cstdlib>

#include "document/translate.h"
#include "explain/explained.h"
#include "panels/origin_dialog.h"
#include "panels/problem_label.h"
#include "panels/quantity_edit.h"
#include "theme/icons.h"

namespace lightloom::ui {
namespace {

constexpr int kSliderSteps = 400;                           // to each side
constexpr double kFineLength = 20e-6, kFineAngle = 200e-6;  // ends of the fine sliders

class WheelGuard : public QObject {
 public:
  using QObject::QObject;
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Wheel || static_cast<QWidget*>(watched)->hasFocus()) return false;
    event->ignore();
    return true;
  }
};

QString numberRange(const Parameter& parameter) {
  if (parameter.type != ValueType::Real && parameter.type != ValueType::Integer) return {};
  if (std::fabs(parameter.low) > 1e200 || std::fabs(parameter.high) > 1e200) return {};
  return QObject::tr("Range %1 … %2")
      .arg(shownQuantity(parameter.low, parameter.unit), shownQuantity(parameter.high, parameter.unit));
}

}  // namespace

void guardWheel(QWidget* widget) {
  widget->setFocusPolicy(Qt::StrongFocus);
  widget->installEventFilter(new WheelGuard(widget));
}

ParameterRow::ParameterRow(const Parameter& parameter, const QString& path, bool slider, QWidget* parent)
    : QWidget(parent),
      m_parameter(parameter),
      m_path(path),
      m_title(new QLabel(shownText(parameter.title), this)),
      m_problem(new ProblemLabel(this)),
      m_note(new QLabel(this)),
      m_origin(new QToolButton(this)),
      m_reset(new QToolButton(this)) {
  setObjectName(QStringLiteral("row_") + path);
  setExplained(*this, {Asked::What::Value, path.toStdString()});
  m_title->setFixedWidth(kTitleWidth);
  m_title->setWordWrap(true);
  m_reset->setIcon(themedIcon(QStringLiteral("revert")));
  m_reset->setIconSize(QSize(14, 14));
  m_reset->setAutoRaise(true);
  m_reset->setObjectName(QStringLiteral("reset_") + path);
  m_reset->setAccessibleName(tr("Reset %1").arg(m_title->text()));
  m_reset->setToolTip(tr("Back to the default, %1")
                          .arg(isUnset(defaultValue(parameter))
                                   ? tr("not set")
                                   : shownValueToRead(parameter, defaultValue(parameter))));
  connect(m_reset, &QToolButton::clicked, this, [this] { Q_EMIT edited(defaultValue(m_parameter)); });
  // Tab goes from value to value; without a mouse the menu of the row has what these buttons do.
  m_reset->setFocusPolicy(Qt::NoFocus);
  m_origin->setFocusPolicy(Qt::NoFocus);
  m_resetAction = new QAction(tr("Back to the &default"), this);
  m_resetAction->setObjectName(QStringLiteral("resetAction_") + path);
  m_resetAction->setToolTip(m_reset->toolTip());
  connect(m_resetAction, &QAction::triggered, m_reset, &QToolButton::click);
  addAction(m_resetAction);
  setContextMenuPolicy(Qt::ActionsContextMenu);
  QSizePolicy keep = m_reset->sizePolicy();
  keep.setRetainSizeWhenHidden(true);
  m_reset->setSizePolicy(keep);

  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(1);
  grid->addWidget(m_title, 0, 0);
  QWidget* editor = makeEditor();
  if (needsWholeLine())
    grid->addWidget(editor, 1, 0, 1, 3);
  else
    grid->addWidget(editor, 0, 1);
  grid->addWidget(m_reset, 0, 2);
  if (slider) {
    makeSlider();
    grid->addWidget(m_slider, 1, 1);
  }
  if (parameter.type == ValueType::Real) {
    m_title->setCursor(Qt::SizeHorCursor);
    m_title->installEventFilter(this);
  }
  m_note->setObjectName(QStringLiteral("note_") + path);
  m_note->setForegroundRole(QPalette::PlaceholderText);
  m_note->setVisible(false);
  // A note that comes and goes while hands are on the fields must not push those below it.
  if (slider) reserveNote();
  m_origin->setObjectName(QStringLiteral("originLine_") + path);
  m_origin->setAccessibleName(tr("Origin of %1").arg(m_title->text()));
  m_origin->setAutoRaise(true);
  m_origin->setVisible(false);
  connect(m_origin, &QToolButton::clicked, this, &ParameterRow::originAsked);
  grid->addWidget(m_origin, 2, 0, 1, 3, Qt::AlignRight);
  grid->addWidget(m_note, 3, 0, 1, 3, Qt::AlignRight);
  grid->addWidget(m_problem, 4, 0, 1, 3);
  grid->setColumnStretch(1, 1);
  setSource(nullptr);
}

bool ParameterRow::needsWholeLine() const {
  constexpr int kLong = 24;
  for (int i = 0; m_choice && i < m_choice->count(); ++i)
    if (m_choice->itemText(i).size() > kLong) return true;
  return false;
}

void ParameterRow::reserveNote() {
  QSizePolicy keep = m_note->sizePolicy();
  keep.setRetainSizeWhenHidden(true);
  m_note->setSizePolicy(keep);
  m_note->setMinimumHeight(m_note->fontMetrics().height());
}

void ParameterRow::setNote(const QString& note) {
  m_note->setText(note);
  m_note->setVisible(!note.isEmpty());
}

void ParameterRow::suggest(const QStringList& texts) {
  if (!m_text) return;
  auto* completer = new QCompleter(texts, m_text);
  completer->setCompletionMode(QCompleter::UnfilteredPopupCompletion);
  completer->setMaxVisibleItems(static_cast<int>(texts.size()));
  m_text->setCompleter(completer);
  QAction* list = m_text->addAction(themedIcon(QStringLiteral("list")), QLineEdit::TrailingPosition);
  list->setObjectName(m_path + QStringLiteral("_list"));
  list->setText(tr("Choose"));
  list->setToolTip(tr("Choose from a list"));
  connect(list, &QAction::triggered, completer, [completer] { completer->complete(); });
  connect(completer, qOverload<const QString&>(&QCompleter::activated), m_text, [this](const QString& text) {
    m_text->setText(text);
    m_text->commit();
  });
}

void ParameterRow::addBelow(QWidget* chooser) {
  static_cast<QGridLayout*>(layout())->addWidget(chooser, 1, 1, Qt::AlignLeft);
}

QWidget* ParameterRow::makeEditor() {
  if (m_parameter.type == ValueType::Switch) {
    m_switch = new QCheckBox(this);
    m_switch->setObjectName(m_path);
    m_switch->setAccessibleName(m_title->text());
    connect(m_switch, &QCheckBox::clicked, this, [this](bool on) { Q_EMIT edited(on); });
    return m_switch;
  }
  if (m_parameter.type == ValueType::Enumeration) {
    m_choice = new QComboBox(this);
    m_choice->setObjectName(m_path);
    m_choice->setAccessibleName(m_title->text());
    m_choice->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_choice->setMinimumContentsLength(8);
    for (std::string_view key : m_parameter.enumerators)
      m_choice->addItem(shownEnumerator(key), fromStd(key));
    guardWheel(m_choice);
    connect(m_choice, &QComboBox::activated, this, [this](int index) {
      Q_EMIT edited(Enumerator{m_choice->itemData(index).toString().toStdString()});
    });
    return m_choice;
  }
  m_text = new QuantityEdit(m_parameter, this);
  m_text->setObjectName(m_path);
  connect(m_text, &QuantityEdit::committed, this, &ParameterRow::edited);
  connect(m_text, &QuantityEdit::problemChanged, m_problem, &ProblemLabel::setProblem);
  return m_text;
}

void ParameterRow::makeSlider() {
  m_sliderSpan = unitInfo(m_parameter.unit).dimension == Dimension::Angle ? kFineAngle : kFineLength;
  m_slider = new QSlider(Qt::Horizontal, this);
  m_slider->setObjectName(m_path + QStringLiteral("_slider"));
  m_slider->setAccessibleName(tr("%1, slider").arg(m_title->text()));
  m_slider->setToolTip(tr("%1, ± %2").arg(m_title->text(), shownQuantity(m_sliderSpan, m_parameter.unit)));
  m_slider->setRange(-kSliderSteps, kSliderSteps);
  m_slider->setPageStep(kSliderSteps / 10);
  guardWheel(m_slider);
  connect(m_slider, &QSlider::sliderPressed, this, [this] { m_sweeping = false; });
  connect(m_slider, &QSlider::valueChanged, this, &ParameterRow::sweep);
}

// A step of the slider is rounded to a value that is short to read and to write.
void ParameterRow::sweep(int position) {
  if (m_updating) return;
  const double value = std::round(position * m_sliderSpan / kSliderSteps * 1e12) / 1e12;
  const bool first = !m_slider->isSliderDown() || !m_sweeping;
  m_sweeping = m_slider->isSliderDown();
  Q_EMIT swept(value, first);
}

// Dragging the title sideways sweeps the value: 100 pixels double it; with nothing to double, they go a
// hundredth of the range.
void ParameterRow::scrub(double pixels) {
  constexpr double kPixelsToDouble = 100, kDigits = 3;
  double value = *m_scrubFrom * std::exp2(pixels / kPixelsToDouble);
  if (*m_scrubFrom == 0) {
    const double range = std::min(m_parameter.high, 1e3 * unitInfo(m_parameter.unit).scale);
    value = 0.01 * range * pixels / kPixelsToDouble;
  }
  if (value != 0) {
    const double step = std::pow(10, std::floor(std::log10(std::fabs(value))) + 1 - kDigits);
    value = std::round(value / step) * step;
    // The shortest text of three digits, not the noise of the scaling.
    value = std::strtod(formatQuantity(value, Unit::None, static_cast<int>(kDigits)).c_str(), nullptr);
  }
  const bool first = !m_scrubbing;
  m_scrubbing = true;
  Q_EMIT swept(qBound(m_parameter.low, value, m_parameter.high), first);
}

bool ParameterRow::eventFilter(QObject* watched, QEvent* event) {
  if (watched != m_title) return QWidget::eventFilter(watched, event);
  auto* mouse = dynamic_cast<QMouseEvent*>(event);
  if (!mouse) return false;
  const double x = mouse->globalPosition().x();
  if (event->type() == QEvent::MouseButtonPress && mouse->button() == Qt::LeftButton) {
    const auto* real = std::get_if<double>(&m_value);
    m_scrubFrom = real ? std::optional(*real) : std::nullopt;
    m_scrubX = x;
    m_scrubbing = false;
    return true;
  }
  if (event->type() == QEvent::MouseMove && m_scrubFrom && (m_scrubbing || std::fabs(x - m_scrubX) > 3)) {
    scrub(x - m_scrubX);
    return true;
  }
  if (event->type() == QEvent::MouseButtonRelease) m_scrubFrom.reset();
  return false;
}

void ParameterRow::takeFocus() {
  for (QWidget* editor :
       {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_switch), static_cast<QWidget*>(m_choice)})
    if (editor) editor->setFocus(Qt::ShortcutFocusReason);
  if (m_text) m_text->selectAll();
}

void ParameterRow::setNames(const NamedQuantities& names) {
  if (m_text) m_text->setNames(names);
}

void ParameterRow::setMixed() {
  m_updating = true;
  m_value = Value();
  QFont font = m_title->font();
  font.setBold(false);
  m_title->setFont(font);
  m_reset->setVisible(true);
  m_resetAction->setEnabled(true);
  if (m_text) m_text->setMixed();
  if (m_switch) m_switch->setCheckState(Qt::PartiallyChecked);
  if (m_choice) {
    m_choice->setPlaceholderText(tr("mixed"));
    m_choice->setCurrentIndex(-1);
  }
  m_updating = false;
}

void ParameterRow::setValue(const Value& value) {
  m_updating = true;
  m_value = value;
  const bool changed = !(value == defaultValue(m_parameter));
  QFont font = m_title->font();
  font.setBold(changed);
  m_title->setFont(font);
  m_reset->setVisible(changed);
  m_resetAction->setEnabled(changed);
  if (m_text) m_text->setValue(value);
  if (m_switch) m_switch->setChecked(std::get<bool>(value));
  if (m_choice) m_choice->setCurrentIndex(m_choice->findData(fromStd(std::get<Enumerator>(value).key)));
  if (m_slider && !m_slider->isSliderDown())
    m_slider->setValue(static_cast<int>(std::lround(std::get<double>(value) / m_sliderSpan * kSliderSteps)));
  m_updating = false;
}

QString ParameterRow::helpText(const Source* source) const {
  QStringList lines{shownText(m_parameter.help)};
  lines << numberRange(m_parameter);
  if (source) lines << tr("Value: %1").arg(shownOrigin(m_parameter, *source).toHtmlEscaped());
  const QString citation = fromStd(m_parameter.citation).toHtmlEscaped();
  if (!source && m_parameter.type == ValueType::Real && !m_parameter.unset)
    lines << tr("Default: %1, %2")
                 .arg(shownValueToRead(m_parameter, defaultValue(m_parameter)),
                      shownProvenance(m_parameter.provenance))
          << citation;
  else if (!citation.isEmpty())
    lines << tr("Default (%1): %2").arg(shownProvenance(m_parameter.provenance), citation);
  lines << m_path;
  if (m_parameter.type == ValueType::Real) lines << tr("Drag the title sideways to sweep it.");
  lines.removeAll(QString());
  return QStringLiteral("<p>%1</p>").arg(lines.join(QStringLiteral("<br>")));
}

void ParameterRow::offerOrigin() {
  auto* ask = new QAction(tr("&Origin and uncertainty…"), this);
  ask->setObjectName(QStringLiteral("origin_") + m_path);
  ask->setToolTip(tr("Say who states this value, how sure it is, and where it is published"));
  connect(ask, &QAction::triggered, this, &ParameterRow::originAsked);
  addAction(ask);
  m_origin->setToolTip(ask->toolTip());
}

void ParameterRow::setSource(const Source* source) {
  constexpr int kLineWidth = 260;
  m_origin->setVisible(source != nullptr);
  if (source)
    m_origin->setText(
        m_origin->fontMetrics().elidedText(shownOrigin(m_parameter, *source), Qt::ElideRight, kLineWidth));
  const QString help = helpText(source);
  m_title->setToolTip(help);
  for (QWidget* editor :
       {static_cast<QWidget*>(m_text), static_cast<QWidget*>(m_switch), static_cast<QWidget*>(m_choice)})
    if (editor) editor->setToolTip(help);
}

}  // namespace lightloom::ui
