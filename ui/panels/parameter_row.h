#pragma once

#include <QWidget>

#include "design/design.h"
#include "design/expression.h"
#include "design/parameter.h"
#include "rooms.h"

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QSlider;
class QToolButton;

namespace lightloom::ui {

class ProblemLabel;
class QuantityEdit;

/// Width of the titles of a form's rows, pixels.
inline constexpr int kTitleWidth = 116;

/// One row of a form: title, editor for the row's type, an arrow that resets a changed value, and a line for
/// what is wrong with the text. Any real number can be swept live by dragging its title sideways, fine
/// adjusters by a slider too; a sweep is one gesture.
class ParameterRow : public QWidget {
  Q_OBJECT

 public:
  /// `path` names the value ("lens1.focal_length") for tooltips and scripts.
  ParameterRow(const Parameter& parameter, const QString& path, bool slider, QWidget* parent = nullptr);

  const Parameter& parameter() const { return m_parameter; }
  void setValue(const Value& value);
  /// Puts the keyboard into its editor, a text selected.
  void takeFocus();
  /// Several parts differ in this value.
  void setMixed();
  /// Values that an expression may name.
  void setNames(const NamedQuantities& names);
  /// Where the stored value comes from: in the tooltip, and as a line below the value.
  void setSource(const Source* source);
  /// Lets people say where the value comes from, by the row's menu and by that line.
  void offerOrigin();
  /// A line below the value; empty: none.
  void setNote(const QString& note);
  /// Offers texts to choose from; others may still be typed.
  void suggest(const QStringList& texts);
  /// Puts another way to choose a value below the field.
  void addBelow(QWidget* chooser);

 Q_SIGNALS:
  void edited(const lightloom::design::Value& value);
  /// While the slider moves; `first` begins a new gesture.
  void swept(const lightloom::design::Value& value, bool first);
  void originAsked();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void scrub(double pixels);
  QWidget* makeEditor();
  bool needsWholeLine() const;
  void makeSlider();
  void reserveNote();
  void sweep(int position);
  QString helpText(const Source* source) const;

  Parameter m_parameter;
  QString m_path;
  Value m_value;
  QLabel* m_title;
  ProblemLabel* m_problem;
  QLabel* m_note;
  QToolButton* m_origin;
  QToolButton* m_reset;
  QAction* m_resetAction = nullptr;
  QuantityEdit* m_text = nullptr;
  QCheckBox* m_switch = nullptr;
  QComboBox* m_choice = nullptr;
  QSlider* m_slider = nullptr;
  double m_sliderSpan = 0;  ///< SI value at its end
  bool m_sweeping = false, m_updating = false;
  std::optional<double> m_scrubFrom;  ///< value when its title was pressed
  double m_scrubX = 0;
  bool m_scrubbing = false;
};

/// Keeps the wheel from changing widgets that do not have the focus.
void guardWheel(QWidget* widget);

}  // namespace lightloom::ui
