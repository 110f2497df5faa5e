#pragma once

#include <QDialog>
#include <optional>

#include "design/design.h"
#include "rooms.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace lightloom::ui {

class ProblemLabel;
class QuantityEdit;

/// Asks who says a value and how sure it is: measured, data sheet, publication or estimate, ± one standard
/// deviation in the value's unit (numbers only), and a citation.
class OriginDialog : public QDialog {
  Q_OBJECT

 public:
  /// `source`: what the design says so far, or null.
  OriginDialog(const Parameter& parameter, const Source* source, QWidget* parent = nullptr);

  /// The origin that was stated; nothing where the value is to have no origin of its own.
  const std::optional<Source>& source() const { return m_source; }

  /// Stays open where the uncertainty cannot be read.
  void accept() override;

 private:
  void forget();

  std::optional<Source> m_source;
  QComboBox* m_provenance;
  QuantityEdit* m_plusMinus = nullptr;
  QLineEdit* m_note;
  ProblemLabel* m_problem;
};

/// "± 0.5 mm, measured, LA1255", as far as it is stated.
QString shownOrigin(const Parameter& parameter, const Source& source);

}  // namespace lightloom::ui
