#pragma once

#include <QWidget>

#include "rooms.h"

class QVBoxLayout;

namespace lightloom::ui {

/// The files that were opened or saved last, a button each. What is missing is greyed, and can be taken off
/// the list.
class RecentList : public QWidget {
  Q_OBJECT

 public:
  explicit RecentList(QWidget* parent = nullptr);

  void refresh();

 Q_SIGNALS:
  void chosen(const QString& path);

 private:
  void addFile(const QString& path);
  void forget(const QString& path);

  QVBoxLayout* m_rows;
};

}  // namespace lightloom::ui
