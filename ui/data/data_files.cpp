#include "data/data_files.h"

#include <QDir>
#include <QFileInfo>
#include <QObject>
#include <algorithm>

#include "files/csv.h"

namespace lightloom::ui {
namespace {

constexpr std::size_t kFewestRows = 4, kFewestColumns = 2;
constexpr qsizetype kLooksAt = 1 << 16;

}  // namespace

QStringList dataPatterns() {
  return {QStringLiteral("*.csv"),        QStringLiteral("*.tsv"),     QStringLiteral("*.tab"),
          QStringLiteral("*.txt"),        QStringLiteral("*.dat"),     QStringLiteral("*.data"),
          QStringLiteral("*.npy"),        QStringLiteral("*.idx*"),    QStringLiteral("*-idx?-ubyte"),
          QStringLiteral("*.idx?-ubyte"), QStringLiteral("*-ubyte.gz")};
}

QString dataFilter() {
  return QObject::tr("Data: tables, IDX, NPY (%1);;All files (*)").arg(dataPatterns().join(QLatin1Char(' ')));
}

bool isDataPath(const QString& path) {
  const QFileInfo file(path);
  return file.isDir() || QDir::match(dataPatterns(), file.fileName());
}

bool isTableText(const QString& text) {
  if (text.left(kLooksAt).trimmed().startsWith(QLatin1Char('{')) ||
      text.contains(QLatin1String("\"lightloom-")))
    return false;
  QString first = text.left(kLooksAt);
  if (first.size() < text.size()) first.truncate(first.lastIndexOf(QLatin1Char('\n')) + 1);
  const Result<CsvTable> table = readCsv(first.toStdString(), {}, {}, LoadBudget::clipboard());
  return table && table.value().rows() >= kFewestRows && table.value().columns() >= kFewestColumns;
}

}  // namespace lightloom::ui
