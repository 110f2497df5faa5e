#include "documents/channel_table.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <set>
#include <variant>

#include "design/kind.h"
#include "documents/internal/light_curve.h"

namespace lightloom::documents {
namespace {

struct ChannelGrid {
  ComponentPtr component;
  const Kind* kind = nullptr;
  int rows = 0, columns = 0;
  int count() const { return rows * columns; }
};

Result<ChannelGrid> gridOf(const Design& design, const std::string& part) {
  ChannelGrid grid;
  grid.component = findComponent(design, part);
  grid.kind = grid.component ? findKind(grid.component->kind) : nullptr;
  if (grid.kind) {
    const PartView view = viewOf(*grid.component, *grid.kind);
    if (view.has("rows") && view.has("columns")) {
      grid.rows = view.integer("rows");
      grid.columns = view.integer("columns");
    }
  }
  if (grid.count() > 0) return grid;
  return Message{"channels.no-channels",
                 LL_TEXT("“%1” is no array and no detector of this design: it has no channels."),
                 {part}};
}

std::vector<const Parameter*> channelParameters(const Kind& kind) {
  std::vector<const Parameter*> out;
  for (const Parameter& row : parametersOf(kind))
    if (row.perChannel) out.push_back(&row);
  return out;
}

/// How the numbers of a column become SI values: by a factor, or, in units that are none, one by one.
class Conversion {
 public:
  explicit Conversion(double factor = 1) : m_factor(factor), m_power(powerOfTen(factor)) {}
  explicit Conversion(std::string unit) : m_unit(std::move(unit)) {}

  double si(double value) const {
    if (!m_unit.empty()) {
      const std::optional<ParsedQuantity> read = parseQuantity(shortestNumber(value) + ' ' + m_unit);
      return read ? read->si : std::numeric_limits<double>::infinity();
    }
    return m_power ? shiftedDecimal(value, *m_power) : value * m_factor;
  }

  /// The number in this unit, of a factor.
  double shown(double si) const { return m_power ? shiftedDecimal(si, -*m_power) : si / m_factor; }

 private:
  double m_factor = 1;
  std::optional<int> m_power{};
  std::string m_unit{};  ///< of a unit that is no factor (dBm)
};

// Nothing where the unit is unknown or of another dimension.
std::optional<Conversion> conversionOf(const std::string& unit, Dimension dimension) {
  const std::optional<ParsedQuantity> none = parseQuantity("0 " + unit), one = parseQuantity("1 " + unit),
                                      two = parseQuantity("2 " + unit);
  if (!one || !one->hasUnit || one->dimension != dimension) return std::nullopt;
  const bool factor = none && none->si == 0 && two && two->si == 2 * one->si;
  return factor ? Conversion(one->si) : Conversion(unit);
}

struct ValueColumn {
  const Parameter* parameter;
  Conversion conversion;
};
struct LightColumn {
  double currentA;
  Conversion conversion;
};
enum class Place { Channel, Row, Column };
using Column = std::variant<Place, ValueColumn, LightColumn>;

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Heading {
  std::string written;  ///< the name as it is written
  std::string name;     ///< lower case, spaces as underscores
  std::string unit;
};

// "detuning (GHz)", "detuning [GHz]", "detuning / GHz" and "slope efficiency / (W/A)".
Heading headingOf(std::string_view text) {
  text = trimmed(text);
  Heading out;
  const std::size_t open = text.find_last_of("(["), slash = text.find('/');
  if (open != std::string_view::npos && (text.back() == ')' || text.back() == ']')) {
    out.unit = std::string(trimmed(text.substr(open + 1, text.size() - open - 2)));
    text = trimmed(text.substr(0, open));
    if (text.ends_with('/')) text = trimmed(text.substr(0, text.size() - 1));
  } else if (slash != std::string_view::npos) {
    out.unit = std::string(trimmed(text.substr(slash + 1)));
    text = trimmed(text.substr(0, slash));
  }
  out.written = std::string(text);
  out.name = lower(text);
  std::replace(out.name.begin(), out.name.end(), ' ', '_');
  if (out.name == "α") out.name = "alpha";
  return out;
}

const Parameter* byName(const std::vector<const Parameter*>& parameters, std::string_view name) {
  for (const Parameter* parameter : parameters)
    if (parameter->key == name) return parameter;
  return nullptr;
}

// "detuning_GHz": the unit after a key.
const Parameter* byPrefix(const std::vector<const Parameter*>& parameters, std::string_view header,
                          Heading& heading) {
  for (const Parameter* parameter : parameters) {
    const std::size_t length = parameter->key.size();
    if (header.size() <= length + 1 || header[length] != '_' ||
        lower(header.substr(0, length)) != parameter->key)
      continue;
    heading.unit = std::string(header.substr(length + 1));
    return parameter;
  }
  return nullptr;
}

// "detuning (GHz)"; the bare name without a unit.
std::string withUnit(std::string_view name, std::string_view unit) {
  std::string out(name);
  if (unit.empty()) return out;
  out += " (";
  out += unit;
  out += ')';
  return out;
}

// A light–current curve gives these two.
bool hasLightCurve(const std::vector<const Parameter*>& parameters) {
  return byName(parameters, "threshold") && byName(parameters, "slope_efficiency");
}

std::string possibleColumns(const std::vector<const Parameter*>& parameters) {
  std::string out = "laser, row, column";
  for (const Parameter* parameter : parameters) {
    out += ", ";
    out += withUnit(parameter->key, unitInfo(parameter->unit).symbol);
  }
  return hasLightCurve(parameters) ? out + ", light at 2 mA (µW)" : out;
}

/// Turns the headers of a table into columns; `source` is named in messages.
struct HeaderReader {
  const std::vector<const Parameter*>& parameters;
  const std::string& source;

  // The conversion from the unit of the heading, which must measure the same quantity as `shown`.
  Result<Conversion> conversion(std::string_view header, const std::string& unit, Unit shown) const {
    const UnitInfo& wanted = unitInfo(shown);
    if (unit.empty()) {
      if (wanted.dimension == Dimension::None) return Conversion{};
      return Message{"channels.no-unit",
                     LL_TEXT("%1: column “%2” says no unit. Write it behind the name, such as “%3”."),
                     {source, std::string(header), withUnit(trimmed(header), wanted.symbol)}};
    }
    if (std::optional<Conversion> found = conversionOf(unit, wanted.dimension)) return *found;
    if (wanted.symbol.empty())
      return Message{"channels.wrong-unit",
                     LL_TEXT("%1: column “%2”: “%3” is no unit of %4. Leave it out: the numbers have none."),
                     {source, std::string(header), unit, dimensionName(wanted.dimension)}};
    return Message{
        "channels.wrong-unit",
        LL_TEXT("%1: column “%2”: “%3” is no unit of %4. Use %5."),
        {source, std::string(header), unit, dimensionName(wanted.dimension), std::string(wanted.symbol)}};
  }

  Result<Column> light(std::string_view header, const Heading& heading) const {
    std::string amount = heading.written.substr(std::string_view("light at ").size());
    std::replace(amount.begin(), amount.end(), '_', ' ');
    const std::optional<ParsedQuantity> current = parseQuantity(amount);
    if (!current || current->dimension != Dimension::Current || current->si <= 0)
      return Message{
          "channels.wrong-unit",
          LL_TEXT("%1: column “%2”: “%3” is no unit of %4. Use %5."),
          {source, std::string(header), amount, dimensionName(Dimension::Current), std::string("mA")}};
    const Result<Conversion> read = conversion(header, heading.unit, Unit::Microwatt);
    if (!read) return read.error();
    return Column(LightColumn{current->si, read.value()});
  }

  Result<Column> read(std::string_view header) const {
    Heading heading = headingOf(header);
    if (heading.name == "laser" || heading.name == "pixel" || heading.name == "channel")
      return Column(Place::Channel);
    if (heading.name == "row") return Column(Place::Row);
    if (heading.name == "column") return Column(Place::Column);
    if (heading.name.rfind("light_at_", 0) == 0 && hasLightCurve(parameters)) return light(header, heading);
    const Parameter* parameter = byName(parameters, heading.name);
    if (!parameter) parameter = byPrefix(parameters, trimmed(header), heading);
    if (!parameter)
      return Message{"channels.unknown-column",
                     LL_TEXT("%1: there is no column “%2”. Possible are: %3."),
                     {source, std::string(header), possibleColumns(parameters)}};
    const Result<Conversion> read = conversion(header, heading.unit, parameter->unit);
    if (!read) return read.error();
    return Column(ValueColumn{parameter, read.value()});
  }
};

/// Lasers of which something is to be said; the worst of them by a number.
struct Remarkable {
  int count = 0, worst = 0;
  std::size_t line = 0;
  double worstValue = 0;

  void add(int channel, std::size_t atLine, double value) {
    if (++count > 1 && value <= worstValue) return;
    worst = channel;
    line = atLine;
    worstValue = value;
  }
};

constexpr double kOnLine = 0.02;  // rms distance from the line, of the most light

/// One table on its way into the overrides of a part.
struct Importer {
  const ChannelGrid& grid;
  const std::string& source;
  const CsvTable& table;
  std::vector<Column> columns{};
  bool givesNothing = true;  ///< so far neither a value nor one that is taken away
  Remarkable bent{}, rolledOver{}, withoutThreshold{};

  Message at(std::size_t row, const Message& why) const {
    return {why.id,
            LL_TEXT("%1, line %2: %3"),
            {source, static_cast<std::int64_t>(table.line(row)), english(why)}};
  }

  // The value that only one column may give; empty for a point of a light curve, of which there may be many.
  static std::string givenBy(const Column& column) {
    constexpr const char* kPlaces[] = {"laser", "row", "column"};
    if (const auto* value = std::get_if<ValueColumn>(&column)) return std::string(value->parameter->key);
    const auto* place = std::get_if<Place>(&column);
    return place ? kPlaces[static_cast<int>(*place)] : "";
  }

  Message repeated(const std::string& what) const {
    return {"channels.repeated-column", LL_TEXT("%1: two columns give “%2”. Leave one out."), {source, what}};
  }

  std::optional<Message> readHeaders() {
    const std::vector<const Parameter*> parameters = channelParameters(*grid.kind);
    const HeaderReader reader{parameters, source};
    std::set<std::string> seen;
    bool curve = false, values = false;
    for (std::size_t c = 0; c < table.columns(); ++c) {
      const Result<Column> column = reader.read(table.cell(0, c));
      if (!column) return column.error();
      const std::string given = givenBy(column.value());
      if (!given.empty() && !seen.insert(given).second) return repeated(given);
      curve = curve || std::holds_alternative<LightColumn>(column.value());
      values = values || !std::holds_alternative<Place>(column.value());
      columns.push_back(column.value());
    }
    for (const char* key : {"threshold", "slope_efficiency"})
      if (curve && seen.contains(key)) return repeated(key);
    if (!placeColumn(Place::Channel) && !(placeColumn(Place::Row) && placeColumn(Place::Column)))
      return Message{
          "channels.no-number-column",
          LL_TEXT("%1: no column says which laser a line is for. Add “laser” (numbers from 0, row by "
                  "row) or “row” and “column”."),
          {source}};
    if (!values)
      return Message{"channels.no-values",
                     LL_TEXT("%1: no column holds values. Add one or more of: %2."),
                     {source, possibleColumns(parameters)}};
    if (table.rows() > 1) return std::nullopt;
    return Message{"channels.no-lasers",
                   LL_TEXT("%1: there is no laser in it, only names of columns. Add a line for each."),
                   {source}};
  }

  std::optional<std::size_t> placeColumn(Place place) const {
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (const auto* own = std::get_if<Place>(&columns[c]); own && *own == place) return c;
    return std::nullopt;
  }

  // The whole number in a cell, below `limit`.
  Result<int> wholeNumber(std::size_t row, std::size_t column, int limit) const {
    const CellReading read = table.reading(row, column);
    if (read.kind == CellKind::Number && read.value == std::floor(read.value) && read.value >= 0 &&
        read.value < limit)
      return static_cast<int>(read.value);
    return Message{"channels.bad-channel",
                   LL_TEXT("%1, line %2: “%3” is no %4 of “%5”: they are 0 … %6."),
                   {source, static_cast<std::int64_t>(table.line(row)), shownCell(table.cell(row, column)),
                    std::string(table.cell(0, column)), grid.component->id, std::int64_t{limit - 1}}};
  }

  Result<int> channelByPlace(std::size_t row) const {
    const Result<int> y = wholeNumber(row, *placeColumn(Place::Row), grid.rows);
    if (!y) return y.error();
    const Result<int> x = wholeNumber(row, *placeColumn(Place::Column), grid.columns);
    if (!x) return x.error();
    return y.value() * grid.columns + x.value();
  }

  Result<int> channelOf(std::size_t row) const {
    const auto own = placeColumn(Place::Channel);
    const bool byPlace = placeColumn(Place::Row) && placeColumn(Place::Column);
    if (!own) return channelByPlace(row);
    const Result<int> number = wholeNumber(row, *own, grid.count());
    if (!number || !byPlace) return number;
    const Result<int> place = channelByPlace(row);
    if (!place || place.value() == number.value()) return place;
    return Message{"channels.two-places",
                   LL_TEXT("%1, line %2: laser %3 does not stand in that row and column, which are laser "
                           "%4's. Correct the line, or leave “row” and “column” out."),
                   {source, static_cast<std::int64_t>(table.line(row)), std::int64_t{number.value()},
                    std::int64_t{place.value()}}};
  }

  // All values are numbers, however few of them the column holds.
  bool isMissing(std::size_t row, std::size_t column) const {
    return table.reading(row, column).kind == CellKind::Missing || isNumberless(table.cell(row, column));
  }

  bool hasUnit(std::size_t row, std::size_t column) const {
    const std::optional<ParsedQuantity> read = parseQuantity(trimmedCell(table.cell(row, column)));
    return read && read->hasUnit;
  }

  Message unitInCell(std::size_t row, std::size_t column) const {
    return {
        "channels.unit-in-cell",
        LL_TEXT("%1, line %2: “%3” has its own unit. Put it into the heading of the column, “%4”, and leave "
                "the numbers alone in the cells."),
        {source, static_cast<std::int64_t>(table.line(row)), shownCell(table.cell(row, column)),
         std::string(table.cell(0, column))}};
  }

  Result<double> siValue(std::size_t row, std::size_t column, const Conversion& conversion) const {
    const Result<double> number = table.number(row, column);
    if (!number) return hasUnit(row, column) ? unitInCell(row, column) : number.error();
    const double si = conversion.si(number.value());
    if (std::isfinite(si)) return si;
    return Message{
        "channels.too-large",
        LL_TEXT("%1, line %2: “%3” is beyond all that can be computed with in the unit of column “%4”. "
                "Correct the cell or the unit."),
        {source, static_cast<std::int64_t>(table.line(row)), shownCell(table.cell(row, column)),
         std::string(table.cell(0, column))}};
  }

  std::optional<Message> takeValue(Component& out, std::size_t row, std::size_t column, int channel) {
    const ValueColumn& target = std::get<ValueColumn>(columns[column]);
    if (isMissing(row, column)) {
      erase(out, target.parameter->key, channel);
      return std::nullopt;
    }
    const Result<double> value = siValue(row, column, target.conversion);
    if (!value) return value.error();
    return set(out, *target.parameter, channel, value.value(), row);
  }

  std::optional<Message> set(Component& out, const Parameter& parameter, int channel, double value,
                             std::size_t row) {
    const Result<Value> checked = checkedValue(parameter, value);
    if (!checked) return at(row, checked.error());
    givesNothing = false;
    out.overrides[std::string(parameter.key)][channel] = value;
    return std::nullopt;
  }

  void erase(Component& out, std::string_view key, int channel) {
    const auto found = out.overrides.find(key);
    if (found == out.overrides.end()) return;
    if (found->second.erase(channel) > 0) givesNothing = false;
    if (found->second.empty()) out.overrides.erase(found);
  }

  Result<std::vector<LightPoint>> pointsOf(std::size_t row) const {
    std::vector<LightPoint> points;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto* light = std::get_if<LightColumn>(&columns[c]);
      if (!light || isMissing(row, c)) continue;
      const Result<double> power = siValue(row, c, light->conversion);
      if (!power) return power.error();
      points.push_back({light->currentA, power.value()});
    }
    return points;
  }

  std::optional<Message> takeCurve(Component& out, std::size_t row, int channel) {
    const Result<std::vector<LightPoint>> points = pointsOf(row);
    if (!points) return points.error();
    if (points.value().empty()) return std::nullopt;
    const std::optional<LightCurve> curve = fitLightCurve(points.value());
    if (!curve)
      return Message{
          "channels.bad-curve",
          LL_TEXT("%1, line %2: the light does not rise with the current at two points at least; no "
                  "threshold can be told."),
          {source, static_cast<std::int64_t>(table.line(row))}};
    if (curve->residual > kOnLine) bent.add(channel, table.line(row), curve->residual);
    if (curve->beyondPeak > 0) rolledOver.add(channel, table.line(row), curve->beyondPeak);
    if (curve->belowNoCurrent) withoutThreshold.add(channel, table.line(row), curve->residual);
    const auto parameter = [&](std::string_view key) { return findParameter(parametersOf(*grid.kind), key); };
    if (auto problem = set(out, *parameter("threshold"), channel, curve->thresholdA, row)) return problem;
    return set(out, *parameter("slope_efficiency"), channel, curve->slopeWPerA, row);
  }

  std::vector<MessageArgument> arguments(const Remarkable& lasers) const {
    return {source, std::int64_t{lasers.count}, std::int64_t{lasers.worst},
            static_cast<std::int64_t>(lasers.line)};
  }

  std::vector<Message> notes() const {
    std::vector<Message> out;
    if (bent.count > 0) {
      out.push_back(
          {"channels.bent-curve",
           LL_TEXT("%1: lasers whose light does not lie on a line: %2. The worst is laser %3 (line %4): "
                   "its points stand %5 of the most light beside it (rms). Threshold and slope are "
                   "those of the best line; leave out columns where the curve bends."),
           arguments(bent)});
      out.back().arguments.emplace_back(Quantity{bent.worstValue, Unit::Percent});
    }
    if (rolledOver.count > 0) {
      out.push_back(
          {"channels.rollover",
           LL_TEXT("%1: lasers whose light falls at high current: %2. Most does that of laser %3 (line "
                   "%4): %5 of its points are beyond the peak, and not on the line of threshold and "
                   "slope."),
           arguments(rolledOver)});
      out.back().arguments.emplace_back(static_cast<std::int64_t>(rolledOver.worstValue));
    }
    if (withoutThreshold.count > 0)
      out.push_back(
          {"channels.no-threshold",
           LL_TEXT("%1: lasers whose line meets no light below 0 mA: %2, such as laser %3 (line %4). "
                   "Their threshold is set to 0. Check currents and units."),
           arguments(withoutThreshold)});
    return out;
  }

  Result<Component> read() {
    if (auto problem = readHeaders()) return *problem;
    Component out = *grid.component;
    std::set<int> seen;
    for (std::size_t row = 1; row < table.rows(); ++row) {
      const Result<int> channel = channelOf(row);
      if (!channel) return channel.error();
      if (!seen.insert(channel.value()).second)
        return Message{"channels.twice",
                       LL_TEXT("%1, line %2: laser %3 stands in the table twice."),
                       {source, static_cast<std::int64_t>(table.line(row)), std::int64_t{channel.value()}}};
      for (std::size_t c = 0; c < columns.size(); ++c)
        if (std::holds_alternative<ValueColumn>(columns[c]))
          if (auto problem = takeValue(out, row, c, channel.value())) return *problem;
      if (auto problem = takeCurve(out, row, channel.value())) return *problem;
    }
    if (!givesNothing) return out;
    return Message{"channels.no-values",
                   LL_TEXT("%1: no laser has a value in it, and “%2” has none of its own that empty cells "
                           "could take away. Fill in the cells."),
                   {source, grid.component->id}};
  }
};

// The unit in which every value of a column reads back to the same bits: the shown one, else SI.
std::string columnUnit(const Parameter& parameter, const std::map<int, double>* values) {
  const UnitInfo& unit = unitInfo(parameter.unit);
  if (!values) return std::string(unit.symbol);
  const Conversion conversion(unit.scale);
  const bool exact = std::all_of(values->begin(), values->end(), [&](const auto& entry) {
    return conversion.si(conversion.shown(entry.second)) == entry.second;
  });
  if (exact || unit.scale == 1) return std::string(unit.symbol);
  for (int u = 0; u <= static_cast<int>(Unit::FemtojoulePerOp); ++u) {
    const UnitInfo& other = unitInfo(static_cast<Unit>(u));
    if (other.dimension == unit.dimension && other.scale == 1 && !other.symbol.empty())
      return std::string(other.symbol);
  }
  return std::string(unit.symbol);
}

}  // namespace

Result<ChannelImport> importChannels(const Design& design, const std::string& part, std::string_view text,
                                     const std::string& source, const CsvOptions& options) {
  const Result<ChannelGrid> grid = gridOf(design, part);
  if (!grid) return grid.error();
  // Tables that `exportChannels` writes have decimal points, even where 1.011 stands beside 2.
  CsvOptions said = options;
  said.styleSaid = true;
  const Result<CsvTable> table = readCsv(text, source, said);
  if (!table) return table.error();
  Importer importer{grid.value(), source, table.value()};
  Result<Component> after = importer.read();
  if (!after) return after.error();
  return ChannelImport{replaceComponent(design, std::make_shared<const Component>(std::move(after).value())),
                       importer.notes()};
}

namespace {

bool hasPixels(const ChannelGrid& grid) {
  const std::vector<Face> faces = grid.kind->faces(viewOf(*grid.component, *grid.kind));
  return std::any_of(faces.begin(), faces.end(),
                     [](const Face& face) { return std::holds_alternative<ReceiverGrid>(face.action); });
}

}  // namespace

Result<std::string> exportChannels(const Design& design, const std::string& part) {
  const Result<ChannelGrid> grid = gridOf(design, part);
  if (!grid) return grid.error();
  const auto& overrides = grid.value().component->overrides;
  std::string out = hasPixels(grid.value()) ? "pixel,row,column" : "laser,row,column";
  struct Written {
    const std::map<int, double>* values;
    Conversion conversion;
  };
  std::vector<Written> columns;
  for (const Parameter* parameter : channelParameters(*grid.value().kind)) {
    const auto found = overrides.find(parameter->key);
    const std::map<int, double>* values = found == overrides.end() ? nullptr : &found->second;
    const std::string unit = columnUnit(*parameter, values);
    out += ',';
    out += withUnit(parameter->key, unit);
    columns.push_back({values, Conversion(unit.empty() ? 1.0 : parseQuantity("1 " + unit)->si)});
  }
  out += '\n';
  for (int channel = 0; channel < grid.value().count(); ++channel) {
    out += std::to_string(channel) + ',' + std::to_string(channel / grid.value().columns) + ',' +
           std::to_string(channel % grid.value().columns);
    for (const Written& column : columns) {
      out += ',';
      if (column.values && column.values->contains(channel))
        out += shortestNumber(column.conversion.shown(column.values->at(channel)));
    }
    out += '\n';
  }
  return out;
}

}  // namespace lightloom::documents
