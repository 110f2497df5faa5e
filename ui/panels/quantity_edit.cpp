#include "panels/quantity_edit.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QCompleter>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <memory>

#include "document/translate.h"
#include "panels/typing.h"
#include "theme/theme.h"

namespace lightloom::ui {

QString withPlainNumbers(const QString& typed, bool list) {
  if (list || QLocale().decimalPoint() != QLatin1String(",") || typed.contains(QLatin1Char('.')))
    return typed;
  QString out = typed;
  return out.count(QLatin1Char(',')) == 1 ? out.replace(QLatin1Char(','), QLatin1Char('.')) : out;
}

QuantityEdit::QuantityEdit(const Parameter& parameter, QWidget* parent)
    : QLineEdit(parent), m_parameter(parameter) {
  setObjectName(fromStd(parameter.key));
  setAccessibleName(shownText(parameter.title));
  if (parameter.unset) setPlaceholderText(tr("not set"));
  shareUndo(this);
  connect(this, &QLineEdit::textEdited, this, [this] { setProblem(QString()); });
}

void QuantityEdit::setMixed() {
  m_mixed = true;
  m_shown.clear();
  setPlaceholderText(tr("mixed"));
  if (hasFocus() && isModified()) return;
  clear();
  setProblem(QString());
}

void QuantityEdit::setValue(const Value& value) {
  m_value = value;
  m_mixed = false;
  setPlaceholderText(m_parameter.unset ? tr("not set") : QString());
  m_shown = shownValue(m_parameter, value);
  if (hasFocus() && text() != m_shown && isModified()) return;  // somebody is typing
  setText(m_shown);
  setCursorPosition(0);
  setProblem(QString());
}

void QuantityEdit::commit() {
  if (text() == m_shown) return setProblem(QString());
  if (text().trimmed().isEmpty() && m_parameter.type != ValueType::Text &&
      m_parameter.type != ValueType::RealList)
    setText(m_parameter.unset ? QStringLiteral("none") : QStringLiteral("default"));
  const Result<Value> typed = read(text());
  if (!typed) return setProblem(shown(typed.error(), m_parameter));
  const bool differs = m_mixed || !(typed.value() == m_value);
  setModified(false);
  setValue(typed.value());
  if (differs) Q_EMIT committed(m_value);
}

// A plain value first; what is none is worked out.
Result<Value> QuantityEdit::read(const QString& typed) const {
  const std::string plain = withPlainNumbers(typed, m_parameter.type == ValueType::RealList).toStdString();
  Result<Value> value = parseValue(m_parameter, plain, true);
  if (value || m_parameter.type != ValueType::Real) return value;
  const Result<double> worked = evaluateExpression(m_parameter, plain, m_names);
  if (worked) return Value(worked.value());
  return looksLikeExpression(plain) ? worked.error() : value.error();
}

void QuantityEdit::restore() {
  setText(m_shown);
  setModified(false);
  setProblem(QString());
  selectAll();
}

void QuantityEdit::setProblem(const QString& problem) {
  if (problem == m_problem) return;
  m_problem = problem;
  setProperty("invalid", isInvalid());
  const QColor ink = meaningColours(isDark(QApplication::palette())).bad;
  setStyleSheet(isInvalid()
                    ? QStringLiteral("QLineEdit { border: 2px solid %1; border-radius: 3px; padding: 1px; }")
                          .arg(ink.name())
                    : QString());
  Q_EMIT problemChanged(problem);
}

void QuantityEdit::contextMenuEvent(QContextMenuEvent* event) {
  const std::unique_ptr<QMenu> menu(createStandardContextMenu());
  if (parentWidget() && !parentWidget()->actions().isEmpty()) {
    menu->addSeparator();
    menu->addActions(parentWidget()->actions());
  }
  menu->exec(event->globalPos());
}

// While a list is open, Escape closes it, and Return takes the entry that is marked.
void QuantityEdit::keyPressEvent(QKeyEvent* event) {
  const bool takes = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
  if (completer() && completer()->popup()->isVisible() && (takes || event->key() == Qt::Key_Escape)) {
    if (!takes || completer()->popup()->currentIndex().isValid()) return event->ignore();
    completer()->popup()->hide();
  }
  if (event->key() == Qt::Key_Escape) return restore();
  if (takes) {
    commit();
    if (!isInvalid()) selectAll();
    return;
  }
  QLineEdit::keyPressEvent(event);
}

void QuantityEdit::focusOutEvent(QFocusEvent* event) {
  commit();
  QLineEdit::focusOutEvent(event);
}

}  // namespace lightloom::ui
