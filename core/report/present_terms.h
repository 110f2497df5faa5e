#pragma once

#include <string_view>
#include <vector>

#include "base/message.h"
#include "base/units.h"
#include "report/report.h"
#include "rooms.h"

namespace lightloom::report {

/// A number that goes into another one.
struct PresentTerm {
  Message label;
  double value = 0;  ///< SI
  Unit unit = Unit::None;
};

/// How the terms make the number.
enum class TermsMake { Sum, Product, Quotient, Other };

/// What a headline number is made of at present.
struct PresentTerms {
  TermsMake make = TermsMake::Other;  ///< of the terms in their order; Other: as its formula says
  std::vector<PresentTerm> terms;     ///< none: it is computed in one piece
};

/// The terms of a headline number in this report. Sum, product and quotient of them are the number, within
/// rounding.
PresentTerms presentTerms(const Report& report, std::string_view key);

}  // namespace lightloom::report
