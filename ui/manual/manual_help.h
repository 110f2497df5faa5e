#pragma once

#include <QObject>
#include <QPointer>
#include <functional>
#include <vector>

#include "export/manual/manual.h"
#include "rooms.h"

class QAction;
class QMainWindow;

namespace lightloom::ui {

class Document;
class ManualWindow;
class Selection;

/// F1: the manual of a window, opened at what one is at. It works in the dialogs of the window, too.
class ManualHelp : public QObject {
  Q_OBJECT

 public:
  ManualHelp(QMainWindow& window, const Document& document, const Selection& selection);

  /// The entry of the menu.
  QAction& action() { return *m_action; }
  /// The command line as the manual tells of it, asked when the manual is made; only the program knows its
  /// words.
  void setVerbs(std::function<std::vector<ManualVerb>()> verbs) { m_verbs = std::move(verbs); }
  /// The manual of this window: everything that it does stands in it.
  Manual makeManual() const;
  /// The window of the manual, made when it is asked for.
  ManualWindow& window();
  /// Opens the manual at a place.
  void open(const QString& wanted);
  /// The place that tells about what has the keyboard, else about the selected part.
  QString place() const;

 Q_SIGNALS:
  void problem(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  QString placeOf(QWidget* focus) const;

  QMainWindow& m_window;
  const Document& m_document;
  const Selection& m_selection;
  QAction* m_action;
  QPointer<ManualWindow> m_manual;  ///< goes with the dialog that it was opened from
  std::function<std::vector<ManualVerb>()> m_verbs;
};

}  // namespace lightloom::ui
