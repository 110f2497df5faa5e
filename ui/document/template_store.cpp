#include "document/template_store.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>
#include <algorithm>

#include "documents/design_file.h"
#include "files/safe_writer.h"

namespace lightloom::ui {
namespace {

QDir folder() {
  return QDir(QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) +
              QStringLiteral("/templates"));
}

}  // namespace

std::vector<OwnTemplate> ownTemplates() {
  std::vector<OwnTemplate> out;
  for (const QFileInfo& file : folder().entryInfoList({QStringLiteral("*.loom")}, QDir::Files))
    out.push_back({file.completeBaseName(), file.absoluteFilePath()});
  std::sort(out.begin(), out.end(),
            [](const OwnTemplate& a, const OwnTemplate& b) { return a.name.localeAwareCompare(b.name) < 0; });
  return out;
}

Result<QString> keepTemplate(const QString& name, const std::vector<ComponentPtr>& parts) {
  const QString plain = name.trimmed();
  if (plain.isEmpty() || plain.startsWith(QLatin1Char('.')) || plain.contains(QLatin1Char('/')) ||
      plain.size() > 80)
    return Message{"template.name",
                   LL_TEXT("“%1” cannot be the name of a template. Use up to 80 characters, no slash, and no "
                           "dot in front."),
                   {plain.toStdString()}};
  folder().mkpath(QStringLiteral("."));
  const auto pathOf = [](const QString& kept) { return folder().filePath(kept + QStringLiteral(".loom")); };
  QString kept = plain;
  for (int number = 2; QFileInfo::exists(pathOf(kept)); ++number)
    kept = QStringLiteral("%1 %2").arg(plain).arg(number);
  const Result<SavedFile> saved = saveFile(pathOf(kept).toStdString(), writeFragment(parts));
  if (!saved) return saved.error();
  return kept;
}

Result<std::vector<ComponentPtr>> readTemplate(const QString& path) {
  const Result<Design> design = readDesignFile(path.toStdString());
  if (!design) return design.error();
  return design.value().components;
}

bool removeTemplate(const QString& path) {
  return QFile::moveToTrash(path) || QFile::remove(path);
}

}  // namespace lightloom::ui
