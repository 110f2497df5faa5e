#pragma once

#include <vector>

#include "export/manual/manual.h"
#include "rooms.h"

class QAction;
class QMainWindow;

namespace lightloom::ui {

/// What every action of a window with a name does, in the order of its menus; those that stand in no menu
/// of the bar come last. Entries that come and go with files have no name.
std::vector<ManualAction> manualActions(const QMainWindow& window);

/// Whether the manual has to tell of an action.
bool isTold(const QAction& action);

}  // namespace lightloom::ui
