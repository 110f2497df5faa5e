#include "document/pace_choice.h"

#include <QSettings>

#include "document/document.h"
#include "document/file_places.h"
#include "document/run_controller.h"

namespace lightloom::ui {
namespace {

constexpr char kPaceKey[] = "run/pace";

}  // namespace

Pace paceToWatch(double fullSpeedSeconds, std::int64_t epochs) {
  constexpr double kShort = 30, kLong = 60, kLeisure = 1.5;
  constexpr std::int64_t kMostEpochs = 300;
  if (epochs > kMostEpochs) return {Pace::Per::Epoch, 1};
  return {Pace::Per::Run, fullSpeedSeconds * kLeisure <= kShort ? kShort : kLong};
}

PaceChoice::PaceChoice(Document& document, RunController& run, QObject* parent)
    : QObject(parent),
      m_run(run),
      m_own(
          paceFromKey(QSettings().value(QLatin1String(kPaceKey)).toString().toStdString()).value_or(Pace())) {
  connect(&document, &Document::opened, this, [this, &document] {
    const ExampleEntry* example =
        document.copiedFrom().isEmpty() ? nullptr : exampleAt(document.copiedFrom());
    show(example ? paceToWatch(example->seconds, settingInteger(document.design(), "training.epochs"))
                 : m_own);
  });
  show(m_own);
}

void PaceChoice::choose(const Pace& pace) {
  m_own = pace;
  QSettings().setValue(QLatin1String(kPaceKey), QString::fromStdString(paceKey(pace)));
  show(pace);
}

void PaceChoice::show(const Pace& pace) {
  if (pace == m_pace) return;
  m_pace = pace;
  m_run.setPace(pace);
  Q_EMIT changed();
}

}  // namespace lightloom::ui
