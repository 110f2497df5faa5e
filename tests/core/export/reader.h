#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

namespace lightloom::test {

/// What the independent reader says about an export; an empty object where it refuses it.
inline QJsonObject readExport(const QStringList& words) {
  QProcess process;
  process.start(
      QStringLiteral("/usr/bin/python3"),
      QStringList{QStringLiteral(LIGHTLOOM_SOURCE_DIR "/tests/core/export/read_exports.py")} + words);
  if (!process.waitForFinished(60000) || process.exitCode() != 0)
    qWarning("%s", process.readAllStandardError().constData());
  return QJsonDocument::fromJson(process.readAllStandardOutput()).object();
}

}  // namespace lightloom::test
