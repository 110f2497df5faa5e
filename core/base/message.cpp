#include "base/message.h"

namespace lightloom::base {

std::string english(const MessageArgument& argument) {
  if (const auto* text = std::get_if<std::string>(&argument)) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&argument)) return std::to_string(*number);
  const Quantity& quantity = std::get<Quantity>(argument);
  return readableQuantity(quantity.si, quantity.unit);
}

std::string english(const Message& message) {
  std::string out;
  const std::string& text = message.text;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool marker = text[i] == '%' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9';
    const std::size_t index = marker ? static_cast<std::size_t>(text[i + 1] - '1') : 0;
    if (marker && index < message.arguments.size()) {
      out += english(message.arguments[index]);
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace lightloom::base
