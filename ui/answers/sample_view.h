#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "answers/answer_loader.h"
#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::ui {

/// A sample in the terms of what it is of: picture, curve, board, named values. Some let people ask the
/// network about something of their own; that is in sight then, until the next sample is shown.
class SampleView : public QWidget {
  Q_OBJECT

 public:
  using QWidget::QWidget;

  /// `inputs`, 0 … 1, of a sample of the data.
  virtual void showSample(const std::vector<float>& inputs) = 0;
  virtual void applyColours() {}

  /// Whether something of the person's own is in sight.
  virtual bool isOwn() const { return false; }
  /// Whether the network is to be asked about that again when it has trained on.
  virtual bool asksAgain() const { return false; }
  /// The answer to what was asked.
  virtual void takeAnswer(const OwnAnswer&) {}
  /// Why there is none.
  virtual void takeProblem(const QString&) {}
  /// What there is to say about it beside the outputs.
  virtual QString ownWords() const { return {}; }
  /// The answers to it that would be right; empty where nobody knows.
  virtual std::vector<bool> rightAnswers() const { return {}; }

 Q_SIGNALS:
  void inputsAsked(const std::vector<float>& inputs);
  void wavAsked(const QString& path);
  /// What is in sight, or what there is to say about it, has changed.
  void changed();
};

/// The view for what a data set is of. `data` outlives it.
SampleView* makeSampleView(const Dataset& data, QWidget* parent);

}  // namespace lightloom::ui
