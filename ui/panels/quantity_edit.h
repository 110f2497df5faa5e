#pragma once

#include <QLineEdit>

#include "design/expression.h"
#include "rooms.h"

namespace lightloom::ui {

/// A field for one value of a parameter table: numbers with units, whole numbers, lists, texts. A bare number
/// is in the shown unit; "2*f" and "1/4 mm + 20 µm" are worked out. Text that cannot be read stays visible
/// and marked, with the reason; Esc restores. A field that nobody has edited never changes its value, not by
/// a bit.
class QuantityEdit : public QLineEdit {
  Q_OBJECT

 public:
  explicit QuantityEdit(const Parameter& parameter, QWidget* parent = nullptr);

  const Parameter& parameter() const { return m_parameter; }
  void setValue(const Value& value);
  const Value& value() const { return m_value; }
  /// Several parts differ here: shows a word for it until something is typed, which then holds for all.
  void setMixed();
  /// Values that an expression typed here may name.
  void setNames(NamedQuantities names) { m_names = std::move(names); }
  bool isInvalid() const { return !m_problem.isEmpty(); }
  const QString& problemText() const { return m_problem; }
  /// Takes over what is typed, as Enter does.
  void commit();
  /// Forgets what is typed, as Esc does.
  void restore();

 Q_SIGNALS:
  void committed(const lightloom::design::Value& value);
  void problemChanged(const QString& problem);  ///< empty: none any more

 protected:
  /// The menu of a text field with the actions of the row around it.
  void contextMenuEvent(QContextMenuEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void focusOutEvent(QFocusEvent* event) override;

 private:
  Result<Value> read(const QString& typed) const;
  void setProblem(const QString& problem);

  Parameter m_parameter;
  Value m_value;
  QString m_shown;
  QString m_problem;
  NamedQuantities m_names;
  bool m_mixed = false;
};

/// A typed text in the C locale: a decimal comma becomes a point where the locale uses one and the text has
/// no other meaning for it.
QString withPlainNumbers(const QString& typed, bool list);

}  // namespace lightloom::ui
