#include <algorithm>
#include <map>

#include "design/kind.h"
#include "export/formats.h"
#include "export/manual/internal/generated.h"
#include "imperfections/imperfections.h"
#include "validation/validation.h"

namespace lightloom::exports {
namespace {

constexpr double kUnbounded = 1e300;

std::string link(std::string_view title, const std::string& anchor) {
  return "[" + escaped(title) + "](#" + anchor + ")";
}

std::string code(std::string_view text) {
  return "`" + std::string(text) + "`";
}

std::string_view typeName(ValueType type) {
  switch (type) {
    case ValueType::Switch:
      return "a switch, on or off";
    case ValueType::Integer:
      return "a whole number";
    case ValueType::Real:
      return "a number";
    case ValueType::Text:
      return "a text";
    case ValueType::RealList:
      return "a list of numbers";
    case ValueType::Enumeration:
      break;
  }
  return "one of";
}

std::string numberOf(const Parameter& row, double value) {
  if (row.type == ValueType::Integer) return std::to_string(static_cast<long long>(value));
  return readableQuantity(value, row.unit, 6);
}

std::string typeOf(const Parameter& row) {
  if (row.type == ValueType::Enumeration) {
    std::string out;
    for (const std::string_view one : row.enumerators) out += (out.empty() ? "" : ", ") + code(one);
    return out;
  }
  std::string out(typeName(row.type));
  const std::string_view symbol = unitInfo(row.unit).symbol;
  if (!symbol.empty()) out += " in " + std::string(symbol);
  return out;
}

std::string rangeOf(const Parameter& row) {
  const bool number =
      row.type == ValueType::Integer || row.type == ValueType::Real || row.type == ValueType::RealList;
  const bool low = number && row.low > -kUnbounded, high = number && row.high < kUnbounded;
  if (low && high) return numberOf(row, row.low) + " … " + numberOf(row, row.high);
  if (low) return "from " + numberOf(row, row.low);
  return high ? "up to " + numberOf(row, row.high) : std::string();
}

std::string defaultOf(const Parameter& row) {
  if (row.unset) return "not set";
  if (row.type == ValueType::Real || row.type == ValueType::Integer) return numberOf(row, row.defaultNumber);
  const std::string text = valueText(defaultValue(row));
  return text.empty() ? "empty" : row.type == ValueType::Enumeration ? code(text) : escaped(text);
}

std::string provenanceWord(Provenance provenance) {
  std::string out(provenanceKey(provenance));
  std::replace(out.begin(), out.end(), '_', ' ');
  return out;
}

// The conditions of `countsWith` in words: "role=axon&modulator!=none".
std::string conditionText(std::string_view condition) {
  std::string out = "`";
  for (const char c : condition)
    if (c == '&' || c == '|')
      out += c == '&' ? "` and `" : "` or `";
    else
      out += c;
  return out + "`";
}

using Uses = std::map<std::string, std::vector<const Imperfection*>>;

// The noise sources whose size a value sets, by its anchor.
Uses imperfectionsByValue() {
  Uses out;
  for (const Imperfection* imperfection : shownImperfections())
    for (const ParameterPlace& place : imperfection->places)
      out[valueAnchor(place.kind, place.key)].push_back(imperfection);
  return out;
}

const Parameter& switchOf(const Imperfection& imperfection) {
  const Parameter* row = findSetting(switchPath(imperfection));
  LL_CHECK(row);
  return *row;
}

std::string rowMarkdown(const Parameter& row, const std::string& path, const std::string& anchor,
                        const Uses& uses) {
  std::string out = "### " + escaped(row.title) + " {#" + anchor + "}\n\n";
  out += ": " + code(path) + " · " + typeOf(row);
  if (const std::string range = rangeOf(row); !range.empty()) out += " · " + range;
  out += " · default **" + defaultOf(row) + "**";
  if (row.perChannel) out += " · may differ per laser or pixel";
  out += "\n\n" + escaped(row.help) + "\n\n";
  if (!row.citation.empty())
    out += ": Default: " + provenanceWord(row.provenance) + " — " + escaped(row.citation) + ".\n";
  if (!row.countsWith.empty()) out += ": Counts where " + conditionText(row.countsWith) + ".\n";
  if (const auto used = uses.find(anchor); used != uses.end()) {
    out += ": Sets the size of ";
    for (std::size_t i = 0; i < used->second.size(); ++i)
      out += (i > 0 ? ", " : "") +
             link(switchOf(*used->second[i]).title, imperfectionAnchor(used->second[i]->key));
    out += ".\n";
  }
  return out + "\n";
}

std::string kindMarkdown(const Kind& kind, const Uses& uses) {
  std::string out =
      "# " + escaped(kind.title) + " {#" + partAnchor(kind.id) + "}\n\n" + escaped(kind.help) + "\n\n";
  out += ": Kind `" + std::string(kind.id) + "`; its values are called `" + std::string(kind.id) +
         "1.…` on the command line and in expressions, the number counted up by the program.\n\n";
  out += "Every part also has a place, an angle and fine adjusters: see " +
         link("what every part has", partAnchor("common")) + ".\n\n";
  for (const Parameter& row : kind.own)
    out += rowMarkdown(row, std::string(row.key), valueAnchor(kind.id, row.key), uses);
  return out;
}

std::string imperfectionMarkdown(const Imperfection& imperfection) {
  const Parameter& row = switchOf(imperfection);
  std::string out = "## " + escaped(row.title) + " {#" + imperfectionAnchor(imperfection.key) + "}\n\n" +
                    escaped(row.help) + "\n\n: Formula: " + escaped(imperfection.formula) +
                    "\n: Source: " + escaped(imperfection.citation) + ".\n: Switch: " +
                    link(switchPath(imperfection), settingAnchor(switchPath(imperfection))) + "\n";
  if (!imperfection.places.empty()) {
    out += ": Set by ";
    for (std::size_t i = 0; i < imperfection.places.size(); ++i) {
      const ParameterPlace& place = imperfection.places[i];
      out += (i > 0 ? ", " : "") +
             link(std::string(place.kind) + "." + std::string(place.key), valueAnchor(place.kind, place.key));
    }
    out += "\n";
  }
  return out + "\n";
}

}  // namespace

std::string partAnchor(std::string_view kind) {
  return "part-" + std::string(kind);
}

std::string valueAnchor(std::string_view kind, std::string_view key) {
  const bool common = findParameter(commonParameters(), key) != nullptr;
  return "value-" + std::string(common ? "common" : kind) + "." + std::string(key);
}

std::string settingAnchor(std::string_view path) {
  return "setting-" + std::string(path);
}

std::string imperfectionAnchor(std::string_view key) {
  return "imperfection-" + std::string(key);
}

std::string formatAnchor(std::string_view key) {
  return "format-" + std::string(key);
}

std::vector<DraftPage> partPages() {
  const Uses uses = imperfectionsByValue();
  std::string overview =
      "# Parts and their values {#parts}\n\nEvery kind of part on the palette, with every value that it has: "
      "what it "
      "means, its unit, its range, its default and where that comes from. The tables are those that forms, "
      "files and "
      "command line are made from.\n\n";
  for (const Kind* kind : allKinds())
    overview += "- " + link(kind->title, partAnchor(kind->id)) + ": " + escaped(kind->help) + "\n";
  std::string common =
      "# What every part has {#" + partAnchor("common") +
      "}\n\nPlace, angle, the fine adjusters of the mount, and whether light sees the part.\n\n";
  for (const Parameter& row : commonParameters())
    common += rowMarkdown(row, std::string(row.key), valueAnchor("common", row.key), uses);
  std::vector<DraftPage> out = {{"parts", 0, std::move(overview)},
                                {partAnchor("common"), 1, std::move(common)}};
  for (const Kind* kind : allKinds()) out.push_back({partAnchor(kind->id), 1, kindMarkdown(*kind, uses)});
  return out;
}

std::vector<DraftPage> settingPages() {
  const Uses none;
  std::string overview =
      "# Settings {#settings}\n\nWhat belongs to the whole design and not to a part: network, training, the "
      "switches of "
      "the noise sources, and how energy is counted. They stand on the tab *Settings*; on the command line "
      "they are "
      "called `group.key`.\n\n";
  std::vector<DraftPage> out(1);
  for (const SettingsGroup& group : settingsGroups()) {
    const std::string anchor = "settings-" + std::string(group.id);
    overview += "- " + link(group.title, anchor) + "\n";
    std::string page = "# Settings: " + escaped(group.title) + " {#" + anchor + "}\n\n";
    for (const Parameter& row : group.rows) {
      const std::string path = std::string(group.id) + "." + std::string(row.key);
      page += rowMarkdown(row, path, settingAnchor(path), none);
    }
    out.push_back({anchor, 1, std::move(page)});
  }
  out.front() = {"settings", 0, std::move(overview)};
  return out;
}

std::vector<DraftPage> imperfectionPages() {
  std::string out =
      "# Noise sources {#imperfections}\n\nEach way in which a real bench departs from the exact product: "
      "its formula, "
      "its source, its switch, and the values that set its size. How they are measured and compared is told "
      "in "
      "[Noise](#noise), how they are computed in [the model](#model-4).\n\n";
  for (const Imperfection* imperfection : shownImperfections()) out += imperfectionMarkdown(*imperfection);
  return {{"imperfections", 0, std::move(out)}};
}

std::vector<DraftPage> formatPages() {
  std::string out =
      "# Export formats {#formats}\n\nWhat *File > Export…* and `lightloom-cli export --format` write.\n\n";
  for (const ExportFormat& format : exportFormats()) {
    out += "## " + escaped(format.title) + " {#" + formatAnchor(format.key) + "}\n\n: `" +
           std::string(format.key) + "` · first file `" + std::string(format.fileName) + "`";
    if (format.needsRun) out += " · needs a run with a trained network";
    if (format.needsData) out += " · needs the data set";
    if (format.figure) out += " · takes the size of figures";
    out += "\n\n" + escaped(format.recipient) + "\n\n";
  }
  return {{"formats", 1, std::move(out)}};
}

std::vector<DraftPage> unitPages() {
  std::map<std::string, std::string> symbols;
  for (int i = 0; i <= static_cast<int>(Unit::FemtojoulePerOp); ++i) {
    const UnitInfo& info = unitInfo(static_cast<Unit>(i));
    std::string& of = symbols[std::string(dimensionName(info.dimension).text)];
    if (!info.symbol.empty()) of += (of.empty() ? "" : ", ") + std::string(info.symbol);
  }
  std::string out =
      "# Units {#units}\n\nA value may be typed in any unit of its dimension: `0.02 m`, `20 mm` and `20000 "
      "µm` are the "
      "same length. A number without a unit is in the unit that the field shows; on the command line and in "
      "files it is "
      "in SI. `u` may stand for µ and a hyphen for the minus sign; `S/s` and `Hz` are one dimension. Ratios "
      "in decibels "
      "stay in dB and are ratios of power.\n\n| what | units |\n| --- | --- |\n";
  for (const auto& [dimension, units] : symbols)
    out += "| " + dimension + " | " + (units.empty() ? "none" : units) + " |\n";
  return {{"units", 0, std::move(out)}};
}

std::vector<DraftPage> validationPages() {
  std::string out =
      "# Validation {#validation}\n\nPublished numbers, and what this program makes of them: *Help > "
      "Validation…* and "
      "`lightloom-cli validate` compute each of them on this machine, with its tolerance, what would make it "
      "fail, and "
      "its source. Illustrations were made to come out, and count for nothing.\n\n";
  for (const ValidationGroup& group : validationGroups()) {
    out += "## " + escaped(group.title) + " {#validation-" + std::string(group.id) +
           "}\n\n: " + escaped(group.source) + "\n\n| number | what | expected |\n| --- | --- | --- |\n";
    for (const ValidationRow& row : validationRows()) {
      if (row.group != group.id) continue;
      const std::string expected =
          row.compute ? readableQuantity(row.expected, row.unit, 6) : "does not apply";
      out += "| " + code(row.id) + " | " + escaped(row.title) + " | " + expected + " |\n";
    }
    out += "\n";
  }
  return {{"validation", 0, std::move(out)}};
}

}  // namespace lightloom::exports
