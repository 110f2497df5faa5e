#pragma once

#include <QString>

#include "rooms.h"

namespace lightloom::ui {

class Document;
class RunController;

/// What keeps a page from computing with the bench of the document and the data of the run: data that are not
/// there or wait for a new run, or a bench that cannot compute. Empty: nothing does.
QString computingObstacle(const Document& document, const RunController& run);

}  // namespace lightloom::ui
