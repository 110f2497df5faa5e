#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include "all_rooms.h"

namespace lightloom::test {

/// Runs a Python script of this folder; what it printed, or nothing where it failed.
inline QByteArray runPython(const QString& script, const QStringList& words) {
  QProcess process;
  process.start(QStringLiteral("/usr/bin/python3"),
                QStringList{QStringLiteral(LIGHTLOOM_SOURCE_DIR "/tests/core/export/") + script} + words);
  const bool fine = process.waitForFinished(240000) && process.exitCode() == 0;
  if (!fine) qWarning("%s", process.readAllStandardError().constData());
  return fine ? process.readAllStandardOutput() : QByteArray();
}

/// Whether Python has a module; `tests/run --full` installs them and asks for them.
inline bool pythonHas(const char* module) {
  const bool there = QProcess::execute(QStringLiteral("/usr/bin/python3"),
                                       {QStringLiteral("-c"), QStringLiteral("import %1").arg(module)}) == 0;
  if (!there && qEnvironmentVariableIsSet("LIGHTLOOM_FULL")) qFatal("python3 has no module %s", module);
  return there;
}

/// What the independent reader says about an export; an empty object where it refuses it.
inline QJsonObject readExport(const QStringList& words) {
  return QJsonDocument::fromJson(runPython(QStringLiteral("read_exports.py"), words)).object();
}

}  // namespace lightloom::test
