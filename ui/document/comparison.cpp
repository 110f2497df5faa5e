#include "document/comparison.h"

#include <algorithm>
#include <cmath>

#include "design/viewpoint.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr int kDigits = 4;

double lastScore(const Trail<RunPoint>& points) {
  for (auto point = points.rbegin(); point != points.rend(); ++point)
    if (std::isfinite(point->testAccuracy)) return point->testAccuracy;
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<HeadlineNumber> numbersOf(const BenchState& state) {
  std::vector<HeadlineNumber> out;
  if (std::isfinite(state.score)) out.push_back(scoreNumber(state.score, state.regression));
  if (!state.report) return out;
  for (const HeadlineNumber& number : headlineNumbers(*state.report)) out.push_back(number);
  return out;
}

bool sameToLight(const ComponentPtr& before, const ComponentPtr& after) {
  if (!before || !after) return (!before || isViewpoint(*before)) && (!after || isViewpoint(*after));
  return isViewpoint(*after) || (before->values == after->values && before->overrides == after->overrides);
}

// Names, notes, locks and loupes change no figure.
bool changesFigures(const DesignEdit& edit) {
  return !edit.settings.empty() ||
         !std::all_of(edit.components.begin(), edit.components.end(),
                      [](const ComponentChange& change) { return sameToLight(change.before, change.after); });
}

QString withSign(QString number, double value) {
  return value > 0 ? QLatin1Char('+') + number : number;
}

// "−7.4 %"; empty where there is nothing to take a share of.
QString shareText(double now, double then) {
  const double share = (now - then) / std::fabs(then);
  return std::isfinite(share) ? withSign(shownQuantity(share, Unit::Percent, 2), share) : QString();
}

}  // namespace

QString besideText(double now, double then, Unit unit) {
  const QString text = shownQuantity(then, unit, 3);
  if (!std::isfinite(now) || !std::isfinite(then) || text == shownQuantity(now, unit, 3)) return {};
  const QString share = shareText(now, then);
  return share.isEmpty() ? Comparison::tr(" (was %1)").arg(text)
                         : Comparison::tr(" (was %1, %2)").arg(text, share);
}

bool FigureChange::differs() const {
  return then && now.reason.empty() && then->reason.empty() &&
         shownQuantity(now.value, now.unit, kDigits) != shownQuantity(then->value, then->unit, kDigits);
}

QString FigureChange::thenText() const {
  if (!then) return {};
  return then->reason.empty() ? shownQuantity(then->value, then->unit, kDigits) : shownText(then->reason);
}

// Of shares the difference is in points, and a share of it would say the same twice.
QString FigureChange::differenceText() const {
  if (!differs()) return {};
  const double by = now.value - then->value;
  const QString difference = withSign(shownQuantity(by, now.unit, 3), by);
  const QString share = now.unit == Unit::Percent ? QString() : shareText(now.value, then->value);
  return share.isEmpty() ? difference : QStringLiteral("%1 (%2)").arg(difference, share);
}

QString FigureChange::briefDifference() const {
  if (!differs()) return {};
  const QString share = now.unit == Unit::Percent ? QString() : shareText(now.value, then->value);
  return share.isEmpty() ? differenceText() : share;
}

int FigureChange::verdict() const {
  if (!differs() || now.better == Better::Neither) return 0;
  return (now.value > then->value) == (now.better == Better::Larger) ? 1 : -1;
}

Comparison::Comparison(Document& document, RunController& run, QObject* parent)
    : QObject(parent), m_document(document), m_run(run) {
  connect(&document.undoStack(), &QUndoStack::indexChanged, this, &Comparison::takeStep);
  connect(&document, &Document::opened, this, [this] {
    m_before.reset();
    m_design = m_document.design();
    m_index = m_document.undoStack().index();
    Q_EMIT referenceChanged();
    Q_EMIT figuresChanged();
  });
  connect(&run, &RunController::reportChanged, this, &Comparison::figuresChanged);
  connect(&run, &RunController::curvesChanged, this, &Comparison::figuresChanged);
}

BenchState Comparison::present() const {
  BenchState out;
  out.bench = m_document.bench();
  out.report = m_run.view().report;
  out.score = lastScore(m_run.curves().points);
  out.regression = m_run.isRegression();
  return out;
}

// The step is in the design already, but its figures are those before it: they come from the training.
void Comparison::takeStep(int index) {
  const DesignEdit change = difference(m_design, m_document.design());
  const bool another = index != m_index;
  m_index = index;
  if (!changesFigures(change)) {
    m_design = m_document.design();
    return;
  }
  if (another) {
    BenchState before = present();
    before.name = QString::fromStdString(m_document.lastChange().label);
    m_before = std::move(before);
  }
  m_design = m_document.design();
  if (!another) return;
  if (!m_pinned) Q_EMIT referenceChanged();
  Q_EMIT figuresChanged();
}

const BenchState* Comparison::reference() const {
  if (m_pinned) return &*m_pinned;
  return m_before ? &*m_before : nullptr;
}

void Comparison::pin() {
  if (!(m_document.bench()->design == m_document.design())) m_document.compilePending();
  BenchState state = present();
  state.points = m_run.curves().points;
  state.name = m_document.displayName();
  m_pinned = std::move(state);
  Q_EMIT referenceChanged();
  Q_EMIT figuresChanged();
}

void Comparison::unpin() {
  m_pinned.reset();
  Q_EMIT referenceChanged();
  Q_EMIT figuresChanged();
}

std::vector<FigureChange> Comparison::figures() const {
  std::vector<FigureChange> out;
  const BenchState now = present();
  if (!now.report) return out;
  const std::vector<HeadlineNumber> then =
      reference() ? numbersOf(*reference()) : std::vector<HeadlineNumber>();
  for (const HeadlineNumber& number : numbersOf(now)) {
    FigureChange change{number, std::nullopt};
    for (const HeadlineNumber& other : then)
      if (other.key == number.key) change.then = other;
    out.push_back(change);
  }
  return out;
}

QString Comparison::words() const {
  if (m_pinned) return tr("pinned: %1").arg(m_pinned->name);
  return m_before ? tr("since “%1”").arg(m_before->name) : QString();
}

QString Comparison::beside(double Report::*member, Unit unit) const {
  const BenchState* then = reference();
  const std::shared_ptr<const Report>& now = m_run.view().report;
  return then && then->report && now ? besideText((*now).*member, (*then->report).*member, unit) : QString();
}

}  // namespace lightloom::ui
