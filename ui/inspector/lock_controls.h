#pragma once

#include <QWidget>
#include <memory>
#include <optional>
#include <string>

#include "bench/bench.h"
#include "rooms.h"

class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace lightloom::ui {

class Document;

/// Sliders for the injection and the detuning of an array, or of one of its lasers alone. They edit the
/// design: a sweep is one step of undo, and the running training answers.
class LockControls : public QWidget {
  Q_OBJECT

 public:
  explicit LockControls(Document& document, QWidget* parent = nullptr);

  /// The array as it is now; empty id: none. `laser` is the chosen one, −1 none.
  void setArray(const std::string& id, int laser);

 private:
  struct Line {
    QLabel* value = nullptr;
    QToolButton* reset = nullptr;
    QSlider* slider = nullptr;
    int gesture = 0;
    bool sweeping = false;
  };
  Line makeLine(const char* name, const QString& title, const QString& tip);
  void sweepInjection(int position);
  void sweepDetuning(int position);
  int gestureOf(Line& line);
  /// The laser that the sliders speak of; −1: all of the array.
  int target() const;
  const ArrayLock* lock() const;
  PartView part() const;
  bool hasOwn(const char* key) const;
  void refresh();
  void refreshInjection();
  void refreshDetuning();
  void push(const char* key, const QString& label, std::optional<double> value, int gesture);

  Document& m_document;
  QComboBox* m_target;
  Line m_injection, m_detuning;
  QLabel* m_note;
  std::string m_id;
  std::shared_ptr<const Component> m_component;
  int m_laser = -1;
  double m_stepHz = 1e7;  ///< of the detuning slider
  bool m_updating = false;
};

}  // namespace lightloom::ui
