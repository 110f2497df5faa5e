#include "document/translate.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <cmath>
#include <cstdlib>
#include <functional>

#include "base/printable.h"

namespace lightloom::ui {
namespace {

QString localised(QString number) {
  return number.replace(QLatin1Char('.'), QLocale().decimalPoint());
}

// Five whole digits and more have the locale's group marks: "67 530".
QString grouped(const std::string& readable) {
  const QString text = fromStd(readable);
  bool whole = false;
  const qlonglong count = text.toLongLong(&whole);
  return whole && std::llabs(count) >= 10000 ? QLocale().toString(count) : localised(text);
}

// The number that `readableQuantity` puts before the unit.
QString plainNumber(double si, Unit unit, int digits) {
  std::string text = readableQuantity(si, unit, digits);
  text.resize(text.size() - unitInfo(unit).symbol.size());
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return withMinus(grouped(text));
}

QString shownArgument(const MessageArgument& argument) {
  if (const auto* text = std::get_if<std::string>(&argument)) return fromStd(quotable(*text));
  if (const auto* whole = std::get_if<std::int64_t>(&argument)) return withMinus(QString::number(*whole));
  if (const auto* phrase = std::get_if<Phrase>(&argument)) return shownText(phrase->text);
  const Quantity& quantity = std::get<Quantity>(argument);
  return shownQuantity(quantity.si, quantity.unit);
}

Message withTexts(Message message, const std::function<void(std::string&)>& change) {
  for (MessageArgument& argument : message.arguments)
    if (auto* text = std::get_if<std::string>(&argument)) change(*text);
  return message;
}

QString shownList(const Parameter& parameter, const std::vector<double>& list) {
  QStringList items;
  for (double item : list) items << fromStd(shortestNumber(item / unitInfo(parameter.unit).scale));
  return items.join(QLatin1String(", "));
}

// Fifteen digits hide the rounding of the scale (0.08 mm, not 0.080000000000000002); a field that nobody
// edits keeps its bits anyway.
constexpr int kFieldDigits = 15;

}  // namespace

QString strong(const QString& text) {
  return QStringLiteral("<b>%1</b>").arg(text.toHtmlEscaped());
}

QString paragraph(const QString& html) {
  return QStringLiteral("<p style='margin:0 0 5px 0'>%1</p>").arg(html);
}

QString withMinus(QString number) {
  return number.replace(QLatin1Char('-'), QChar(0x2212));
}

QString shownText(std::string_view text) {
  return QCoreApplication::translate(kTextContext, std::string(text).c_str());
}

QString shown(const Message& message) {
  const QString text = shownText(message.text);
  QString out;
  for (qsizetype i = 0; i < text.size(); ++i) {
    const int digit = i + 1 < text.size() && text[i] == QLatin1Char('%') ? text[i + 1].digitValue() : 0;
    if (digit >= 1 && digit <= static_cast<int>(message.arguments.size())) {
      out += shownArgument(message.arguments[static_cast<std::size_t>(digit - 1)]);
      ++i;
    } else {
      out += text[i];
    }
  }
  return out;
}

QString shown(const Message& message, const Design& design) {
  return shown(withTexts(message, [&design](std::string& text) {
    if (const ComponentPtr part = findComponent(design, text)) text = shownName(*part).toStdString();
  }));
}

QString shown(const Message& message, const Parameter& parameter) {
  return shown(withTexts(message, [&parameter](std::string& text) {
    if (text == parameter.key) text = shownText(parameter.title).toStdString();
  }));
}

QString shownQuantity(double si, Unit unit, int digits) {
  const UnitInfo& info = unitInfo(unit);
  const QString gap = unit == Unit::Degree || info.symbol.empty() ? QString() : QStringLiteral(" ");
  return plainNumber(si, unit, digits) + gap + fromStd(info.symbol);
}

QString shownPower(double watts) {
  constexpr double kFemto = 1e-15;
  if (watts < kNoPower) return shownQuantity(0, Unit::Nanowatt, 3);
  if (watts < 1e3 * kFemto) return plainNumber(watts / kFemto, Unit::None, 3) + QStringLiteral(" fW");
  if (watts >= 1e-3) return shownQuantity(watts, Unit::Milliwatt, 3);
  if (watts >= 1e-6) return shownQuantity(watts, Unit::Microwatt, 3);
  return shownQuantity(watts, Unit::Nanowatt, 3);
}

QString shownLength(double metres) {
  const double size = std::fabs(metres);
  if (size >= 1) return shownQuantity(metres, Unit::Metre, 4);
  return shownQuantity(metres, size >= 1e-3 ? Unit::Millimetre : Unit::Micrometre, 4);
}

QString shownNumber(double si, Unit unit, int digits) {
  return plainNumber(si, unit, digits);
}

QString shownFixed(double value, int digits) {
  return withMinus(QLocale().toString(value, 'f', digits));
}

QString shownCount(double count) {
  return shownFixed(count, 0);
}

QString shownValue(const Parameter& parameter, const Value& value) {
  if (isUnset(value)) return {};
  if (const auto* real = std::get_if<double>(&value))
    return localised(fromStd(formatQuantity(*real, parameter.unit, kFieldDigits)));
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return QString::number(*whole);
  if (const auto* list = std::get_if<std::vector<double>>(&value)) return shownList(parameter, *list);
  if (const auto* key = std::get_if<Enumerator>(&value)) return shownEnumerator(key->key);
  if (const auto* flag = std::get_if<bool>(&value))
    return *flag ? shownText(LL_TEXT("on")) : shownText(LL_TEXT("off"));
  return fromStd(std::get<std::string>(value));
}

QString shownValueToRead(const Parameter& parameter, const Value& value) {
  const bool words = std::holds_alternative<std::string>(value) || std::holds_alternative<Enumerator>(value);
  return words ? shownValue(parameter, value) : withMinus(shownValue(parameter, value));
}

QString shownEnumerator(std::string_view key) {
  struct Words {
    std::string_view key;
    const char* text;
  };
  static constexpr Words kWords[] = {
      {"amplitude_phase", LL_TEXT("amplitude × phase")},
      {"two_slot_phase", LL_TEXT("two-slot phase")},
      {"phase_phase", LL_TEXT("phase × phase")},
      {"amplitude_amplitude", LL_TEXT("amplitude × amplitude")},
      {"two_slots", LL_TEXT("two slots")},
      {"two_rails", LL_TEXT("two rails")},
      {"cross_entropy", LL_TEXT("cross entropy")},
      {"mean_square", LL_TEXT("mean square")},
      {"sgd", LL_TEXT("SGD")},
      {"adam", LL_TEXT("Adam")},
      {"relu", LL_TEXT("ReLU")},
      {"clipped_sine", LL_TEXT("clipped sine")},
      {"forward", LL_TEXT("forward on light, backward digital")},
      {"forward_backward", LL_TEXT("forward and backward on light, weight update digital")},
      {"all", LL_TEXT("forward, backward and weight update on light")},
      {"rate_equations", LL_TEXT("rate equations")},
      {"adler", LL_TEXT("Adler")},
      {"sram", LL_TEXT("SRAM")},
      {"hbm", LL_TEXT("HBM")},
      {"s1", LL_TEXT("S1")},
      {"s2", LL_TEXT("S2")},
      {"s2inf", LL_TEXT("S2, endless batch")},
      {"s3", LL_TEXT("S3")},
      {"s4", LL_TEXT("S4")},
      {"s5", LL_TEXT("S5")},
  };
  for (const Words& words : kWords)
    if (words.key == key) return shownText(words.text);
  return shownText(fromStd(key).replace(QLatin1Char('_'), QLatin1Char(' ')).toStdString());
}

QString shownName(const Component& component) {
  return fromStd(component.name.empty() ? component.id : component.name);
}

QString shownSummary(const Component& component) {
  const Kind* kind = findKind(component.kind);
  if (!kind) return shownText(LL_TEXT("Unknown kind “%1”: kept, not traced")).arg(fromStd(component.kind));
  return shown(kind->summary(viewOf(component, *kind)));
}

QString shownKind(const Component& component) {
  const Kind* kind = findKind(component.kind);
  return kind ? shownText(kind->title) : fromStd(component.kind);
}

QString shownProvenance(Provenance provenance) {
  switch (provenance) {
    case Provenance::Measured:
      return shownText(LL_TEXT("measured"));
    case Provenance::DataSheet:
      return shownText(LL_TEXT("data sheet"));
    case Provenance::Publication:
      return shownText(LL_TEXT("publication"));
    case Provenance::Chosen:
      return shownText(LL_TEXT("chosen"));
    case Provenance::Estimate:
      break;
  }
  return shownText(LL_TEXT("estimate"));
}

}  // namespace lightloom::ui
