#pragma once

#include <QList>
#include <QString>

#include "rooms.h"

class QWidget;

namespace lightloom::ui {

/// A kind of file that can be saved, as the dialog offers it.
struct SavedKind {
  QString title;   ///< "Lightloom designs"
  QString suffix;  ///< without the dot
};

/// The name that a file typed as `path` gets: it ends in one of the kinds' suffixes, else in that of
/// `chosen`.
QString withSuffix(const QString& path, const QList<SavedKind>& kinds, const SavedKind& chosen);

/// Asks where to save; `suggestion` is a path. What comes back is the very name to write, suffix included,
/// and where there is a file of that name the person has agreed to replace it. Empty: cancelled.
QString chooseFileToSave(QWidget* parent, const QString& title, const QString& suggestion,
                         const QList<SavedKind>& kinds);

}  // namespace lightloom::ui
