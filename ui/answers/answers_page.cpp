#include "answers/answers_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "answers/dataset_words.h"
#include "answers/residual_plot.h"
#include "answers/sample_view.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "panels/elided_label.h"
#include "panels/named_bars.h"
#include "panels/parameter_row.h"
#include "panels/plain_button.h"

namespace lightloom::ui {
namespace {

constexpr int kAnswerPollMs = 60;
constexpr double kLeastRestMs = 500;  // between two looks at the run
constexpr double kRestPerWork = 5;    // so that looking takes little from the training
constexpr double kFarOff = 2;         // residuals beyond so many times their rms are far off

/// Words that take the same height however many they are: else the layout would ask for all that its parts
/// would like to have, and the page would scroll.
class SteadyWords : public QLabel {
 public:
  explicit SteadyWords(QWidget* parent) : QLabel(parent) { setWordWrap(true); }
  bool hasHeightForWidth() const override { return false; }
};

// Of what is nearly sure it is said that it is not quite.
QString percent(double share) {
  constexpr double kNearly = 1e-3;
  if (!std::isfinite(share)) return QStringLiteral("—");
  if (share > 0 && share < kNearly) return AnswersPage::tr("< 0.1 %");
  if (share < 1 && share > 1 - kNearly) return AnswersPage::tr("> 99.9 %");
  return AnswersPage::tr("%1 %").arg(shownNumber(100 * share, Unit::None, 3));
}

}  // namespace

AnswersPage::AnswersPage(RunController& run, QWidget* parent)
    : Page(parent),
      m_run(run),
      m_loader(answersTestParts()),
      m_questions(answersQuestions()),
      m_pages(new QStackedWidget(this)),
      m_sentence(new SteadyWords(this)),
      m_number(new QSpinBox(this)),
      m_count(new QLabel(this)),
      m_nextWrong(plainButton("answerNextWrong", tr("Next wrong one"),
                              tr("The next sample of the test set that is answered wrongly; of quantities "
                                 "one that is off by more than twice the residual"))),
      m_target(new QComboBox(this)),
      m_whole(new ElidedLabel(this)),
      m_sampleBox(new QWidget(this)),
      m_words(new SteadyWords(this)),
      m_bars(new NamedBars(QStringLiteral("answerBars"), this)),
      m_all(new QStackedWidget(this)),
      m_confusion(new ConfusionView(this)),
      m_residuals(new ResidualPlot(this)) {
  setObjectName(QStringLiteral("answersPage"));
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 6);
  layout->setSpacing(4);
  auto* head = new QHBoxLayout;
  makeChooser(*head);
  layout->addLayout(head);
  m_sentence->setObjectName(QStringLiteral("answerSentence"));
  m_sentence->setAlignment(Qt::AlignCenter);
  m_pages->addWidget(m_sentence);
  m_pages->addWidget(makeContent());
  layout->addWidget(m_pages, 1);
  m_poll.setInterval(kAnswerPollMs);
  connect(&m_poll, &QTimer::timeout, this, &AnswersPage::poll);
  connect(&run, &RunController::stateChanged, this, [this] { m_due = true; });
  connect(&run, &RunController::progressed, this, [this] { m_due = true; });
  connect(&run, &RunController::curvesRestarted, this, [this] { m_due = true; });
  connect(&run, &RunController::reportChanged, this, [this] { m_due = true; });
  applyColours();
  refreshAll();
}

AnswersPage::~AnswersPage() = default;

void AnswersPage::makeChooser(QHBoxLayout& row) {
  auto* title = new QLabel(tr("Sample of the test set"), this);
  title->setBuddy(m_number);
  row.addWidget(title);
  m_number->setObjectName(QStringLiteral("answerSample"));
  m_number->setAccessibleName(tr("Number of the sample of the test set"));
  m_number->setToolTip(tr("Which sample of the test set is shown"));
  m_number->setRange(1, 1);
  m_number->setWrapping(true);
  m_number->setKeyboardTracking(false);
  guardWheel(m_number);
  connect(m_number, &QSpinBox::valueChanged, this,
          [this](int number) { chooseSample(static_cast<std::size_t>(number - 1)); });
  row.addWidget(m_number);
  m_count->setObjectName(QStringLiteral("answerCount"));
  row.addWidget(m_count);
  connect(m_nextWrong, &QPushButton::clicked, this, &AnswersPage::chooseNextWrong);
  row.addWidget(m_nextWrong);
  m_target->setObjectName(QStringLiteral("answerTarget"));
  m_target->setAccessibleName(tr("Quantity of the residuals"));
  m_target->setToolTip(tr("Which of the quantities the residuals are of"));
  guardWheel(m_target);
  connect(m_target, &QComboBox::currentIndexChanged, this, [this] {
    refreshWhole();
    refreshWords();
  });
  row.addWidget(m_target);
  m_whole->setObjectName(QStringLiteral("answerFigures"));
  m_whole->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  m_whole->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  row.addWidget(m_whole, 1);
}

QWidget* AnswersPage::makeContent() {
  auto* out = new QWidget(this);
  auto* columns = new QHBoxLayout(out);
  columns->setContentsMargins(0, 0, 0, 0);
  columns->setSpacing(12);
  auto* sampleLayout = new QVBoxLayout(m_sampleBox);
  sampleLayout->setContentsMargins(0, 0, 0, 0);
  m_words->setObjectName(QStringLiteral("answerWords"));
  m_words->setTextFormat(Qt::RichText);
  m_words->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
  constexpr int kLines = 3;
  m_words->setFixedHeight(kLines * m_words->fontMetrics().lineSpacing());
  m_words->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
  sampleLayout->addWidget(m_words);
  m_bars->setToolTip(
      tr("How sure the network is of each class: the softmax of its outputs where it is trained with cross "
         "entropy, else the outputs themselves. Bold: right."));
  m_all->addWidget(m_confusion);
  m_all->addWidget(m_residuals);
  columns->addWidget(m_sampleBox, 4);
  columns->addWidget(m_bars, 3);
  columns->addWidget(m_all, 5);
  connect(m_confusion, &ConfusionView::pairChosen, this, &AnswersPage::chooseNextOf);
  connect(m_residuals, &ResidualPlot::sampleClicked, this, &AnswersPage::chooseSample);
  return out;
}

void AnswersPage::applyColours() {
  m_residuals->setColours(lockColours(isDark(palette())));
  if (m_view) m_view->applyColours();
}

QString AnswersPage::sentence() const {
  if (!m_run.data()) return m_run.isLoadingData() ? tr("The data set is being read.") : m_run.stateText();
  return m_trouble;
}

void AnswersPage::refreshActive() {
  m_due = true;
  if (isActive()) return m_poll.start();
  m_poll.stop();
  m_loader.drop();
  m_snapshot = nullptr;
}

// For the network of the run as it is now.
void AnswersPage::askForRun() {
  const RunView& view = m_run.view();
  m_due = false;
  m_sinceRun.start();
  if (m_snapshot && m_data == m_run.data() && m_steps == view.steps && m_generation == view.generation &&
      m_bench == view.bench)
    return;
  m_bench = view.bench;
  m_steps = view.steps;
  m_generation = view.generation;
  m_run.withSnapshot(this, [this](const std::shared_ptr<const RunSnapshot>& run) { takeRun(run); });
}

void AnswersPage::takeRun(const std::shared_ptr<const RunSnapshot>& run) {
  if (!isActive()) return;
  const std::shared_ptr<const Dataset>& data = m_run.data();
  m_snapshot = run && data && fits(run->network, *data) ? run : nullptr;
  m_trouble = run && data && !m_snapshot ? otherDataSentence() : QString();
  if (!m_snapshot) return forget();
  if (m_data != data) takeData(data);
  m_loader.start({m_snapshot, m_data});
  if (m_waiting)
    ask(*std::exchange(m_waiting, std::nullopt));
  else if (m_own && m_view->asksAgain())
    ask({m_snapshot, m_own->inputs, {}, 0});
}

void AnswersPage::takeData(const std::shared_ptr<const Dataset>& data) {
  delete m_view;
  m_data = data;
  m_answers.reset();
  m_own.reset();
  m_questions.drop();
  m_view = makeSampleView(*m_data, m_sampleBox);
  static_cast<QVBoxLayout*>(m_sampleBox->layout())->insertWidget(0, m_view, 1);
  connect(m_view, &SampleView::inputsAsked, this, [this](const std::vector<float>& inputs) {
    askAnew({m_snapshot, inputs, {}, 0});
  });
  connect(m_view, &SampleView::wavAsked, this, [this](const QString& path) {
    askAnew({m_snapshot, {}, path.toStdString(), 0});
  });
  connect(m_view, &SampleView::changed, this, &AnswersPage::refreshAll);
  {
    const QSignalBlocker quiet(m_target);
    m_target->clear();
    for (int i = 0; i < m_data->targetCount; ++i) m_target->addItem(targetName(*m_data, i));
  }
  m_target->setVisible(m_data->targetCount > 1);
  m_sample = std::min(m_sample, m_data->test.size() - 1);
  {
    const QSignalBlocker quiet(m_number);
    m_number->setMaximum(static_cast<int>(m_data->test.size()));
    m_number->setValue(static_cast<int>(m_sample) + 1);
  }
  m_count->setText(tr("of %1").arg(shownCount(static_cast<double>(m_data->test.size()))));
  m_bars->setVisible(m_data->classes > 0);
  m_all->setCurrentIndex(m_data->classes > 0 ? 0 : 1);
  refreshSample();
}

void AnswersPage::forget() {
  m_loader.drop();
  m_answers.reset();
  refreshAll();
}

void AnswersPage::poll() {
  if (!isActive()) return;
  const bool rested = !m_sinceRun.isValid() || m_sinceRun.elapsed() > m_restMs;
  if (m_due && !m_loader.busy() && (!m_snapshot || rested)) {
    askForRun();
    if (!m_answers) refreshWords();
  }
  pollTest();
  pollQuestion();
}

void AnswersPage::pollTest() {
  std::optional<Result<TestOutcome>> outcome = m_loader.poll().answer;
  if (!outcome) return;
  m_trouble = *outcome ? QString() : shown(outcome->error());
  if (*outcome) {
    m_restMs = std::max(kLeastRestMs, kRestPerWork * 1e3 * outcome->value().seconds);
    m_answers = std::move(*outcome).value().answers;
  }
  refreshAll();
}

void AnswersPage::pollQuestion() {
  std::optional<Result<OwnAnswer>> outcome = m_questions.poll().answer;
  if (!outcome || !m_view) return;
  if (*outcome) {
    m_own = std::move(*outcome).value();
    m_view->takeAnswer(*m_own);
  } else {
    m_own.reset();
    m_view->takeProblem(shown(outcome->error()));
  }
}

void AnswersPage::ask(Question question) {
  if (!m_snapshot) {
    m_waiting = std::move(question);
    return;
  }
  question.run = m_snapshot;
  question.draw = ++m_draw;
  m_questions.start(std::move(question));
}

// What was answered to another question is no answer to this one.
void AnswersPage::askAnew(Question question) {
  m_own.reset();
  ask(std::move(question));
}

void AnswersPage::chooseSample(std::size_t sample) {
  if (!m_data) return;
  m_sample = std::min(sample, m_data->test.size() - 1);
  const QSignalBlocker quiet(m_number);
  m_number->setValue(static_cast<int>(m_sample) + 1);
  m_questions.drop();
  m_waiting.reset();
  m_own.reset();
  refreshSample();
  refreshAll();
}

// The next one behind the sample in sight, from the beginning again at the end.
std::optional<std::size_t> AnswersPage::nextSample(const std::function<bool(std::size_t)>& wanted) const {
  if (!m_answers) return std::nullopt;
  const std::size_t count = m_data->test.size();
  for (std::size_t step = 1; step <= count; ++step)
    if (const std::size_t sample = (m_sample + step) % count; wanted(sample)) return sample;
  return std::nullopt;
}

void AnswersPage::chooseNextWrong() {
  if (const auto found = nextSample([this](std::size_t sample) { return isWrong(sample); }))
    chooseSample(*found);
}

void AnswersPage::chooseNextOf(ConfusedPair pair) {
  const auto found = nextSample([&](std::size_t sample) {
    if (m_data->labels[m_data->test[sample]] != pair.trueClass) return false;
    return pair.answer == (isWrong(sample) ? answerTo(sample) : pair.trueClass);
  });
  if (found) chooseSample(*found);
}

const float* AnswersPage::outputsOf(std::size_t sample) const {
  return m_answers->outputs.data() + sample * static_cast<std::size_t>(m_data->outputs());
}

int AnswersPage::answerTo(std::size_t sample) const {
  return answerOf(outputsOf(sample), m_data->classes);
}

bool AnswersPage::isWrong(std::size_t sample) const {
  const std::size_t index = m_data->test[sample];
  if (m_data->classes > 0) return !isRight(*m_data, index, static_cast<std::size_t>(answerTo(sample)));
  const int target = std::max(0, m_target->currentIndex());
  const std::size_t at = static_cast<std::size_t>(target);
  const double truth =
      inOwnUnit(*m_data, target, m_data->targets[index * static_cast<std::size_t>(m_data->targetCount) + at]);
  return std::fabs(inOwnUnit(*m_data, target, outputsOf(sample)[at]) - truth) >
         kFarOff * m_answers->terms.residualRms[at];
}

void AnswersPage::refreshAll() {
  refreshBars();
  refreshWhole();
  refreshWords();
}

void AnswersPage::refreshSample() {
  m_view->showSample(inputsOfSample(*m_data, m_data->test[m_sample]));
}

void AnswersPage::showBars(const float* outputs, const std::vector<bool>& right) {
  std::vector<double> shares;
  QStringList texts;
  const bool sure = m_snapshot->settings.loss == Loss::CrossEntropy;
  if (sure) shares = classShares(outputs, m_data->classes);
  for (int i = 0; i < m_data->classes; ++i) {
    if (!sure) shares.push_back(std::clamp(static_cast<double>(outputs[i]), 0.0, 1.0));
    texts << (sure ? percent(shares[static_cast<std::size_t>(i)])
                   : shownNumber(static_cast<double>(outputs[i]), Unit::None, 3));
  }
  const QStringList names = classNames(*m_data);
  const QString caption = sure ? tr("How sure it is") : tr("Its outputs");
  QStringList said;
  for (int i = 0; i < m_data->classes; ++i) said << tr("%1: %2").arg(names[i], texts[i]);
  m_bars->setShares(
      {names, texts, shares, right, caption, tr("%1: %2").arg(caption, said.join(QStringLiteral(", ")))});
}

void AnswersPage::refreshBars() {
  if (!m_answers || !m_snapshot || m_data->classes == 0) return;
  if (m_view->isOwn()) {
    m_own ? showBars(m_own->outputs.data(), m_view->rightAnswers()) : m_bars->setShares({});
    return;
  }
  std::vector<bool> right;
  for (int i = 0; i < m_data->classes; ++i)
    right.push_back(isRight(*m_data, m_data->test[m_sample], static_cast<std::size_t>(i)));
  showBars(outputsOf(m_sample), right);
}

void AnswersPage::refreshWhole() {
  if (!m_answers) return;
  if (m_data->classes > 0) {
    m_confusion->setTerms(classNames(*m_data), m_answers->terms);
    const int truth = m_data->labels[m_data->test[m_sample]];
    m_confusion->setCurrent(
        m_view->isOwn() ? std::nullopt
                        : std::optional(ConfusedPair{truth, isWrong(m_sample) ? answerTo(m_sample) : truth}));
    return;
  }
  const int target = std::max(0, m_target->currentIndex());
  const std::size_t at = static_cast<std::size_t>(target);
  const std::size_t width = static_cast<std::size_t>(m_data->targetCount);
  std::vector<double> truths, answers;
  for (std::size_t i = 0; i < m_data->test.size(); ++i) {
    truths.push_back(inOwnUnit(*m_data, target, m_data->targets[m_data->test[i] * width + at]));
    answers.push_back(inOwnUnit(*m_data, target, outputsOf(i)[at]));
  }
  m_residuals->setAnswers(targetName(*m_data, target), truths, answers);
  m_residuals->setCurrent(m_sample);
}

QString AnswersPage::sureness(const float* outputs, int answer) const {
  if (m_snapshot->settings.loss != Loss::CrossEntropy) return QString();
  return tr(" (%1)").arg(percent(classShares(outputs, m_data->classes)[static_cast<std::size_t>(answer)]));
}

QString AnswersPage::sampleWords() const {
  const std::size_t index = m_data->test[m_sample];
  if (m_data->classes > 0) {
    const QStringList names = classNames(*m_data);
    const int answer = answerTo(m_sample);
    QStringList right;
    for (int i = 0; i < m_data->classes; ++i)
      if (isRight(*m_data, index, static_cast<std::size_t>(i))) right << names[i];
    return tr("Answer: <b>%1</b>%2, %3. True: <b>%4</b>")
        .arg(names[answer].toHtmlEscaped(), sureness(outputsOf(m_sample), answer),
             isWrong(m_sample) ? tr("wrong") : tr("right"), right.join(tr(" or ")).toHtmlEscaped());
  }
  const int target = std::max(0, m_target->currentIndex());
  const std::size_t at = static_cast<std::size_t>(target);
  const double truth =
      inOwnUnit(*m_data, target, m_data->targets[index * static_cast<std::size_t>(m_data->targetCount) + at]);
  const double answer = inOwnUnit(*m_data, target, outputsOf(m_sample)[at]);
  return tr("%1: answer <b>%2</b>, true <b>%3</b>, off by %4")
      .arg(targetName(*m_data, target).toHtmlEscaped(), shownNumber(answer, Unit::None, 3),
           shownNumber(truth, Unit::None, 3), shownNumber(answer - truth, Unit::None, 2));
}

QString AnswersPage::ownWords() const {
  const QString words = m_view->ownWords().toHtmlEscaped();
  if (!m_own || !m_view->asksAgain() || m_data->classes == 0) return words;
  const int answer = answerOf(m_own->outputs.data(), m_data->classes);
  return tr("%1. Answer: <b>%2</b>%3")
      .arg(words, classNames(*m_data)[answer].toHtmlEscaped(), sureness(m_own->outputs.data(), answer));
}

// Of the whole test set.
QString AnswersPage::wholeWords() const {
  const TestTerms& terms = m_answers->terms;
  if (m_data->classes == 0) {
    const int target = std::max(0, m_target->currentIndex());
    return tr("R² %1 · residual %2, rms, of %3")
        .arg(shownNumber(m_answers->accuracy, Unit::None, 3),
             shownNumber(terms.residualRms[static_cast<std::size_t>(target)], Unit::None, 3),
             targetName(*m_data, target));
  }
  QString out = tr("%1 of %2 right")
                    .arg(percent(m_answers->accuracy), shownCount(static_cast<double>(m_data->test.size())));
  if (m_data->positive >= 0 && terms.classes == 2) {
    const Detection detection = detectionOf(terms, m_data->positive);
    out += tr(" · sensitivity %1 · specificity %2")
               .arg(percent(detection.sensitivity), percent(detection.specificity));
  }
  return out;
}

void AnswersPage::refreshWords() {
  const QString reason = sentence();
  const bool known = m_answers && m_snapshot && reason.isEmpty();
  m_sentence->setText(reason.isEmpty() ? tr("The network is being asked.") : reason);
  m_pages->setCurrentIndex(known ? 1 : 0);
  m_nextWrong->setEnabled(known && nextSample([this](std::size_t sample) { return isWrong(sample); }));
  m_number->setEnabled(m_data != nullptr);
  m_whole->setText(known ? wholeWords() : QString());
  m_whole->setToolTip(
      !known || m_data->classes == 0
          ? tr("R² = 1 − Σ r²/Σ (t − mean t)² over the test set, r = answer − truth; residual √(Σ r²/n)")
          : tr("Of the test set, with the noise of the bench. Sensitivity: those of “%1” that are told so. "
               "Specificity: the others that are told so.")
                .arg(m_data->positive >= 0 ? classNames(*m_data)[m_data->positive] : tr("the class sought")));
  if (known) m_words->setText(m_view->isOwn() ? ownWords() : sampleWords());
}

}  // namespace lightloom::ui
