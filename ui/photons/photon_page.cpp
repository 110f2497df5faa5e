#include "photons/photon_page.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QShowEvent>
#include <QSlider>
#include <QStackedWidget>
#include <QToolBar>
#include <algorithm>
#include <cmath>

#include "answers/dataset_words.h"
#include "design/edit.h"
#include "document/comparison.h"
#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "panels/elided_label.h"
#include "panels/named_bars.h"
#include "panels/parameter_row.h"
#include "photons/photon_plot.h"
#include "photons/sample_picture.h"
#include "theme/icons.h"
#include "theme/theme.h"

namespace lightloom::ui {
namespace {

constexpr int kPollMs = 40;
constexpr int kLookMs = 250;   // the light flickers, and can be watched
constexpr int kTakeMs = 1000;  // how often a running network is taken over
constexpr int kStepsPerDecade = 20, kLowDecade = -2, kHighDecade = 5;

double photonsOf(int position) {
  return std::pow(10, static_cast<double>(position) / kStepsPerDecade);
}

int positionOf(double photons) {
  const double decade = std::clamp(std::log10(std::max(photons, 1e-9)), 1.0 * kLowDecade, 1.0 * kHighDecade);
  return static_cast<int>(std::lround(kStepsPerDecade * decade));
}

QString errorText(double error) {
  return error < 0 ? QString() : QString::number(100 * error, 'f', 3);
}

}  // namespace

PhotonPage::PhotonPage(Document& document, RunController& run, Comparison& comparison, QWidget* parent)
    : Page(parent),
      m_document(document),
      m_run(run),
      m_comparison(comparison),
      m_loader(looksAtSamples()),
      m_worker(studiesPhotons()),
      m_slider(new QSlider(Qt::Horizontal, this)),
      m_value(new QLabel(this)),
      m_numbers(new ElidedLabel(this)),
      m_pages(new QStackedWidget(this)),
      m_sentence(new QLabel(this)) {
  setObjectName(QStringLiteral("photonPage"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 2, 8, 6);
  layout->setSpacing(4);
  auto* head = new QHBoxLayout;
  head->addWidget(makeToolBar());
  m_numbers->setObjectName(QStringLiteral("photonFigures"));
  m_numbers->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_numbers->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // gives way first
  head->addWidget(m_numbers, 1);
  layout->addLayout(head);
  m_sentence->setObjectName(QStringLiteral("photonSentence"));
  m_sentence->setAlignment(Qt::AlignCenter);
  m_sentence->setWordWrap(true);
  m_pages->addWidget(m_sentence);
  m_pages->addWidget(makePictures());
  auto* row = new QHBoxLayout;
  row->setSpacing(12);
  row->addWidget(m_pages, 5);
  row->addWidget(makeStudy(), 6);
  layout->addLayout(row, 1);
  m_poll.setInterval(kPollMs);
  connect(&m_poll, &QTimer::timeout, this, &PhotonPage::poll);
  connect(&run, &RunController::stateChanged, this, [this] { m_due = true; });
  connect(&run, &RunController::progressed, this, [this] { m_due = true; });
  connect(&comparison, &Comparison::figuresChanged, this, &PhotonPage::refreshWords);
  connect(&document, &Document::benchChanged, this, &PhotonPage::refreshStudy);
  connect(&document, &Document::opened, this, [this] {
    m_worker.stop();
    m_study.reset();
    refreshStudy();
  });
  m_slider->setValue(positionOf(1));
  applyColours();
  refreshWords();
  refreshStudy();
}

PhotonPage::~PhotonPage() = default;

QToolBar* PhotonPage::makeToolBar() {
  auto* bar = new QToolBar(tr("Light"), this);
  bar->setObjectName(QStringLiteral("photonBar"));
  bar->setIconSize(QSize(18, 18));
  bar->toggleViewAction()->setObjectName(QStringLiteral("photonBarToggle"));
  bar->toggleViewAction()->setToolTip(tr("Show or hide the slider for the light"));
  auto* title = new QLabel(tr("Electrons per product "), bar);
  bar->addWidget(title);
  m_slider->setObjectName(QStringLiteral("photonSlider"));
  m_slider->setAccessibleName(tr("Photo-electrons per multiplication"));
  m_slider->setToolTip(
      tr("Light on a pixel pair in one symbol, both beams: what a detector counts for one product. It "
         "changes the pictures here, not the bench."));
  m_slider->setRange(kStepsPerDecade * kLowDecade, kStepsPerDecade * kHighDecade);
  m_slider->setPageStep(kStepsPerDecade);
  m_slider->setFixedWidth(220);
  guardWheel(m_slider);
  connect(m_slider, &QSlider::valueChanged, this, [this] {
    refreshWords();
    look();
  });
  bar->addWidget(m_slider);
  m_value->setObjectName(QStringLiteral("photonValue"));
  QFont bold = m_value->font();
  bold.setWeight(QFont::DemiBold);
  m_value->setFont(bold);
  m_value->setMinimumWidth(QFontMetrics(bold).horizontalAdvance(QStringLiteral(" 100 000 ")));
  bar->addWidget(m_value);
  const auto add = [&](const char* name, const QString& text, const QString& tip, auto slot) {
    QAction* action = bar->addAction(text);
    action->setObjectName(QLatin1String(name));
    action->setToolTip(tip);
    connect(action, &QAction::triggered, this, slot);
  };
  add("photonBench", tr("As on the bench"), tr("The light that the drawn bench gives"),
      [this] { takeBenchLight(); });
  bar->addSeparator();
  add("photonPrevious", QStringLiteral("◀"), tr("The sample of the test set before this one"),
      [this] { chooseSample(-1); });
  m_sampleName = new QLabel(bar);
  m_sampleName->setObjectName(QStringLiteral("photonSample"));
  bar->addWidget(m_sampleName);
  add("photonNext", QStringLiteral("▶"), tr("The next sample of the test set"), [this] { chooseSample(1); });
  return bar;
}

QWidget* PhotonPage::makePictures() {
  auto* out = new QWidget(this);
  auto* layout = new QHBoxLayout(out);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(12);
  m_drive = new SamplePicture(tr("As the lasers are driven"), out);
  m_drive->setObjectName(QStringLiteral("photonDrive"));
  m_picture = new SamplePicture(tr("As the detectors see it"), out);
  m_picture->setObjectName(QStringLiteral("photonPicture"));
  m_picture->setToolTip(
      tr("Every input multiplied by a typical weight in one symbol and read by itself: shot noise of that "
         "many photo-electrons. The network adds up all inputs before it reads, and so sees far better."));
  m_votes = new NamedBars(QStringLiteral("photonVotes"), out);
  m_votes->setToolTip(
      tr("What the running network answers to this sample with shot noise of this light; green: right"));
  layout->addWidget(m_drive, 1);
  layout->addWidget(m_picture, 1);
  layout->addWidget(m_votes, 1);
  return out;
}

QWidget* PhotonPage::makeStudy() {
  auto* out = new QWidget(this);
  auto* layout = new QVBoxLayout(out);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  m_plot = new PhotonPlot(out);
  layout->addWidget(m_plot, 1);
  auto* row = new QHBoxLayout;
  m_start = new QPushButton(out);
  m_start->setObjectName(QStringLiteral("photonStudy"));
  m_start->setToolTip(
      tr("Trains this network once without noise and tests it from little light to more than the bench has; "
         "nothing on the bench changes"));
  connect(m_start, &QPushButton::clicked, this, &PhotonPage::toggleStudy);
  m_aware = new QCheckBox(tr("train at each light, too"), out);
  m_aware->setObjectName(QStringLiteral("photonAware"));
  m_aware->setAccessibleName(m_aware->text());
  m_aware->setToolTip(
      tr("One more training for each amount of light, with the noise that it is tested with"));
  m_progress = new QProgressBar(out);
  m_progress->setObjectName(QStringLiteral("photonProgress"));
  m_progress->setAccessibleName(tr("Share of the study that is done"));
  m_progress->setRange(0, 1000);
  m_progress->setTextVisible(false);
  m_progress->setMaximumHeight(10);
  m_note = new ElidedLabel(out);
  m_note->setObjectName(QStringLiteral("photonNote"));
  m_note->setForegroundRole(QPalette::PlaceholderText);
  m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  m_copy = new QPushButton(tr("Copy"), out);
  m_copy->setObjectName(QStringLiteral("photonCopy"));
  m_copy->setAccessibleName(tr("Copy the study"));
  m_copy->setToolTip(tr("The curves as a table of comma-separated values"));
  connect(m_copy, &QPushButton::clicked, this, &PhotonPage::copyStudy);
  row->addWidget(m_start);
  row->addWidget(m_aware);
  row->addWidget(m_note, 1);
  row->addWidget(m_progress, 1);
  row->addWidget(m_copy);
  layout->addLayout(row);
  return out;
}

void PhotonPage::applyColours() {
  m_plot->setColours(lockColours(isDark(palette())));
}

double PhotonPage::photonsPerMac() const {
  return photonsOf(m_slider->value());
}

QString PhotonPage::sentence() const {
  if (!m_run.data()) return m_run.isLoadingData() ? tr("The data set is being read.") : m_run.stateText();
  return m_trouble;
}

void PhotonPage::refreshActive() {
  if (isActive() || m_studying)
    m_poll.start();
  else
    m_poll.stop();
  if (isActive()) m_due = true;
}

// For the network of the run as it is now.
void PhotonPage::askForRun() {
  const RunView& view = m_run.view();
  m_due = false;
  m_sinceRun.start();
  if (m_snapshot && m_data == m_run.data() && m_snapshotSteps == view.steps &&
      m_generation == view.generation)
    return;
  m_snapshotSteps = view.steps;
  m_generation = view.generation;
  m_runNumber = m_run.runNumber();
  m_run.withSnapshot(this, [this](const std::shared_ptr<const RunSnapshot>& run) { takeRun(run); });
}

void PhotonPage::takeRun(const std::shared_ptr<const RunSnapshot>& run) {
  m_data = m_run.data();
  m_snapshot = m_data ? run : nullptr;
  if (m_data) m_sample = std::min(m_sample, m_data->test.size() - 1);
  refreshWords();
}

void PhotonPage::chooseSample(int step) {
  if (!m_data) return;
  const std::size_t count = m_data->test.size();
  m_sample = (m_sample + count + static_cast<std::size_t>(step + static_cast<int>(count))) % count;
  refreshWords();
  look();
}

void PhotonPage::takeBenchLight() {
  if (const std::shared_ptr<const Report>& report = m_run.view().report)
    m_slider->setValue(positionOf(report->photonsPerMac));
}

void PhotonPage::look() {
  if (!m_snapshot || !m_data || !isActive()) return;
  m_loader.start({m_snapshot, m_data, m_sample, photonsPerMac(), ++m_draw});
  m_sinceLook.start();
}

void PhotonPage::poll() {
  if (m_studying) pollStudy();
  if (!isActive()) return;
  if (m_due && (!m_snapshot || !m_sinceRun.isValid() || m_sinceRun.elapsed() > kTakeMs)) {
    askForRun();
    refreshWords();
  }
  if (const std::optional<Result<SampleInLight>> outcome = m_loader.poll().answer) {
    m_trouble = *outcome ? QString() : shown(outcome->error());
    if (*outcome) {
      m_seen = outcome->value();
      m_drive->setValues(m_seen->drive, m_data->imageWidth);
      m_picture->setValues(m_seen->seen, m_data->imageWidth);
      m_votes->setShares(countedShares(classNames(*m_data), m_seen->votes, m_seen->tries, m_seen->label,
                                       tr("Answers in %1 readings").arg(m_seen->tries)));
    }
    refreshWords();
  }
  if (!m_loader.busy() && (!m_sinceLook.isValid() || m_sinceLook.elapsed() >= kLookMs)) look();
}

void PhotonPage::refreshWords() {
  const std::shared_ptr<const Report>& report = m_run.view().report;
  const bool known = report && !report->layers.empty();
  m_value->setText(shownNumber(photonsPerMac(), Unit::None, 3));
  m_plot->setLight(known ? report->photonsPerMac : 0, photonsPerMac());
  findChild<QAction*>(QStringLiteral("photonBench"))->setEnabled(known);
  m_numbers->setText(known ? tr("Bench: %1 electrons, %2 signal · SNR %3 · %4 bits")
                                 .arg(shownNumber(report->photonsPerMac, Unit::None, 3) +
                                          m_comparison.beside(&Report::photonsPerMac, Unit::None),
                                      shownNumber(report->signalPhotonsPerMac, Unit::None, 3),
                                      shownNumber(report->snr, Unit::None, 3) +
                                          m_comparison.beside(&Report::snr, Unit::None),
                                      shownNumber(report->enob, Unit::None, 2))
                           : QString());
  m_numbers->setToolTip(
      known ? tr("The running network on the bench, with all its noise: photo-electrons per multiplication, "
                 "those of the signal beam, signal to noise, effective bits; shot noise alone would leave "
                 "SNR %1. Effective "
                 "bits: (10 log₁₀ SNR − 1.76)/6.02")
                  .arg(shownNumber(report->snrShot, Unit::None, 3))
            : QString());
  m_sampleName->setText(m_data ? tr("%1 of %2")
                                     .arg(shownCount(static_cast<double>(m_sample + 1)),
                                          shownCount(static_cast<double>(m_data->test.size())))
                               : QString());
  const QString reason = sentence();
  m_sentence->setText(reason);
  m_pages->setCurrentIndex(reason.isEmpty() && m_seen ? 1 : 0);
}

void PhotonPage::toggleStudy() {
  if (m_studying) return m_worker.stop();
  if (!m_run.data()) {
    Q_EMIT problem(sentence());
    return;
  }
  m_studying = true;
  m_study.reset();
  m_studied = m_document.design();
  m_progress->setValue(0);
  m_worker.start({m_studied, m_run.data(), m_aware->isChecked()});
  refreshStudy();
  refreshActive();
}

void PhotonPage::pollStudy() {
  const StudyWorker::News news = m_worker.poll();
  if (!news.progress.empty()) {
    m_progress->setValue(static_cast<int>(1000 * news.progress.back().share));
    m_study = news.progress.back().soFar;
  }
  if (news.answer && *news.answer && !news.answer->value().cancelled) m_study = news.answer->value();
  if (news.answer && !*news.answer) Q_EMIT problem(shown(news.answer->error()));
  m_studying = !news.answer;
  if (!news.progress.empty() || news.answer) refreshStudy();
  if (news.answer) refreshActive();
}

void PhotonPage::refreshStudy() {
  m_plot->setStudy(m_study.value_or(PhotonStudy{}));
  m_start->setText(m_studying ? tr("Stop") : tr("Measure the error"));
  m_start->setAccessibleName(m_start->text());
  m_aware->setEnabled(!m_studying);
  m_progress->setVisible(m_studying);
  m_note->setVisible(!m_studying);
  m_copy->setEnabled(m_study && !m_study->points.empty());
  const bool old = m_study && !difference(m_studied, m_document.design()).empty();
  m_note->setText(old       ? tr("of the design before its last change")
                  : m_study ? tr("%1 test samples").arg(shownCount(m_study->testSamples))
                            : tr("test error against light, shot noise alone"));
}

void PhotonPage::copyStudy() const {
  QStringList lines{
      QStringLiteral("photons_per_mac,blind_error_percent,aware_error_percent,quantum_limit_error_percent,"
                     "aware_photons_per_mac")};
  for (const PhotonPoint& point : m_study->points)
    lines << QStringList{QString::number(point.photonsPerMac, 'g', 6), errorText(point.blindError),
                         errorText(point.awareError), errorText(point.limitError),
                         point.awareError < 0 ? QString() : QString::number(point.awarePhotonsPerMac, 'g', 6)}
                 .join(QLatin1Char(','));
  QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
}

}  // namespace lightloom::ui
