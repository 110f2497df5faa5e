#include "document/file_places.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

namespace lightloom {
namespace {

constexpr int kMaxRecent = 10;
constexpr char kRecentKey[] = "files/recent";

QDir examplesDir() {
  const QDir program(QCoreApplication::applicationDirPath());
  const QDir installed(program.filePath(QStringLiteral("../share/lightloom/examples")));
  return installed.exists() ? installed : QDir(QStringLiteral(LIGHTLOOM_SOURCE_EXAMPLES));
}

QString titleOf(const QFileInfo& file) {
  QString title = file.completeBaseName();
  title.replace(QLatin1Char('-'), QLatin1Char(' ')).replace(QLatin1Char('_'), QLatin1Char(' '));
  if (!title.isEmpty()) title[0] = title[0].toUpper();
  return title;
}

}  // namespace

QList<Example> bundledExamples() {
  QList<Example> out;
  for (const QFileInfo& file :
       examplesDir().entryInfoList({QStringLiteral("*.loom")}, QDir::Files, QDir::Name))
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

}  // namespace lightloom
