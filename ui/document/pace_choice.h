#pragma once

#include <QObject>
#include <cstdint>

#include "rooms.h"
#include "train/pace.h"

namespace lightloom::ui {

class Document;
class RunController;

/// The pace that the training of the window is watched at. A person's choice is kept for the next start; a
/// copy of an example begins at one at which its curves can be followed, and the next design is at the
/// person's own again.
class PaceChoice : public QObject {
  Q_OBJECT

 public:
  PaceChoice(Document& document, RunController& run, QObject* parent = nullptr);

  const Pace& pace() const { return m_pace; }
  void choose(const Pace& pace);

 Q_SIGNALS:
  void changed();

 private:
  void show(const Pace& pace);

  RunController& m_run;
  Pace m_own, m_pace;
};

/// At which the curves of an example can be followed that takes `fullSpeedSeconds` for its epochs: all of
/// them in half a minute, or in a minute where half of one is too short for it. More than 300 epochs are
/// there to be played with while they go on, and the learning is over after the first few: a second for each.
Pace paceToWatch(double fullSpeedSeconds, std::int64_t epochs);

}  // namespace lightloom::ui
