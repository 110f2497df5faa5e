#include "document/auto_align.h"

#include <QLocale>
#include <cmath>

#include "design/edit.h"
#include "document/document.h"
#include "document/translate.h"

namespace lightloom::ui {
namespace {

constexpr int kPollMs = 30;

const Parameter* rowOf(const Design& design, const Knob& knob) {
  const ComponentPtr part = findComponent(design, knob.part);
  for (const Parameter& row : parametersOf(*findKind(part->kind)))
    if (row.key == knob.key) return &row;
  return nullptr;
}

QString digits(double visibility) {
  return QLocale().toString(visibility, 'f', 3);
}

}  // namespace

AutoAlign::AutoAlign(Document& document, QObject* parent)
    : QObject(parent),
      m_document(document),
      m_work([](const AlignRequest& request, const std::stop_token& stop,
                const std::function<void(double)>& tell) -> Result<Alignment> {
        return align(request.design, request.knobs, stop, tell);
      }) {
  m_poll.setInterval(kPollMs);
  connect(&m_poll, &QTimer::timeout, this, &AutoAlign::poll);
  connect(&document, &Document::changed, this, &AutoAlign::stop);
}

AutoAlign::~AutoAlign() = default;

void AutoAlign::start(const std::vector<std::string>& parts) {
  if (isRunning()) return;
  m_request.design = m_document.design();
  m_request.knobs = parts.empty() ? alignmentKnobs(m_request.design) : knobsOf(m_request.design, parts);
  if (m_request.knobs.empty())
    return Q_EMIT problem(parts.empty()
                              ? tr("There is nothing to align: no axon and synapse light meets on pixels.")
                              : tr("The selected parts are locked. Unlock one, or select none."));
  m_work.start(m_request);
  m_poll.start();
  Q_EMIT runningChanged(true);
}

void AutoAlign::stop() {
  if (!isRunning()) return;
  m_poll.stop();
  m_work.drop();
  Q_EMIT runningChanged(false);
}

void AutoAlign::poll() {
  const auto news = m_work.poll();
  if (!news.progress.empty()) Q_EMIT progressed(news.progress.back());
  if (!news.answer) return;
  stop();
  if (!*news.answer) return Q_EMIT problem(shown(news.answer->error()));
  take(news.answer->value());
}

QString AutoAlign::turnedText(const std::vector<std::pair<Knob, double>>& turned) const {
  QStringList out;
  for (const auto& [knob, by] : turned) {
    const Parameter& row = *rowOf(m_request.design, knob);
    const QString sign = by > 0 ? QStringLiteral("+") : QString();
    out << QStringLiteral("%1 %2 %3%4")
               .arg(shownName(*findComponent(m_request.design, knob.part)), shownText(row.title).toLower(),
                    sign, shownQuantity(by, row.unit, 3));
  }
  return out.join(QStringLiteral(", "));
}

void AutoAlign::take(const Alignment& result) {
  if (!result.found)
    return Q_EMIT problem(tr("The beams do not meet at all: bring them together by hand first."));
  Design after = m_request.design;
  std::vector<std::pair<Knob, double>> turned;
  for (std::size_t i = 0; i < m_request.knobs.size(); ++i) {
    const Knob& knob = m_request.knobs[i];
    const double before = viewOf(m_request.design, knob.part).real(knob.key);
    if (result.values[i] == before) continue;
    turned.emplace_back(knob, result.values[i] - before);
    after = apply(after, setParameter(after, knob.part, knob.key, result.values[i]));
  }
  constexpr double kWorthAStep = 1e-3;
  if (turned.empty() || result.after.caught() - result.before.caught() < kWorthAStep)
    return Q_EMIT finished(tr("Nothing to gain: the weakest visibility is %1, fringes are out of step by %2.")
                               .arg(digits(result.before.visibility),
                                    shownQuantity(result.before.twistRad, Unit::Milliradian, 3)));
  DesignEdit edit = difference(m_request.design, after);
  edit.label = asMessage(tr("Auto-align").toStdString());
  m_document.push(edit);
  Q_EMIT finished(tr("Weakest visibility %1 → %2, fringes out of step by %3 → %4. Turned: %5.")
                      .arg(digits(result.before.visibility), digits(result.after.visibility),
                           shownQuantity(result.before.twistRad, Unit::Milliradian, 3),
                           shownQuantity(result.after.twistRad, Unit::Milliradian, 3), turnedText(turned)));
}

}  // namespace lightloom::ui
