#include "panels/run_bar.h"

#include <QAction>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include "document/comparison.h"
#include "document/document.h"
#include "document/pace_choice.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "panels/elided_label.h"
#include "panels/pace_box.h"
#include "panels/typing.h"
#include "theme/actions.h"
#include "theme/icons.h"

namespace lightloom::ui {

RunActions::RunActions(RunController& run, Comparison& comparison, QObject* parent) {
  play = makeAction(parent, "play", RunController::tr("&Train"),
                    RunController::tr("Train the network on this bench, or pause; Space on the bench, too"),
                    {Qt::Key_F5}, "play");
  step = makeAction(parent, "step", RunController::tr("&Step"), RunController::tr("Train one mini-batch"),
                    {Qt::Key_F6}, "step");
  reset = makeAction(parent, "reset", RunController::tr("&Reset"),
                     RunController::tr("Begin the training again with the design as it is"),
                     {Qt::CTRL | Qt::Key_F5}, "reset");
  const auto asked = [&run](QAction* action, void (RunController::*wish)()) {
    QObject::connect(action, &QAction::triggered, &run, [&run, wish] {
      finishTyping();  // what is being typed is what is shown
      (run.*wish)();
    });
  };
  asked(play, &RunController::togglePlay);
  asked(step, &RunController::askedStep);
  asked(reset, &RunController::askedReset);
  pin = makeAction(parent, "pin", RunController::tr("P&in for comparison"),
                   RunController::tr("Keep bench, figures and curves as they are now, to compare with"),
                   {Qt::CTRL | Qt::Key_B}, "pin");
  pin->setCheckable(true);
  QObject::connect(pin, &QAction::triggered, &comparison, [&comparison](bool on) {
    finishTyping();
    on ? comparison.pin() : comparison.unpin();
  });
  QObject::connect(&comparison, &Comparison::referenceChanged, pin,
                   [action = pin, &comparison] { action->setChecked(comparison.isPinned()); });
}

RunBar::RunBar(Document& document, RunController& run, PaceChoice& pace, const RunActions& actions,
               QWidget* parent)
    : QWidget(parent),
      m_document(document),
      m_run(run),
      m_pace(pace),
      m_play(actions.play),
      m_step(actions.step),
      m_state(new ElidedLabel(this)),
      m_progress(new QProgressBar(this)) {
  setObjectName(QStringLiteral("runBar"));
  m_state->setObjectName(QStringLiteral("runState"));
  m_state->setMinimumWidth(190);
  m_state->setTextFormat(Qt::PlainText);
  m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);  // as long as reasons are
  m_numbers = fact("runFigures", tr("Figures of the network running on this bench"));
  m_facts = fact("runFacts", tr("Data set, seed and learning rate of this training"));
  m_hardware =
      fact("runHardware",
           tr("Which products of the training run on light; set in Settings, Training, On hardware"));
  m_progress->setObjectName(QStringLiteral("runProgress"));
  m_progress->setAccessibleName(tr("Progress of the training"));
  m_progress->setTextVisible(false);
  m_progress->setFixedSize(80, 8);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 3, 8, 3);
  layout->setSpacing(4);
  layout->addWidget(button(actions.play, true));
  layout->addWidget(button(actions.step, false));
  layout->addWidget(button(actions.reset, false));
  layout->addWidget(button(actions.pin, false));
  layout->addSpacing(4);
  layout->addWidget(new PaceBox(pace, this));
  layout->addSpacing(4);
  layout->addWidget(m_progress);
  layout->addSpacing(4);
  layout->addWidget(m_state, 1);
  layout->addWidget(m_hardware);
  layout->addSpacing(14);
  layout->addWidget(m_facts);
  layout->addSpacing(14);
  layout->addWidget(m_numbers);
  connect(&run, &RunController::stateChanged, this, &RunBar::refreshState);
  connect(&run, &RunController::stateChanged, this, &RunBar::refreshFacts);
  connect(&run, &RunController::progressed, this, &RunBar::refreshProgress);
  connect(&run, &RunController::reportChanged, this, &RunBar::refreshFacts);
  connect(&document, &Document::changed, this, &RunBar::refreshFacts);
  refreshState();
  refreshFacts();
}

QToolButton* RunBar::button(QAction* action, bool withText) {
  auto* out = new QToolButton(this);
  out->setDefaultAction(action);
  out->setObjectName(action->objectName() + QStringLiteral("Button"));
  out->setAccessibleName(action->text().remove(QLatin1Char('&')));
  out->setIconSize(QSize(20, 20));
  out->setToolButtonStyle(withText ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
  out->setFocusPolicy(Qt::TabFocus);
  if (withText) out->setMinimumWidth(84);
  return out;
}

QLabel* RunBar::fact(const char* name, const QString& tip) {
  auto* label = new ElidedLabel(this);  // of names as long as people like
  label->setObjectName(QLatin1String(name));
  label->setTextFormat(Qt::RichText);
  label->setToolTip(tip);
  m_words.push_back({label, {}, {}, tip});
  return label;
}

void RunBar::say(QLabel* label, const QString& whole, const QString& brief) {
  for (Words& words : m_words) {
    if (words.label != label) continue;
    words.whole = whole;
    words.brief = brief;
  }
}

// Shortens labels, then leaves the progress bar out, until all fits beside the words of a running training.
void RunBar::fitWords() {
  const int ofState = fontMetrics().horizontalAdvance(tr("Training · epoch 88 of 88 · 88 888 samples/s"));
  const auto needed = [&] {
    const int bar = m_progress->isHidden() ? m_progress->maximumWidth() + layout()->spacing() : 0;
    return layout()->sizeHint().width() + ofState + bar;
  };
  for (const Words& words : m_words) {
    words.label->setText(words.whole);
    words.label->setToolTip(words.tip);
  }
  for (const Words& words : m_words) {
    if (needed() <= width()) return;
    words.label->setText(words.brief);
    words.label->setToolTip(QStringLiteral("<p>%1</p><p>%2</p>").arg(words.whole, words.tip.toHtmlEscaped()));
  }
  m_progress->setVisible(needed() <= width());  // the words say it, too
}

void RunBar::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitWords();
}

void RunBar::refreshState() {
  const bool running = m_run.isRunning();
  m_play->setText(running ? tr("&Pause") : tr("&Train"));
  m_play->setIcon(themedIcon(running ? QStringLiteral("pause") : QStringLiteral("play")));
  // Shift+F5 pauses and never begins anything.
  const QKeySequence toggle(Qt::Key_F5), pause(Qt::SHIFT | Qt::Key_F5);
  m_play->setShortcuts(running ? QList{toggle, pause} : QList{toggle});
  m_step->setEnabled(m_run.canStep());
  m_progress->setRange(0, m_run.isLoadingData() ? 0 : 1000);
  refreshProgress();
}

void RunBar::refreshProgress() {
  const RunView& view = m_run.view();
  QString text = m_run.stateText();
  if (!m_run.progressText().isEmpty()) text += QStringLiteral(" · ") + m_run.progressText();
  // Who watches at leisure is not told how fast it could go.
  if (view.samplesPerSecond > 0 && m_run.isRunning() && m_pace.pace() == Pace()) {
    const QString fast =
        text + QStringLiteral(" · ") + tr("%1 samples/s").arg(shownCount(view.samplesPerSecond));
    if (fontMetrics().horizontalAdvance(fast) < m_state->contentsRect().width()) text = fast;
  }
  m_state->setText(text);
  m_state->setAccessibleName(text);
  const double perEpoch =
      view.stepsPerEpoch > 0 ? static_cast<double>(view.stepInEpoch) / view.stepsPerEpoch : 0;
  if (view.epochs > 0)
    m_progress->setValue(static_cast<int>(1000 * qMin((view.epoch + perEpoch) / view.epochs, 1.0)));
}

void RunBar::refreshFacts() {
  say(m_hardware, strong(m_run.hardwareText()), strong(m_run.hardwareText()));
  const Design& design = m_run.trainedDesign();
  const QString data = strong(fromStd(settingText(design, "training.dataset")));
  const QString seed = QString::number(settingInteger(design, "training.seed"));
  say(m_facts,
      tr("%1 · seed %2 · learning rate %3")
          .arg(data, seed, shownNumber(settingReal(design, "training.learning_rate"), Unit::None)),
      tr("%1 · seed %2").arg(data, seed));
  const std::shared_ptr<const Report>& report = m_run.view().report;
  m_numbers->setVisible(report != nullptr);
  if (report && report->whyNoNetwork()) {
    const QString light = tr("light %1").arg(shownQuantity(report->emittedW, Unit::Milliwatt, 3));
    say(m_numbers, light, light);
  } else if (report) {
    const QString energy = strong(shownQuantity(report->energy.totalJoulesPerOp, Unit::FemtojoulePerOp, 3));
    say(m_numbers, tr("%1 · light %2").arg(energy, shownQuantity(report->emittedW, Unit::Milliwatt, 3)),
        energy);
  }
  fitWords();
}

}  // namespace lightloom::ui
