#pragma once

#include <QObject>

#include "document/file_watch.h"
#include "rooms.h"

class QWidget;

namespace lightloom::ui {

class Document;
class FileActions;
class MessageBar;

/// Says in a bar of its own what others did to the file of the window, and what can be done about it: reload,
/// keep mine, save as, compare. Nothing is decided without the person.
class FileGuard : public QObject {
  Q_OBJECT

 public:
  FileGuard(Document& document, FileActions& files, MessageBar& bar, QWidget* window);

  /// Looks at the file now; the window has come to the front.
  void look() { m_watch.look(); }

 Q_SIGNALS:
  void problem(const QString& message);

 private:
  void tell();
  void reload();
  void keepMine();
  void compare();
  void tellOfHolders();

  Document& m_document;
  FileActions& m_files;
  MessageBar& m_bar;
  QWidget* m_window;
  FileWatch m_watch;
  FileNews m_told;
};

/// A program that has the file open, for people: "process 4711 of ada", and the computer where it is another
/// one.
QString holderText(const FileHolder& holder);

}  // namespace lightloom::ui
