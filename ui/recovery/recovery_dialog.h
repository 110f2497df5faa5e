#pragma once

#include <QDialog>
#include <vector>

#include "documents/recovery.h"
#include "rooms.h"

class QLabel;
class QListWidget;
class QPushButton;

namespace lightloom::ui {

/// What windows left that ended before their work was saved: name, time, changes, picture and place of each,
/// and what to do with it. It stands in nobody's way, and nothing is removed before the person says so.
class RecoveryDialog : public QDialog {
  Q_OBJECT

 public:
  explicit RecoveryDialog(std::vector<RecoverableWork> work, QWidget* parent = nullptr);

  const std::vector<RecoverableWork>& work() const { return m_work; }
  /// Takes one off the list: it has found another place, or none is wanted.
  void remove(std::size_t index);

 Q_SIGNALS:
  void recoverRequested(std::size_t index);
  void openSavedRequested(const QString& path);

 private:
  void fill();
  void refresh();
  int current() const;
  void discard();

  std::vector<RecoverableWork> m_work;
  QListWidget* m_list;
  QLabel* m_about;
  QPushButton *m_recover, *m_saved, *m_discard;
};

}  // namespace lightloom::ui
