#include "rescue.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include "document/document.h"
#include "document/run_controller.h"
#include "document/translate.h"
#include "documents/design_file.h"
#include "documents/run_file.h"
#include "files/safe_writer.h"

namespace lightloom::ui {
namespace {

QString text(const char* source) {
  return QCoreApplication::translate("Rescue", source);
}

// Never over a file that is there: an earlier rescue is somebody's work, too.
QString freeName(const QDir& folder, const QString& stem, const QString& suffix) {
  QString path = folder.filePath(QStringLiteral("%1.%2").arg(stem, suffix));
  for (int number = 2; QFileInfo::exists(path); ++number)
    path = folder.filePath(QStringLiteral("%1 (%2).%3").arg(stem).arg(number).arg(suffix));
  return path;
}

QString lineOf(const Result<SavedFile>& saved, const QString& what, const QString& path) {
  return saved ? text("%1 is kept in %2").arg(what, QDir::toNativeSeparators(path))
               : text("%1 is lost: %2").arg(what, shown(saved.error()));
}

}  // namespace

QString rescueFolder() {
  return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + QStringLiteral("/recovery");
}

QStringList rescueWork(const Document& document, const RunController& run, const QString& folder) {
  QStringList lines;
  if (!document.isModified() && !run.hasUnsaved()) return lines;
  const QDir place(folder);
  place.mkpath(QStringLiteral("."));
  const QString stem =
      QStringLiteral("%1 %2").arg(QFileInfo(document.displayName()).completeBaseName(),
                                  QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd hhmmss")));
  if (document.isModified()) {
    const QString path = freeName(place, stem, QStringLiteral("loom"));
    lines << lineOf(saveFile(path.toStdString(), writeDesign(document.design())),
                    text("The design “%1”").arg(document.displayName()), path);
  }
  if (run.hasUnsaved()) {
    const QString path = freeName(place, stem, QStringLiteral("loomrun"));
    lines << lineOf(saveRunFile(run.recordAsShown(), path.toStdString()),
                    text("The training (%1)").arg(run.progressText()), path);
  }
  return lines;
}

}  // namespace lightloom::ui
