#include "document/file_places.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QSettings>
#include <algorithm>

#include "document/translate.h"
#include "files/program_files.h"

namespace lightloom::ui {
namespace {

constexpr int kMaxRecent = 10;
constexpr int kMaxChosen = 100;
constexpr char kRecentKey[] = "files/recent", kChosenKey[] = "data/chosen";

struct ApplicationTitle {
  Application application;
  const char* title;
};

constexpr ApplicationTitle kApplicationTitles[] = {
    {Application::Images, QT_TRANSLATE_NOOP("Examples", "Images")},
    {Application::Objects, QT_TRANSLATE_NOOP("Examples", "Objects")},
    {Application::Speech, QT_TRANSLATE_NOOP("Examples", "Speech")},
    {Application::Games, QT_TRANSLATE_NOOP("Examples", "Games")},
    {Application::Medicine, QT_TRANSLATE_NOOP("Examples", "Medicine")},
    {Application::Chemistry, QT_TRANSLATE_NOOP("Examples", "Chemistry")},
    {Application::None, QT_TRANSLATE_NOOP("Examples", "Papers and benches")}};

// Links followed, so that one cannot be turned to another file afterwards.
QString canonical(const QString& path) {
  return QFileInfo(path).canonicalFilePath();
}

}  // namespace

std::vector<ExampleGroup> examplesByApplication() {
  std::vector<ExampleGroup> out;
  if (!bundledExamples()) return out;
  for (const ApplicationTitle& row : kApplicationTitles) {
    ExampleGroup group{QCoreApplication::translate("Examples", row.title), {}};
    for (const ExampleEntry& example : bundledExamples().value())
      if (example.application == row.application) group.examples.push_back(&example);
    if (!group.examples.empty()) out.push_back(std::move(group));
  }
  return out;
}

const Result<std::vector<ExampleEntry>>& bundledExamples() {
  static const Result<std::vector<ExampleEntry>> list = exampleList();
  return list;
}

QString pathOf(const ExampleEntry& example) {
  return QFileInfo(fromStd(examplePath(example.file))).absoluteFilePath();
}

const ExampleEntry* exampleAt(const QString& path) {
  if (!bundledExamples() || !isProgramFile(path)) return nullptr;
  const std::vector<ExampleEntry>& all = bundledExamples().value();
  const QString wanted = QFileInfo(path).canonicalFilePath();
  const auto found = std::find_if(all.begin(), all.end(), [&](const ExampleEntry& example) {
    return QFileInfo(pathOf(example)).canonicalFilePath() == wanted;
  });
  return found == all.end() ? nullptr : &*found;
}

// A link to an example leads there, too.
bool isProgramFile(const QString& path) {
  const QString folder = QFileInfo(fromStd(examplesFolder())).canonicalFilePath();
  const QFileInfo file(path);
  const QString there = file.exists() ? file.canonicalFilePath()
                                      : QFileInfo(file.absolutePath()).canonicalFilePath() + QLatin1Char('/');
  return !folder.isEmpty() && there.startsWith(folder + QLatin1Char('/'));
}

QString titleOf(const QString& path) {
  if (const ExampleEntry* example = exampleAt(path)) return fromStd(example->title);
  QString title = QFileInfo(path).completeBaseName();
  title.replace(QLatin1Char('-'), QLatin1Char(' ')).replace(QLatin1Char('_'), QLatin1Char(' '));
  if (!title.isEmpty()) title[0] = title[0].toUpper();
  return title;
}

QStringList recentFiles() {
  return QSettings().value(QLatin1String(kRecentKey)).toStringList();
}

void rememberFile(const QString& path) {
  if (path.isEmpty() || isProgramFile(path)) return;
  QStringList files = recentFiles();
  files.removeAll(path);
  files.prepend(path);
  while (files.size() > kMaxRecent) files.removeLast();
  QSettings().setValue(QLatin1String(kRecentKey), files);
}

bool isChosenData(const QString& path) {
  return QSettings().value(QLatin1String(kChosenKey)).toStringList().contains(canonical(path));
}

void rememberData(const QString& path) {
  QSettings settings;
  QStringList files = settings.value(QLatin1String(kChosenKey)).toStringList();
  files.removeAll(canonical(path));
  files.prepend(canonical(path));
  while (files.size() > kMaxChosen) files.removeLast();
  settings.setValue(QLatin1String(kChosenKey), files);
}

void forgetFile(const QString& path) {
  QStringList files = recentFiles();
  files.removeAll(path);
  QSettings().setValue(QLatin1String(kRecentKey), files);
}

}  // namespace lightloom::ui
