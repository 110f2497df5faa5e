#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/units.h"
#include "rooms.h"

/// Marks source text for translation (an alias of QT_TRANSLATE_NOOP for lupdate) and leaves it as it is.
#define LL_TEXT(context, text) text

namespace lightloom::base {

/// A physical value inside a message. It is shown in the unit's own scale ("29 µrad"), localised by the
/// window.
struct Quantity {
  double si = 0;
  Unit unit = Unit::None;
};

using MessageArgument = std::variant<std::string, std::int64_t, Quantity>;

/// What the core says to a person: a stable id for programs, English source text with %1, %2 … and its
/// arguments. `ui` translates it and formats the arguments with the locale; the command line prints
/// `english(message)`. A message about bad input names the thing, the reason and the remedy.
struct Message {
  std::string id;    ///< stable, lower case with dots, for example "design.unknown-key"
  std::string text;  ///< English, marked with LL_TEXT where it is written
  std::vector<MessageArgument> arguments;
};

/// The message in English with its arguments filled in, numbers in the C locale.
std::string english(const Message& message);

/// One argument in English: text as it is, numbers with their unit.
std::string english(const MessageArgument& argument);

/// A value, or the message that says why there is none.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : m_state(std::in_place_index<0>, std::move(value)) {}
  Result(Message error) : m_state(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return m_state.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& {
    LL_CHECK(ok());
    return std::get<0>(m_state);
  }
  T& value() & {
    LL_CHECK(ok());
    return std::get<0>(m_state);
  }
  T&& value() && {
    LL_CHECK(ok());
    return std::get<0>(std::move(m_state));
  }
  const Message& error() const {
    LL_CHECK(!ok());
    return std::get<1>(m_state);
  }

 private:
  std::variant<T, Message> m_state;
};

/// The value of a step that has nothing to return.
struct Done {};

}  // namespace lightloom::base
