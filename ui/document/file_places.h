#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "documents/example_list.h"
#include "rooms.h"

namespace lightloom::ui {

/// The designs that come with the program, in the order in which they are shown. Read once. Errors: those of
/// `exampleList`.
const Result<std::vector<ExampleEntry>>& bundledExamples();

/// Examples of one application under a heading for people.
struct ExampleGroup {
  QString title;
  std::vector<const ExampleEntry*> examples;  ///< in the order of the list
};

/// All of them, the applications in the order of `Application`, what stands for none at the end. Empty where
/// the list cannot be read.
std::vector<ExampleGroup> examplesByApplication();

/// Where the design of an example lies.
QString pathOf(const ExampleEntry& example);

/// The example that lies there; null where the list has none.
const ExampleEntry* exampleAt(const QString& path);

/// Whether a file is the program's own: an example, or what examples are made with. Nothing is ever saved
/// there.
bool isProgramFile(const QString& path);

/// The name of a file for people: of an example its title, else what the file name says.
QString titleOf(const QString& path);

/// Files opened or saved last, newest first, at most ten; kept in the user's settings. The program's own are
/// not among them.
QStringList recentFiles();
void rememberFile(const QString& path);
void forgetFile(const QString& path);

/// Data that the person at this machine chose for a design lately: it is read wherever it lies, while a
/// design alone opens no file outside its folder. Kept in the user's settings, the last hundred.
bool isChosenData(const QString& path);
void rememberData(const QString& path);

}  // namespace lightloom::ui
