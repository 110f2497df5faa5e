#pragma once

#include <QString>
#include <QStringList>

#include "rooms.h"

namespace lightloom::ui {

class Document;
class RunController;

/// Where work is kept when the window must go without asking: `recovery` in the user's data folder of the
/// program (~/.local/share/lightloom/lightloom/recovery).
QString rescueFolder();

/// Writes what is in no file yet, the design where it has changes and the run where something was trained,
/// under new names into `folder`, and says of each, one line each, where it is or why it could not be
/// written. Empty: there was nothing to keep. Asks nobody and may take as long as a mini-batch and two files.
QStringList rescueWork(const Document& document, const RunController& run, const QString& folder);

}  // namespace lightloom::ui
