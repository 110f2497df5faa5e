#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <memory>
#include <optional>

#include "answers/answer_loader.h"
#include "answers/confusion_view.h"
#include "panels/page.h"
#include "rooms.h"

class QComboBox;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QSpinBox;
class QStackedWidget;

namespace lightloom::ui {

class ResidualPlot;
class RunController;
class SampleView;
class NamedBars;

/// What the running network answers, in the terms of its data: a sample of the test part as what it is
/// (picture, spectrum, board, named values), the answer to it, and all answers together as a confusion matrix
/// or as residuals. Follows the training; hidden it computes nothing.
class AnswersPage : public Page {
  Q_OBJECT

 public:
  explicit AnswersPage(RunController& run, QWidget* parent = nullptr);
  ~AnswersPage() override;

  /// Why there is nothing to see; empty where there is.
  QString sentence() const;
  /// The answers in sight; null before the first ones.
  const std::optional<TestAnswers>& answers() const { return m_answers; }
  /// Number of the sample in sight within the test part.
  std::size_t sample() const { return m_sample; }
  /// Null before there is data.
  SampleView* view() { return m_view; }
  ConfusionView& confusion() { return *m_confusion; }
  ResidualPlot& residuals() { return *m_residuals; }
  /// The answer to what the person has asked; null without one.
  const std::optional<OwnAnswer>& own() const { return m_own; }

 protected:
  void refreshActive() override;
  void applyColours() override;

 private:
  void makeChooser(QHBoxLayout& row);
  QWidget* makeContent();
  void askForRun();
  void takeRun(const std::shared_ptr<const RunSnapshot>& run);
  void takeData(const std::shared_ptr<const Dataset>& data);
  void forget();
  void poll();
  void pollTest();
  void pollQuestion();
  void ask(Question question);
  void askAnew(Question question);
  void chooseSample(std::size_t sample);
  void chooseNextWrong();
  void chooseNextOf(ConfusedPair pair);
  std::optional<std::size_t> nextSample(const std::function<bool(std::size_t)>& wanted) const;
  bool isWrong(std::size_t sample) const;
  const float* outputsOf(std::size_t sample) const;
  int answerTo(std::size_t sample) const;
  void refreshAll();
  void refreshSample();
  void refreshBars();
  void refreshWhole();
  void refreshWords();
  void showBars(const float* outputs, const std::vector<bool>& right);
  QString sampleWords() const;
  QString ownWords() const;
  QString wholeWords() const;
  QString sureness(const float* outputs, int answer) const;

  RunController& m_run;
  TestLoader m_loader;
  QuestionLoader m_questions;
  QTimer m_poll;
  QElapsedTimer m_sinceRun;
  std::shared_ptr<const RunSnapshot> m_snapshot;
  std::shared_ptr<const Bench> m_bench;  ///< of the run as it was last asked for
  std::shared_ptr<const Dataset> m_data;
  std::uint64_t m_steps = 0, m_generation = 0, m_draw = 0;
  std::size_t m_sample = 0;
  double m_restMs = 0;  ///< between two looks at the run
  std::optional<TestAnswers> m_answers;
  std::optional<OwnAnswer> m_own;
  std::optional<Question> m_waiting;  ///< for a network
  QString m_trouble;
  bool m_due = true;

  QStackedWidget* m_pages;
  QLabel* m_sentence;
  QSpinBox* m_number;
  QLabel* m_count;
  QPushButton* m_nextWrong;
  QComboBox* m_target;
  QLabel* m_whole;
  QWidget* m_sampleBox;
  SampleView* m_view = nullptr;
  QLabel* m_words;
  NamedBars* m_bars;
  QStackedWidget* m_all;
  ConfusionView* m_confusion;
  ResidualPlot* m_residuals;
};

}  // namespace lightloom::ui
