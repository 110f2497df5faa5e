#include "document/file_places.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include "files/program_files.h"

namespace lightloom::ui {
namespace {

constexpr int kMaxRecent = 10;
constexpr char kRecentKey[] = "files/recent";

QString titleOf(const QFileInfo& file) {
  QString title = file.completeBaseName();
  title.replace(QLatin1Char('-'), QLatin1Char(' ')).replace(QLatin1Char('_'), QLatin1Char(' '));
  if (!title.isEmpty()) title[0] = title[0].toUpper();
  return title;
}

}  // namespace

QList<Example> bundledExamples() {
  QList<Example> out;
  for (const QFileInfo& file : QDir(QString::fromStdString(examplesFolder()))
                                   .entryInfoList({QStringLiteral("*.loom")}, QDir::Files, QDir::Name))
    out.append({titleOf(file), file.absoluteFilePath()});
  return out;
}

QStringList recentFiles() {
  return QSettings().value(QLatin1String(kRecentKey)).toStringList();
}

void rememberFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  files.prepend(path);
  while (files.size() > kMaxRecent) files.removeLast();
  QSettings().setValue(QLatin1String(kRecentKey), files);
}

void forgetFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  QSettings().setValue(QLatin1String(kRecentKey), files);
}

}  // namespace lightloom::ui
