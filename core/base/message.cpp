#include "base/message.h"

#include <utility>

#include "base/printable.h"

namespace lightloom::base {

std::string english(const MessageArgument& argument) {
  if (const auto* text = std::get_if<std::string>(&argument)) return quotable(*text);
  if (const auto* number = std::get_if<std::int64_t>(&argument)) return std::to_string(*number);
  if (const auto* phrase = std::get_if<Phrase>(&argument)) return std::string(phrase->text);
  const Quantity& quantity = std::get<Quantity>(argument);
  return readableQuantity(quantity.si, quantity.unit);
}

Message asMessage(std::string words) {
  return {"", "%1", {std::move(words)}};
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

Phrase dimensionName(Dimension dimension) {
  switch (dimension) {
    case Dimension::None:
      return {LL_TEXT("a plain number")};
    case Dimension::Length:
      return {LL_TEXT("a length")};
    case Dimension::Angle:
      return {LL_TEXT("an angle")};
    case Dimension::Time:
      return {LL_TEXT("a time")};
    case Dimension::Frequency:
      return {LL_TEXT("a frequency")};
    case Dimension::Power:
      return {LL_TEXT("a power")};
    case Dimension::Energy:
      return {LL_TEXT("an energy")};
    case Dimension::Current:
      return {LL_TEXT("a current")};
    case Dimension::Voltage:
      return {LL_TEXT("a voltage")};
    case Dimension::Resistance:
      return {LL_TEXT("a resistance")};
    case Dimension::Capacitance:
      return {LL_TEXT("a capacitance")};
    case Dimension::Temperature:
      return {LL_TEXT("a temperature")};
    case Dimension::Area:
      return {LL_TEXT("an area")};
    case Dimension::Decibel:
      return {LL_TEXT("a ratio in dB")};
    case Dimension::NoiseDensity:
      return {LL_TEXT("a noise density in dB/Hz")};
    case Dimension::NoiseCurrent:
      return {LL_TEXT("a noise current density")};
    case Dimension::CurrentTuning:
      return {LL_TEXT("a frequency per current")};
    case Dimension::SlopeEfficiency:
      return {LL_TEXT("a power per current")};
    case Dimension::TemperatureTuning:
      return {LL_TEXT("a frequency per temperature")};
    case Dimension::ThermalResistance:
      return {LL_TEXT("a temperature per power")};
    case Dimension::FrequencyDrift:
      return {LL_TEXT("a frequency drift")};
    case Dimension::PhaseDrift:
      return {LL_TEXT("a phase drift")};
    case Dimension::Rate:
      return {LL_TEXT("a rate")};
    case Dimension::ComputeDensity:
      return {LL_TEXT("a compute density")};
    case Dimension::EnergyPerOperation:
      return {LL_TEXT("an energy per operation")};
    case Dimension::HeatFlux:
      return {LL_TEXT("a power per area")};
  }
  return {LL_TEXT("a value")};
}

}  // namespace lightloom::base
