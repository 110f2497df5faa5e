#include "energy/break_even_page.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QProgressBar>

#include "document/document.h"
#include "document/obstacle.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "energy/break_even_chart.h"
#include "panels/elided_label.h"
#include "panels/parameter_row.h"
#include "panels/problem_label.h"
#include "report/digital_processors.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kBreakEvenPollMs = 40;
constexpr int kProgressSteps = 1000;

Result<std::optional<BreakEven>> mapped(const BreakEvenRequest& request, const std::stop_token& stop,
                                        const std::function<void(double)>& tell) {
  BreakEvenOptions options;
  options.cancelled = [&stop] { return stop.stop_requested(); };
  options.onProgress = tell;
  return breakEvenOf(request.design, *request.data, options);
}

}  // namespace

BreakEvenPage::BreakEvenPage(Document& document, RunController& run, QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_work(mapped),
      m_processor(new QComboBox(this)),
      m_words(new ElidedLabel(this)),
      m_progress(new QProgressBar(this)),
      m_fault(new ProblemLabel(this)),
      m_chart(new BreakEvenChart(this)) {
  setObjectName(QStringLiteral("breakEvenTab"));
  m_processor->setObjectName(QStringLiteral("breakEvenProcessor"));
  m_processor->setAccessibleName(tr("Processor beside which the bench stands"));
  m_processor->setToolTip(tr("Light costs less above the lines than this processor at its dense peak"));
  for (const DigitalProcessor& processor : digitalProcessors())
    m_processor->addItem(tr("%1, %2").arg(fromStd(processor.name), fromStd(processor.precision)),
                         fromStd(processor.id));
  m_processor->setCurrentIndex(m_processor->findData(QStringLiteral("h100")));
  guardWheel(m_processor);
  connect(m_processor, &QComboBox::currentIndexChanged, this, &BreakEvenPage::showMap);
  m_words->setObjectName(QStringLiteral("breakEvenWords"));
  m_words->setTextFormat(Qt::RichText);
  m_progress->setObjectName(QStringLiteral("breakEvenProgress"));
  m_progress->setAccessibleName(tr("Progress of the map"));
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(110, 8);
  m_progress->setRange(0, kProgressSteps);
  m_progress->hide();
  m_fault->setObjectName(QStringLiteral("breakEvenFault"));
  auto* header = new QHBoxLayout;
  header->setSpacing(10);
  header->addWidget(m_processor);
  header->addWidget(m_words, 1);
  header->addWidget(m_progress);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  layout->addLayout(header);
  layout->addWidget(m_fault);
  layout->addWidget(m_chart, 1);
  m_poll.setInterval(kBreakEvenPollMs);
  connect(&m_poll, &QTimer::timeout, this, &BreakEvenPage::poll);
  setColours();
}

void BreakEvenPage::setColours() {
  m_chart->setColours(lockColours(isDark(palette())));
}

void BreakEvenPage::refresh() {
  if (const QString fault = computingObstacle(m_document, m_run); !fault.isEmpty()) {
    m_fault->setProblem(fault);
    m_asked = {};
    m_work.drop();
    m_poll.stop();
    m_progress->hide();
    m_map.reset();
    return showMap();
  }
  BreakEvenRequest wanted{m_document.design(), m_run.data()};
  if (wanted == m_asked) return;
  m_fault->setProblem({});
  m_asked = std::move(wanted);
  m_work.start(m_asked);
  m_progress->setValue(0);
  m_progress->show();
  m_poll.start();
}

void BreakEvenPage::poll() {
  auto news = m_work.poll();
  if (!news.progress.empty()) m_progress->setValue(static_cast<int>(kProgressSteps * news.progress.back()));
  if (!news.answer) return;
  m_poll.stop();
  m_progress->hide();
  m_map.reset();
  if (*news.answer)
    m_map = std::move(*news.answer).value();
  else
    m_fault->setProblem(shown(news.answer->error(), m_asked.design));
  showMap();
}

void BreakEvenPage::showMap() {
  const DigitalProcessor* processor =
      findDigitalProcessor(m_processor->currentData().toString().toStdString());
  const double digital = processor->joulesPerOp();
  m_chart->setMap(m_map, digital);
  if (!m_map) return m_words->clear();
  const double ratio = digital / m_map->joulesPerOp;
  m_words->setText((ratio >= 1 ? tr("This bench with full layers: %1, %2 times less than %3 there")
                               : tr("This bench with full layers: %1, %2 times more than %3 there"))
                       .arg(strong(shownQuantity(m_map->joulesPerOp, Unit::FemtojoulePerOp, 3)),
                            strong(shownNumber(ratio >= 1 ? ratio : 1 / ratio, Unit::None, 3)),
                            shownQuantity(digital, Unit::FemtojoulePerOp, 3)));
}

}  // namespace lightloom::ui
