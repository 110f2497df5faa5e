#include "document/translate.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>
#include <cmath>
#include <cstdlib>
#include <functional>

namespace lightloom::ui {
namespace {

constexpr const char* kContexts[] = {"error",  "check", "kind", "parameter", "settings",
                                     "figure", "run",   "lock", "export",    "validation"};

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

// What `readableQuantity` says before the unit.
QString plainNumber(double si, Unit unit, int digits) {
  std::string text = readableQuantity(si, unit, digits);
  text.resize(text.size() - unitInfo(unit).symbol.size());
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return withMinus(grouped(text));
}

QString shownArgument(const MessageArgument& argument) {
  if (const auto* text = std::get_if<std::string>(&argument)) return fromStd(*text);
  if (const auto* whole = std::get_if<std::int64_t>(&argument)) return withMinus(QString::number(*whole));
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

QString withMinus(QString number) {
  return number.replace(QLatin1Char('-'), QChar(0x2212));
}

QString shownText(std::string_view text) {
  const QByteArray source(text.data(), static_cast<qsizetype>(text.size()));
  const QString plain = QString::fromUtf8(source);
  for (const char* context : kContexts) {
    const QString translated = QCoreApplication::translate(context, source.constData());
    if (translated != plain) return translated;
  }
  return plain;
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
    return *flag ? QCoreApplication::translate("parameter", "on")
                 : QCoreApplication::translate("parameter", "off");
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
      {"amplitude_phase", QT_TRANSLATE_NOOP("parameter", "amplitude × phase")},
      {"two_slot_phase", QT_TRANSLATE_NOOP("parameter", "two-slot phase")},
      {"phase_phase", QT_TRANSLATE_NOOP("parameter", "phase × phase")},
      {"amplitude_amplitude", QT_TRANSLATE_NOOP("parameter", "amplitude × amplitude")},
      {"two_slots", QT_TRANSLATE_NOOP("parameter", "two slots")},
      {"two_rails", QT_TRANSLATE_NOOP("parameter", "two rails")},
      {"cross_entropy", QT_TRANSLATE_NOOP("parameter", "cross entropy")},
      {"mean_square", QT_TRANSLATE_NOOP("parameter", "mean square")},
      {"sgd", QT_TRANSLATE_NOOP("parameter", "SGD")},
      {"adam", QT_TRANSLATE_NOOP("parameter", "Adam")},
      {"relu", QT_TRANSLATE_NOOP("parameter", "ReLU")},
      {"clipped_sine", QT_TRANSLATE_NOOP("parameter", "clipped sine")},
      {"forward", QT_TRANSLATE_NOOP("parameter", "forward on light, backward digital")},
      {"forward_backward",
       QT_TRANSLATE_NOOP("parameter", "forward and backward on light, weight update digital")},
      {"all", QT_TRANSLATE_NOOP("parameter", "forward, backward and weight update on light")},
      {"rate_equations", QT_TRANSLATE_NOOP("parameter", "rate equations")},
      {"adler", QT_TRANSLATE_NOOP("parameter", "Adler")},
      {"sram", QT_TRANSLATE_NOOP("parameter", "SRAM")},
      {"hbm", QT_TRANSLATE_NOOP("parameter", "HBM")},
      {"s1", QT_TRANSLATE_NOOP("parameter", "S1")},
      {"s2", QT_TRANSLATE_NOOP("parameter", "S2")},
      {"s2inf", QT_TRANSLATE_NOOP("parameter", "S2, endless batch")},
      {"s3", QT_TRANSLATE_NOOP("parameter", "S3")},
      {"s4", QT_TRANSLATE_NOOP("parameter", "S4")},
      {"s5", QT_TRANSLATE_NOOP("parameter", "S5")},
  };
  for (const Words& words : kWords)
    if (words.key == key) return QCoreApplication::translate("parameter", words.text);
  return shownText(fromStd(key).replace(QLatin1Char('_'), QLatin1Char(' ')).toStdString());
}

QString shownName(const Component& component) {
  return fromStd(component.name.empty() ? component.id : component.name);
}

QString shownSummary(const Component& component) {
  const Kind* kind = findKind(component.kind);
  if (!kind)
    return QCoreApplication::translate("kind", "Unknown kind “%1”: kept, not traced")
        .arg(fromStd(component.kind));
  return shown(kind->summary(viewOf(component, *kind)));
}

QString shownKind(const Component& component) {
  const Kind* kind = findKind(component.kind);
  return kind ? shownText(kind->title) : fromStd(component.kind);
}

QString shownProvenance(Provenance provenance) {
  switch (provenance) {
    case Provenance::Measured:
      return QCoreApplication::translate("parameter", "measured");
    case Provenance::DataSheet:
      return QCoreApplication::translate("parameter", "data sheet");
    case Provenance::Publication:
      return QCoreApplication::translate("parameter", "publication");
    case Provenance::Estimate:
      break;
  }
  return QCoreApplication::translate("parameter", "estimate");
}

}  // namespace lightloom::ui
