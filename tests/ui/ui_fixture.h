#pragma once

#include <QApplication>
#include <QDir>
#include <QEvent>
#include <QFileInfo>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <QWheelEvent>
#include <optional>

#include "all_rooms.h"
#include "design/edit.h"
#include "document/document.h"
#include "documents/recovery.h"
#include "files/file_reader.h"
#include "files/zip.h"
#include "theme/theme.h"

namespace lightloom::tests {

/// A file with the design of an example: a person's own, for the program's open as copies, at their own pace.
inline QString examplePath(const char* name) {
  static const QTemporaryDir folder;
  const QString path = folder.filePath(QLatin1String(name));
  if (!QFileInfo::exists(path))
    QFile::copy(QStringLiteral(LIGHTLOOM_SOURCE_DIR "/examples/") + QLatin1String(name), path);
  return path;
}

/// Own settings folder and the program's style; call it first in initTestCase.
inline void prepareWindowTest() {
  // Tests run beside each other: what one remembers is no other's.
  static const QTemporaryDir settings;
  QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
  QStandardPaths::setTestModeEnabled(true);
  QApplication::setOrganizationName(QStringLiteral("lightloom-test"));
  QApplication::setApplicationName(QStringLiteral("lightloom-test"));
  applyTheme(*static_cast<QApplication*>(QApplication::instance()), ThemeChoice::Light);
}

/// Designs are the same but for the counters of ids, which undo never takes back.
inline bool sameDrawing(const Design& a, const Design& b) {
  return difference(a, b).empty();
}

inline void wheel(QWidget* viewport, QPoint at, int notches,
                  Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
  QWheelEvent event(at, viewport->mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt::NoButton,
                    modifiers, Qt::NoScrollPhase, false);
  QApplication::sendEvent(viewport, &event);
}

/// Gives widgets the sizes that their new texts ask for. A layout hears of them by an event that comes after
/// whatever changed the text, so that a timer's change can be seen before it.
inline void settleLayouts() {
  QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
}

/// The newest snapshot in the place of a window.
inline std::optional<Snapshot> newestIn(const QString& place) {
  std::optional<Snapshot> out;
  for (const QFileInfo& file : QDir(place).entryInfoList({QStringLiteral("*.snapshot")})) {
    const std::string path = file.filePath().toStdString();
    const Result<std::string> bytes = readFile(path, zipBudget());
    Result<Snapshot> read = bytes ? readSnapshot(bytes.value(), path) : Result<Snapshot>(bytes.error());
    if (read && (!out || read.value().note.sequence > out->note.sequence)) out = std::move(read).value();
  }
  return out;
}

}  // namespace lightloom::tests
