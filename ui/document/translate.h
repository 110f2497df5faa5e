#pragma once

#include <QString>
#include <string_view>

#include "base/message.h"
#include "base/units.h"
#include "design/design.h"
#include "design/kind.h"
#include "rooms.h"

namespace lightloom::ui {

/// Source text of the core in the window's language.
QString shownText(std::string_view text);

/// A message of the core, translated, its arguments in the locale's numbers.
QString shown(const Message& message);
/// The same with parts of the design by their names.
QString shown(const Message& message, const Design& design);
/// The same with the parameter that it is about by its title.
QString shown(const Message& message, const Parameter& parameter);

/// Plain text in bold, as rich text: marks in it are shown and not obeyed.
QString strong(const QString& text);

/// Rich text as a paragraph with a little room below it.
QString paragraph(const QString& html);

/// Numbers that are only read have a minus sign (−); in fields they keep the hyphen that keyboards have.
QString withMinus(QString number);

/// "29 µrad", in the locale's numbers.
QString shownQuantity(double si, Unit unit, int digits = 4);

/// W, a photon in a second: less is no light.
inline constexpr double kNoPower = 2e-19;

/// A power in the unit that suits it: 120 nW rather than 0.00012 mW, and 0 below `kNoPower`.
QString shownPower(double watts);

/// A length in the unit that suits it.
QString shownLength(double metres);

/// The number alone, in the unit's scale and the locale's form.
QString shownNumber(double si, Unit unit, int digits = 4);

/// A number with so many digits behind the point, in the locale's form.
QString shownFixed(double value, int digits);

/// A whole number with the locale's group marks.
QString shownCount(double count);

/// A parameter's value as its field shows it: with the unit, every digit that it has.
QString shownValue(const Parameter& parameter, const Value& value);

/// The same where it is only read.
QString shownValueToRead(const Parameter& parameter, const Value& value);

/// "amplitude_phase" as words.
QString shownEnumerator(std::string_view key);

/// Name of a part for people: its name, else its id.
QString shownName(const Component& component);

/// One line about a part: its kind and its main values.
QString shownSummary(const Component& component);

QString shownKind(const Component& component);  ///< title of its kind, or the key of an unknown one
QString shownProvenance(Provenance provenance);

inline QString fromStd(std::string_view text) {
  return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

}  // namespace lightloom::ui
