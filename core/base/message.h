#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/units.h"
#include "rooms.h"

/// Marks English source text that is shown to people, for translation, and leaves it as it is. All of it has
/// one translation context, `kTextContext`.
#define LL_TEXT(text) text

namespace lightloom::base {

/// The translation context of every text of the core.
inline constexpr const char* kTextContext = "core";

/// A physical value inside a message. It is shown in the unit's own scale ("29 µrad"), localised by the
/// window.
struct Quantity {
  double si = 0;
  Unit unit = Unit::None;
};

/// Words of the program inside a message ("a whole number"), marked LL_TEXT: they are translated with it,
/// where text of type std::string is a name and stays as it is.
struct Phrase {
  std::string_view text;
};

using MessageArgument = std::variant<std::string, std::int64_t, Quantity, Phrase>;

/// A message of the core to a person: a stable id for programs, English source text with %1, %2 … and its
/// arguments. `ui` translates it and formats the arguments with the locale; the command line prints
/// `english(message)`. A message about bad input names the thing, the reason and the remedy.
struct Message {
  std::string id;    ///< stable, lower case with dots, for example "design.unknown-key"
  std::string text;  ///< English, marked with LL_TEXT where it is written
  std::vector<MessageArgument> arguments;
};

/// Words that a person or a translation has chosen, as a message: nobody translates them further.
Message asMessage(std::string words);

/// "a length", "a frequency" …: for messages about wrong dimensions.
Phrase dimensionName(Dimension dimension);

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
