#include "design/expression.h"

#include <cctype>
#include <cmath>
#include <string>

namespace lightloom::design {
namespace {

constexpr int kDeepest = 32;  // nested parentheses

struct Term {
  double si = 0;
  bool bare = true;  // no unit, no name: a mere number
  Dimension dimension = Dimension::None;
  double number = 0;  // of a number with its own unit: that number alone
};

bool startsName(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool isNameChar(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.';
}

bool isUnitChar(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::isalpha(byte) || byte >= 0x80 || c == '%';
}

// Recursive descent; the first problem stays.
class Parser {
 public:
  Parser(const Parameter& row, std::string_view text, const NamedQuantities& names)
      : m_row(row), m_text(text), m_names(names) {}

  Result<double> run() {
    Term out = sum();
    skipSpace();
    if (!m_problem && m_at < m_text.size()) unreadable();
    if (m_problem) return *m_problem;
    if (out.bare) out = shown(out);
    const Dimension wanted = unitInfo(m_row.unit).dimension;
    if (out.dimension != wanted) return wrongDimension(out.dimension);
    const Result<Value> checked = checkedValue(m_row, Value(out.si));
    if (!checked) return checked.error();
    return out.si;
  }

 private:
  Message wrongDimension(Dimension found) const {
    return {"value.wrong-dimension",
            LL_TEXT("%1 = “%2” is %3; it must be %4."),
            {std::string(m_row.key), std::string(m_text), dimensionName(found),
             dimensionName(unitInfo(m_row.unit).dimension)}};
  }

  void unreadable() {
    if (m_problem) return;
    m_problem = Message{"value.expression",
                        LL_TEXT("%1 = “%2” cannot be worked out at “%3”."),
                        {std::string(m_row.key), std::string(m_text),
                         std::string(m_text.substr(std::min(m_at, m_text.size())))}};
  }

  void skipSpace() {
    while (m_at < m_text.size() && std::isspace(static_cast<unsigned char>(m_text[m_at]))) ++m_at;
  }

  bool take(char c) {
    skipSpace();
    if (m_at >= m_text.size() || m_text[m_at] != c) return false;
    ++m_at;
    return true;
  }

  Term shown(Term term) const {
    return {siValue(term.si, m_row.unit), false, unitInfo(m_row.unit).dimension};
  }

  Term sum() {
    Term left = product();
    while (!m_problem) {
      const bool plus = take('+');
      if (!plus && !take('-')) break;
      Term right = product();
      if (left.bare != right.bare) (left.bare ? left : right) = shown(left.bare ? left : right);
      if (!m_problem && left.dimension != right.dimension) m_problem = wrongDimension(right.dimension);
      left.si += plus ? right.si : -right.si;
    }
    return left;
  }

  Term product() {
    Term left = factor();
    while (!m_problem) {
      if (take('*')) {
        const Term right = factor();
        if (!left.bare && !right.bare && left.dimension != Dimension::None &&
            right.dimension != Dimension::None)
          return unreadable(), left;
        left = {left.si * right.si, left.bare && right.bare,
                left.dimension == Dimension::None ? right.dimension : left.dimension};
      } else if (take('/')) {
        const Term right = factor();
        if (left.bare && right.number != 0) {  // "1/4 mm" is a quarter of a millimetre
          left = {left.si / right.number * (right.si / right.number), false, right.dimension};
          continue;
        }
        const bool same = left.dimension == right.dimension;
        if (right.dimension != Dimension::None && !same) return unreadable(), left;
        left = {left.si / right.si, same || left.bare, same ? Dimension::None : left.dimension};
      } else {
        break;
      }
    }
    return left;
  }

  Term factor() {
    skipSpace();
    if (m_problem || m_at >= m_text.size() || m_depth > kDeepest) return unreadable(), Term();
    if (take('-')) {
      ++m_depth;
      Term inside = factor();
      --m_depth;
      inside.si = -inside.si;
      return inside;
    }
    if (take('(')) {
      ++m_depth;
      const Term inside = sum();
      --m_depth;
      if (!take(')')) unreadable();
      return inside;
    }
    return startsName(m_text[m_at]) ? name() : number();
  }

  Term name() {
    const std::size_t start = m_at;
    while (m_at < m_text.size() && isNameChar(m_text[m_at])) ++m_at;
    const std::string_view word = m_text.substr(start, m_at - start);
    const std::optional<Quantity> found = m_names ? m_names(word) : std::nullopt;
    if (found) return {found->si, false, unitInfo(found->unit).dimension};
    if (!m_problem)
      m_problem = Message{"value.unknown-name",
                          LL_TEXT("“%1” is no value here. Use f, a key of this part, or part.key such as "
                                  "lens1.focal_length."),
                          {std::string(word)}};
    return {};
  }

  // Digits with an exponent, then a unit with or without a space between.
  Term number() {
    const std::size_t start = m_at;
    const auto digits = [&] {
      while (m_at < m_text.size() &&
             (std::isdigit(static_cast<unsigned char>(m_text[m_at])) || m_text[m_at] == '.'))
        ++m_at;
    };
    digits();
    if (m_at == start) return unreadable(), Term();
    if (m_at + 1 < m_text.size() && (m_text[m_at] == 'e' || m_text[m_at] == 'E')) {
      const std::size_t sign = m_text[m_at + 1] == '-' || m_text[m_at + 1] == '+' ? 2 : 1;
      if (m_at + sign < m_text.size() && std::isdigit(static_cast<unsigned char>(m_text[m_at + sign]))) {
        m_at += sign;
        digits();
      }
    }
    const std::size_t end = m_at;
    skipSpace();
    const std::size_t unit = m_at;
    while (m_at < m_text.size() && isUnitChar(m_text[m_at])) ++m_at;
    if (m_at == unit) m_at = end;
    const std::optional<ParsedQuantity> quantity = parseQuantity(m_text.substr(start, m_at - start));
    if (!quantity) {
      m_at = start;
      return unreadable(), Term();
    }
    const std::optional<ParsedQuantity> alone = parseQuantity(m_text.substr(start, end - start));
    return {quantity->si, !quantity->hasUnit, quantity->dimension,
            quantity->hasUnit && alone ? alone->si : 0};
  }

  const Parameter& m_row;
  std::string_view m_text;
  const NamedQuantities& m_names;
  std::size_t m_at = 0;
  int m_depth = 0;
  std::optional<Message> m_problem;
};

}  // namespace

Result<double> evaluateExpression(const Parameter& row, std::string_view text, const NamedQuantities& names) {
  return Parser(row, text, names).run();
}

bool looksLikeExpression(std::string_view text) {
  return text.find_first_of("+*/()") != std::string_view::npos || text.find('-', 1) != std::string_view::npos;
}

}  // namespace lightloom::design
