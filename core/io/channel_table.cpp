#include "io/channel_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>
#include <variant>

#include "design/kind.h"

namespace lightloom {
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
                 LL_TEXT("error", "“%1” is no array and no detector of this design: it has no channels."),
                 {part}};
}

std::vector<const Parameter*> channelParameters(const Kind& kind) {
  std::vector<const Parameter*> out;
  for (const Parameter& row : parametersOf(kind))
    if (row.perChannel) out.push_back(&row);
  return out;
}

struct ValueColumn {
  const Parameter* parameter;
  double scale;
};
struct LightColumn {
  double currentA;
  double scale;
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
  std::string name;  ///< lower case, spaces as underscores
  std::string unit;
};

// "detuning (GHz)" and "detuning [GHz]".
Heading headingOf(std::string_view text) {
  text = trimmed(text);
  Heading out;
  const std::size_t open = text.find_last_of("([");
  if (open != std::string_view::npos && (text.back() == ')' || text.back() == ']')) {
    out.unit = std::string(trimmed(text.substr(open + 1, text.size() - open - 2)));
    text = trimmed(text.substr(0, open));
  }
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

std::string possibleColumns(const std::vector<const Parameter*>& parameters) {
  std::string out = "laser, row, column";
  for (const Parameter* parameter : parameters) {
    out += ", ";
    out += withUnit(parameter->key, unitInfo(parameter->unit).symbol);
  }
  return out + ", light at 2 mA (µW)";
}

/// What turns the headers of a table into columns; `source` for messages.
struct HeaderReader {
  const std::vector<const Parameter*>& parameters;
  const std::string& source;

  // SI value of one unit of the heading, which must measure what `shown` does.
  Result<double> scaleOf(std::string_view header, const std::string& unit, Unit shown) const {
    const UnitInfo& wanted = unitInfo(shown);
    if (unit.empty()) {
      if (wanted.dimension == Dimension::None) return 1.0;
      return Message{
          "channels.no-unit",
          LL_TEXT("error", "%1: column “%2” says no unit. Write it behind the name, such as “%3”."),
          {source, std::string(header), withUnit(trimmed(header), wanted.symbol)}};
    }
    const std::optional<ParsedQuantity> one = parseQuantity("1 " + unit);
    if (one && one->hasUnit && one->dimension == wanted.dimension) return one->si;
    return Message{"channels.wrong-unit",
                   LL_TEXT("error", "%1: column “%2”: “%3” is no unit of %4. Use %5."),
                   {source, std::string(header), unit, std::string(dimensionName(wanted.dimension)),
                    std::string(wanted.symbol)}};
  }

  Result<Column> light(std::string_view header, const Heading& heading) const {
    std::string amount = heading.name.substr(std::string_view("light_at_").size());
    const std::size_t at = lower(header).find("at ");
    if (at != std::string::npos)
      amount = std::string(trimmed(header.substr(at + 3, header.find_last_of("([") - at - 3)));
    const std::optional<ParsedQuantity> current = parseQuantity(amount);
    if (!current || current->dimension != Dimension::Current || current->si <= 0)
      return Message{"channels.wrong-unit",
                     LL_TEXT("error", "%1: column “%2”: “%3” is no unit of %4. Use %5."),
                     {source, std::string(header), amount, std::string(dimensionName(Dimension::Current)),
                      std::string("mA")}};
    const Result<double> scale = scaleOf(header, heading.unit, Unit::Microwatt);
    if (!scale) return scale.error();
    return Column(LightColumn{current->si, scale.value()});
  }

  Result<Column> read(std::string_view header) const {
    Heading heading = headingOf(header);
    if (heading.name == "laser" || heading.name == "pixel" || heading.name == "channel")
      return Column(Place::Channel);
    if (heading.name == "row") return Column(Place::Row);
    if (heading.name == "column") return Column(Place::Column);
    if (heading.name.rfind("light_at_", 0) == 0) return light(header, heading);
    const Parameter* parameter = byName(parameters, heading.name);
    if (!parameter) parameter = byPrefix(parameters, trimmed(header), heading);
    if (!parameter)
      return Message{"channels.unknown-column",
                     LL_TEXT("error", "%1: there is no column “%2”. Possible are: %3."),
                     {source, std::string(header), possibleColumns(parameters)}};
    const Result<double> scale = scaleOf(header, heading.unit, parameter->unit);
    if (!scale) return scale.error();
    return Column(ValueColumn{parameter, scale.value()});
  }
};

/// One table on its way into the overrides of a part.
struct Importer {
  const ChannelGrid& grid;
  const std::string& source;
  const CsvTable& table;
  std::vector<Column> columns{};

  Message at(std::size_t row, const Message& why) const {
    return {why.id,
            LL_TEXT("error", "%1, line %2: %3"),
            {source, static_cast<std::int64_t>(table.line(row)), english(why)}};
  }

  std::optional<Message> readHeaders() {
    const std::vector<const Parameter*> parameters = channelParameters(*grid.kind);
    const HeaderReader reader{parameters, source};
    std::set<std::string> seen;
    for (std::size_t c = 0; c < table.columns(); ++c) {
      const Result<Column> column = reader.read(table.cell(0, c));
      if (!column) return column.error();
      const auto* value = std::get_if<ValueColumn>(&column.value());
      if (value && !seen.insert(std::string(value->parameter->key)).second)
        return Message{"channels.repeated-column",
                       LL_TEXT("error", "%1: two columns give “%2”. Leave one out."),
                       {source, std::string(value->parameter->key)}};
      columns.push_back(column.value());
    }
    if (placeColumn(Place::Channel) || (placeColumn(Place::Row) && placeColumn(Place::Column)))
      return std::nullopt;
    return Message{
        "channels.no-number-column",
        LL_TEXT("error",
                "%1: no column says which laser a line is for. Add “laser” (numbers from 0, row by "
                "row) or “row” and “column”."),
        {source}};
  }

  std::optional<std::size_t> placeColumn(Place place) const {
    for (std::size_t c = 0; c < columns.size(); ++c)
      if (const auto* own = std::get_if<Place>(&columns[c]); own && *own == place) return c;
    return std::nullopt;
  }

  // The whole number in a cell, below `limit`.
  Result<int> wholeNumber(std::size_t row, std::size_t column, int limit) const {
    const std::string_view text = trimmed(table.cell(row, column));
    int number = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && number >= 0 && number < limit)
      return number;
    return Message{"channels.bad-channel",
                   LL_TEXT("error", "%1, line %2: “%3” is no %4 of “%5”: they are 0 … %6."),
                   {source, static_cast<std::int64_t>(table.line(row)), std::string(text),
                    std::string(table.cell(0, column)), grid.component->id, std::int64_t{limit - 1}}};
  }

  Result<int> channelOf(std::size_t row) const {
    if (const auto own = placeColumn(Place::Channel)) return wholeNumber(row, *own, grid.count());
    const Result<int> y = wholeNumber(row, *placeColumn(Place::Row), grid.rows);
    if (!y) return y.error();
    const Result<int> x = wholeNumber(row, *placeColumn(Place::Column), grid.columns);
    if (!x) return x.error();
    return y.value() * grid.columns + x.value();
  }

  bool empty(std::size_t row, std::size_t column) const { return trimmed(table.cell(row, column)).empty(); }

  std::optional<Message> takeValue(Component& out, std::size_t row, std::size_t column, int channel) const {
    const auto& [parameter, scale] = std::get<ValueColumn>(columns[column]);
    if (empty(row, column)) {
      erase(out, parameter->key, channel);
      return std::nullopt;
    }
    const Result<double> number = table.number(row, column);
    if (!number) return number.error();
    return set(out, *parameter, channel, number.value() * scale, row);
  }

  std::optional<Message> set(Component& out, const Parameter& parameter, int channel, double value,
                             std::size_t row) const {
    const Result<Value> checked = checkedValue(parameter, value);
    if (!checked) return at(row, checked.error());
    out.overrides[std::string(parameter.key)][channel] = value;
    return std::nullopt;
  }

  static void erase(Component& out, std::string_view key, int channel) {
    const auto found = out.overrides.find(key);
    if (found == out.overrides.end()) return;
    found->second.erase(channel);
    if (found->second.empty()) out.overrides.erase(found);
  }

  // Least-squares line through the points with more than 2 % of the most light.
  std::optional<Message> takeCurve(Component& out, std::size_t row, int channel) const {
    std::vector<std::pair<double, double>> points;
    double most = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto* light = std::get_if<LightColumn>(&columns[c]);
      if (!light || empty(row, c)) continue;
      const Result<double> number = table.number(row, c);
      if (!number) return number.error();
      points.emplace_back(light->currentA, number.value() * light->scale);
      most = std::max(most, points.back().second);
    }
    if (points.empty()) return std::nullopt;
    double n = 0, i = 0, p = 0, ii = 0, ip = 0;
    for (const auto& [current, light] : points) {
      if (light <= 0.02 * most) continue;
      n += 1, i += current, p += light, ii += current * current, ip += current * light;
    }
    const double spread = n * ii - i * i;
    const double slope = n >= 2 && spread > 0 ? (n * ip - i * p) / spread : 0;
    if (slope <= 0)
      return Message{
          "channels.bad-curve",
          LL_TEXT("error",
                  "%1, line %2: the light does not rise with the current at two points at least; no "
                  "threshold can be told."),
          {source, static_cast<std::int64_t>(table.line(row))}};
    const double threshold = std::max(0.0, (i - p / slope) / n);
    const auto parameter = [&](std::string_view key) { return findParameter(parametersOf(*grid.kind), key); };
    if (!parameter("threshold") || !parameter("slope_efficiency")) return std::nullopt;
    if (auto problem = set(out, *parameter("threshold"), channel, threshold, row)) return problem;
    return set(out, *parameter("slope_efficiency"), channel, slope, row);
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
                       LL_TEXT("error", "%1, line %2: laser %3 stands in the table twice."),
                       {source, static_cast<std::int64_t>(table.line(row)), std::int64_t{channel.value()}}};
      for (std::size_t c = 0; c < columns.size(); ++c)
        if (std::holds_alternative<ValueColumn>(columns[c]))
          if (auto problem = takeValue(out, row, c, channel.value())) return *problem;
      if (auto problem = takeCurve(out, row, channel.value())) return *problem;
    }
    return out;
  }
};

// The unit in which every value of a column reads back to the same bits: the shown one, else SI.
std::string columnUnit(const Parameter& parameter, const std::map<int, double>* values) {
  const UnitInfo& unit = unitInfo(parameter.unit);
  if (!values) return std::string(unit.symbol);
  const bool exact = std::all_of(values->begin(), values->end(), [&](const auto& entry) {
    return entry.second / unit.scale * unit.scale == entry.second;
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

Result<DesignEdit> importChannels(const Design& design, const std::string& part, std::string_view text,
                                  const std::string& source, const CsvOptions& options) {
  const Result<ChannelGrid> grid = gridOf(design, part);
  if (!grid) return grid.error();
  const Result<CsvTable> table = readCsv(text, source, options);
  if (!table) return table.error();
  Importer importer{grid.value(), source, table.value()};
  Result<Component> after = importer.read();
  if (!after) return after.error();
  return replaceComponent(design, std::make_shared<const Component>(std::move(after).value()));
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
    double scale;
  };
  std::vector<Written> columns;
  for (const Parameter* parameter : channelParameters(*grid.value().kind)) {
    const auto found = overrides.find(parameter->key);
    const std::map<int, double>* values = found == overrides.end() ? nullptr : &found->second;
    const std::string unit = columnUnit(*parameter, values);
    out += ',';
    out += withUnit(parameter->key, unit);
    columns.push_back({values, unit.empty() ? 1.0 : parseQuantity("1 " + unit)->si});
  }
  out += '\n';
  for (int channel = 0; channel < grid.value().count(); ++channel) {
    out += std::to_string(channel) + ',' + std::to_string(channel / grid.value().columns) + ',' +
           std::to_string(channel % grid.value().columns);
    for (const Written& column : columns) {
      out += ',';
      if (column.values && column.values->contains(channel))
        out += shortestNumber(column.values->at(channel) / column.scale);
    }
    out += '\n';
  }
  return out;
}

}  // namespace lightloom
