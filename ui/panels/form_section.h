#pragma once

#include <QWidget>
#include <functional>

#include "rooms.h"

class QToolButton;
class QVBoxLayout;

namespace lightloom::ui {

/// A titled part of a form that folds. Its content is made when it is first opened.
class FormSection : public QWidget {
  Q_OBJECT

 public:
  FormSection(const QString& title, const QString& name, bool open, std::function<void(QVBoxLayout&)> fill,
              QWidget* parent = nullptr);
  bool isOpen() const;
  void setOpen(bool open);

 Q_SIGNALS:
  void toggled(bool open);

 private:
  void orderTab();

  QToolButton* m_header;
  QWidget* m_content;
  std::function<void(QVBoxLayout&)> m_fill;  ///< empty once the content is made
};

}  // namespace lightloom::ui
