#pragma once

#include <QFrame>
#include <QTimer>
#include <functional>
#include <vector>

#include "rooms.h"

class QLabel;
class QToolButton;

namespace lightloom::ui {

/// A button of a message: what can be done about what it says.
struct MessageChoice {
  QString name;  ///< object name
  QString text;
  std::function<void()> act;
};

/// A message inside the window, where work can go on: what happened and what to do. It stays until it is
/// closed, replaced or no longer true. It lies over the upper edge of its parent, below `upper` while that is
/// shown: what is there keeps its size and place.
class MessageBar : public QFrame {
  Q_OBJECT

 public:
  explicit MessageBar(QWidget* parent, const QString& name = QStringLiteral("messageBar"),
                      MessageBar* upper = nullptr);

 public Q_SLOTS:
  void showProblem(const QString& text);
  void showNote(const QString& text);  ///< goes away by itself
  void askAgain();                     ///< whether what is said still holds; else it goes
  void clear();

 public:
  /// A problem that is one only as long as `holds`: whoever changes what it speaks of lets the bar ask again.
  void showProblemWhile(const QString& text, std::function<bool()> holds);
  /// What somebody has to decide, with a button for each answer.
  void showChoices(const QString& text, const std::vector<MessageChoice>& choices);
  QString text() const;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  void changeEvent(QEvent* event) override;

 private:
  void showText(const QString& text, bool problem, const std::vector<MessageChoice>& choices = {});
  void paintFrame();
  void place();

  MessageBar* m_upper;
  QLabel* m_icon;
  QLabel* m_text;
  QWidget* m_buttons;
  QString m_said;
  std::function<bool()> m_holds;  ///< empty: until it is closed
  QTimer m_fade;                  ///< of notes
  bool m_problem = false;
};

}  // namespace lightloom::ui
