#include "document/obstacle.h"

#include <QCoreApplication>
#include <algorithm>

#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"

namespace lightloom::ui {

QString computingObstacle(const Document& document, const RunController& run) {
  const auto say = [](const char* text) { return QCoreApplication::translate("computingObstacle", text); };
  if (run.isLoadingData())
    return say(QT_TRANSLATE_NOOP("computingObstacle", "The data set is not loaded yet."));
  if (!run.data())
    return say(QT_TRANSLATE_NOOP("computingObstacle",
                                 "Without its data set the network of this design has no numbers."));
  if (const std::optional<Message>& why = document.bench()->hardware->cannotCompute)
    return shown(*why, document.design());
  const std::vector<std::string>& waiting = run.waitingKeys();
  if (std::find(waiting.begin(), waiting.end(), "training.dataset") != waiting.end())
    return say(QT_TRANSLATE_NOOP("computingObstacle",
                                 "Another data set waits for a new run: reset the training first."));
  return {};
}

}  // namespace lightloom::ui
