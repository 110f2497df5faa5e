#include "inspector/lock_controls.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QSlider>
#include <QToolButton>
#include <algorithm>
#include <cmath>

#include "document/document.h"
#include "document/translate.h"
#include "panels/parameter_row.h"
#include "theme/icons.h"

namespace lightloom::ui {
namespace {

constexpr char kInjectionKey[] = "injection_ratio", kDetuningKey[] = "detuning";
constexpr double kStepDb = 0.1;
constexpr double kLowDb = -60, kHighDb = 10;
constexpr int kDetuningSteps = 300;  // to each side
constexpr double kHalfRanges = 1.3;
constexpr int kOneLaser = 1;  // place in the list of targets

int positionOf(double value, double step) {
  return static_cast<int>(std::lround(std::clamp(value / step, -1e6, 1e6)));
}

// 1, 2 or 5 times a power of ten, at least the given step.
double niceStep(double least) {
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (double digit : {1.0, 2.0, 5.0})
    if (digit * power >= least) return digit * power;
  return 10 * power;
}

}  // namespace

LockControls::LockControls(Document& document, QWidget* parent)
    : QWidget(parent), m_document(document), m_target(new QComboBox(this)), m_note(new QLabel(this)) {
  setObjectName(QStringLiteral("lockControls"));
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(6);
  grid->setVerticalSpacing(2);
  grid->setColumnStretch(1, 1);
  m_target->setObjectName(QStringLiteral("lockTarget"));
  m_target->setAccessibleName(tr("What the sliders change"));
  m_target->setToolTip(tr("All lasers of the array, or the chosen one alone"));
  m_target->addItem(tr("All lasers"));
  m_target->addItem(tr("One laser"));
  guardWheel(m_target);
  connect(m_target, &QComboBox::activated, this, &LockControls::refresh);
  grid->addWidget(m_target, 0, 0, 1, 3);
  m_injection = makeLine("lockInjection", tr("Injected light"),
                         tr("Leader light on the facet over the laser's own, as a measured value"));
  m_detuning = makeLine("lockDetuning", tr("Detuning"), tr("Leader minus laser"));
  m_injection.reset->setToolTip(tr("Take what the drawn leader light gives again"));
  m_detuning.reset->setToolTip(tr("Back to no detuning of its own"));
  m_note->setObjectName(QStringLiteral("lockInjectionNote"));
  m_note->setWordWrap(true);
  m_note->setMinimumHeight(2 * m_note->fontMetrics().lineSpacing());
  m_note->setAlignment(Qt::AlignLeft | Qt::AlignTop);
  m_note->setForegroundRole(QPalette::PlaceholderText);
  grid->addWidget(m_note, 3, 0, 1, 3);
  connect(m_injection.slider, &QSlider::valueChanged, this, &LockControls::sweepInjection);
  connect(m_detuning.slider, &QSlider::valueChanged, this, &LockControls::sweepDetuning);
  connect(m_injection.reset, &QToolButton::clicked, this, [this] {
    push(kInjectionKey, tr("Injection from the bench"), std::nullopt, Document::kNoGesture);
  });
  connect(m_detuning.reset, &QToolButton::clicked, this,
          [this] { push(kDetuningKey, tr("Reset detuning"), std::nullopt, Document::kNoGesture); });
  setArray({}, -1);
}

LockControls::Line LockControls::makeLine(const char* name, const QString& title, const QString& tip) {
  auto* grid = static_cast<QGridLayout*>(layout());
  const int row = grid->rowCount() == 1 ? 1 : 4;  // the note stands between the two
  Line out;
  auto* label = new QLabel(title, this);
  label->setToolTip(tip);
  out.value = new QLabel(this);
  out.value->setObjectName(QLatin1String(name) + QStringLiteral("Value"));
  QFont bold = out.value->font();
  bold.setWeight(QFont::DemiBold);
  out.value->setFont(bold);
  out.value->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  out.reset = new QToolButton(this);
  out.reset->setObjectName(QLatin1String(name) + QStringLiteral("Reset"));
  out.reset->setAccessibleName(tr("Reset: %1").arg(title));
  out.reset->setIcon(themedIcon(QStringLiteral("revert")));
  out.reset->setIconSize(QSize(14, 14));
  out.reset->setAutoRaise(true);
  out.slider = new QSlider(Qt::Horizontal, this);
  out.slider->setObjectName(QLatin1String(name));
  out.slider->setAccessibleName(title);
  out.slider->setToolTip(tip);
  out.slider->setPageStep(10);
  guardWheel(out.slider);
  grid->addWidget(label, row, 0);
  grid->addWidget(out.value, row, 1);
  grid->addWidget(out.reset, row, 2);
  grid->addWidget(out.slider, row + 1, 0, 1, 3);
  return out;
}

const ArrayLock* LockControls::lock() const {
  for (const ArrayLock& one : m_document.bench()->locks)
    if (one.id == m_id) return &one;
  return nullptr;
}

PartView LockControls::part() const {
  return viewOf(*m_component, *findKind(m_component->kind));
}

int LockControls::target() const {
  return m_target->currentIndex() == kOneLaser ? m_laser : -1;
}

bool LockControls::hasOwn(const char* key) const {
  if (target() < 0) return m_component->values.contains(key);
  const auto overrides = m_component->overrides.find(key);
  return overrides != m_component->overrides.end() && overrides->second.contains(target());
}

void LockControls::setArray(const std::string& id, int laser) {
  m_id = id;
  m_component = findComponent(m_document.design(), id);
  m_laser = laser;
  m_target->setItemText(kOneLaser, laser >= 0 ? tr("Laser %1 alone").arg(laser) : tr("One laser: choose it"));
  if (laser < 0) m_target->setCurrentIndex(0);
  const bool usable = lock() && m_component;
  setEnabled(usable);
  m_target->setEnabled(usable && laser >= 0);
  refresh();
}

void LockControls::refresh() {
  m_updating = true;
  refreshInjection();
  refreshDetuning();
  m_updating = false;
}

void LockControls::refreshInjection() {
  const ArrayLock* array = lock();
  if (!array || !m_component) {
    m_injection.value->setText(QStringLiteral("–"));
    m_injection.reset->setEnabled(false);
    m_note->clear();
    return;
  }
  const double ratio = target() >= 0 && target() < array->channels
                           ? array->lasers[static_cast<std::size_t>(target())].injectionRatio
                           : array->injectionRatio;
  const bool own = hasOwn(kInjectionKey);
  m_injection.reset->setEnabled(own);
  m_note->setText(own ? tr("Entered as measured: the drawn leader light is passed over.")
                      : tr("From the drawn leader light. The slider enters a measured value."));
  if (ratio <= 0) {
    m_injection.value->setText(tr("none"));
    if (m_injection.slider->isSliderDown()) return;
    m_injection.slider->setRange(positionOf(kLowDb, kStepDb), positionOf(kHighDb, kStepDb));
    m_injection.slider->setValue(m_injection.slider->minimum());
    return;
  }
  const double db = 10 * std::log10(ratio);
  m_injection.value->setText(shownQuantity(std::round(db * 100) / 100, Unit::Decibel, 4));
  if (m_injection.slider->isSliderDown()) return;
  m_injection.slider->setRange(positionOf(std::min(kLowDb, db), kStepDb),
                               positionOf(std::max(kHighDb, db), kStepDb));
  m_injection.slider->setValue(positionOf(db, kStepDb));
}

void LockControls::refreshDetuning() {
  const ArrayLock* array = lock();
  if (!array || !m_component) {
    m_detuning.value->setText(QStringLiteral("–"));
    m_detuning.reset->setEnabled(false);
    return;
  }
  const double detuning = part().real(kDetuningKey, target());
  m_detuning.value->setText(part().flag("auto_bias")
                                ? tr("bias %1%2")
                                      .arg(detuning < 0 ? QStringLiteral("− ") : QStringLiteral("+ "),
                                           shownQuantity(std::fabs(detuning), Unit::Gigahertz, 4))
                                : shownQuantity(detuning, Unit::Gigahertz, 4));
  m_detuning.reset->setEnabled(hasOwn(kDetuningKey));
  if (m_detuning.slider->isSliderDown()) return;
  if (array->staticHalfRangeHz > 0)
    m_stepHz = niceStep(kHalfRanges * array->staticHalfRangeHz / kDetuningSteps);
  const int reach = std::max(kDetuningSteps, std::abs(positionOf(detuning, m_stepHz)));
  m_detuning.slider->setRange(-reach, reach);
  m_detuning.slider->setValue(positionOf(detuning, m_stepHz));
}

// All that moves while the slider is held is one gesture, a key or a click on the groove another.
int LockControls::gestureOf(Line& line) {
  const bool first = !line.slider->isSliderDown() || !line.sweeping;
  line.sweeping = line.slider->isSliderDown();
  if (first) line.gesture = m_document.newGesture();
  return line.gesture;
}

void LockControls::sweepInjection(int position) {
  if (m_updating) return;
  const double db = std::round(position * kStepDb * 10) / 10;
  push(kInjectionKey, tr("Change injection"), db, gestureOf(m_injection));
}

void LockControls::sweepDetuning(int position) {
  if (m_updating) return;
  push(kDetuningKey, tr("Change detuning"), position * m_stepHz, gestureOf(m_detuning));
}

void LockControls::push(const char* key, const QString& label, std::optional<double> value, int gesture) {
  const Design& design = m_document.design();
  m_component = findComponent(design, m_id);
  if (!m_component) return;
  const Value stored = value ? Value(*value) : Value();
  const Parameter* row = findParameter(parametersOf(*findKind(m_component->kind)), key);
  DesignEdit edit = target() >= 0
                        ? setOverride(design, m_id, key, target(), value)
                        : setParameter(design, m_id, key, value || row->unset ? stored : defaultValue(*row));
  const QString name = shownName(*m_component);
  edit.label = asMessage((target() >= 0 ? tr("%1 of laser %2 of %3").arg(label).arg(target()).arg(name)
                                        : tr("%1 of %2").arg(label, name))
                             .toStdString());
  m_document.push(edit, gesture);
  m_component = findComponent(m_document.design(), m_id);
}

}  // namespace lightloom::ui
