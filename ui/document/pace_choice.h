#pragma once

#include <QObject>

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

/// At which all epochs of an example that takes `fullSpeedSeconds` take half a minute, or a minute where half
/// of one is too short for it.
Pace paceToWatch(double fullSpeedSeconds);

}  // namespace lightloom::ui
