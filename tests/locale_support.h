#pragma once

#include <QByteArray>
#include <QProcess>
#include <QString>
#include <clocale>

#include "all_rooms.h"

namespace lightloom::test {

/// Sets the locale, made for the purpose where the system lacks it.
inline bool useLocale(const QByteArray& name, const QString& folder) {
  if (std::setlocale(LC_ALL, name.constData())) return true;
  const QString language = QString::fromUtf8(name).section('.', 0, 0);
  QProcess::execute("localedef", {"-i", language, "-f", "UTF-8", folder + "/" + QString::fromUtf8(name)});
  qputenv("LOCPATH", folder.toUtf8());
  return std::setlocale(LC_ALL, name.constData()) != nullptr;
}

}  // namespace lightloom::test
