#include "design/design_diff.h"

#include <algorithm>
#include <map>
#include <set>

#include "design/edit_words.h"
#include "design/kind.h"
#include "design/parameter.h"

namespace lightloom::design {
namespace {

constexpr std::size_t kMostChannelLines = 8;

template <typename Map, typename Changes>
void compareMaps(const Map& before, const Map& after, Changes& out) {
  using T = typename Map::mapped_type;
  const auto valueIn = [](const Map& map, const std::string& key) {
    const auto found = map.find(key);
    return found == map.end() ? std::optional<T>() : std::optional<T>(found->second);
  };
  std::set<std::string> keys;
  for (const Map* map : {&before, &after})
    for (const auto& [key, value] : *map) keys.insert(key);
  for (const std::string& key : keys) {
    std::optional<T> was = valueIn(before, key), is = valueIn(after, key);
    if (was != is) out.push_back({key, std::move(was), std::move(is)});
  }
}

template <typename Map, typename T>
void assign(Map& map, const KeyedChange<T>& change) {
  if (change.after)
    map[change.key] = *change.after;
  else
    map.erase(change.key);
}

std::vector<std::string> idsOf(const Design& design) {
  std::vector<std::string> out;
  for (const ComponentPtr& part : design.components) out.push_back(part->id);
  return out;
}

DesignEdit partsOf(const DesignDiff& diff) {
  DesignEdit edit;
  edit.components = diff.components;
  return edit;
}

// Nothing needs no unit: "0 → 97 µrad".
MessageArgument quantity(double si, Unit unit) {
  return Quantity{si, si == 0 ? Unit::None : unit};
}

MessageArgument argument(const Parameter* row, const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return quantity(*real, row ? row->unit : Unit::None);
  if (const auto* text = std::get_if<std::string>(&value)) return "“" + *text + "”";
  if (isUnset(value)) return Phrase{LL_TEXT("none")};
  if (const auto* list = std::get_if<std::vector<double>>(&value); list && list->empty()) return "()";
  return valueText(value);
}

constexpr int kAllDigits = 17;

// The fewest digits in which numbers that look alike are different.
int digitsApart(double a, double b, Unit unit) {
  int digits = 5;
  while (a != b && digits < kAllDigits && formatQuantity(a, unit, digits) == formatQuantity(b, unit, digits))
    ++digits;
  return digits;
}

Message fromTo(MessageArgument before, MessageArgument after) {
  return {"diff.value", LL_TEXT("%1 → %2"), {std::move(before), std::move(after)}};
}

Message valueChange(const Parameter* row, const Value& before, const Value& after) {
  const MessageArgument was = argument(row, before), is = argument(row, after);
  const auto *from = std::get_if<double>(&before), *to = std::get_if<double>(&after);
  if (!from || !to || english(was) != english(is)) return fromTo(was, is);
  const Unit unit = row ? row->unit : Unit::None;
  const int digits = digitsApart(*from, *to, unit);
  return fromTo(formatQuantity(*from, unit, digits), formatQuantity(*to, unit, digits));
}

Message textChange(const std::string& before, const std::string& after) {
  return fromTo("“" + before + "”", "“" + after + "”");
}

std::string textOf(const std::optional<std::string>& json) {
  return json ? *json : "–";
}

// Lines on one part that is there before and after.
class PartLines {
 public:
  PartLines(const Component& before, const Component& after, std::vector<ChangeLine>& out)
      : m_before(before), m_after(after), m_kind(findKind(after.kind)), m_out(out) {}

  void tell() {
    if (m_before.kind != m_after.kind)
      say("", {"diff.kind", LL_TEXT("replaced: %1 → %2"), {m_before.kind, m_after.kind}});
    tellMove();
    for (const std::string& key : inOrder(m_before.values, m_after.values)) tellValue(key);
    for (const std::string& key : inOrder(m_before.overrides, m_after.overrides)) tellChannels(key);
    for (const std::string& key : inOrder(m_before.sources, m_after.sources)) tellSource(key);
    tellText("name", m_before.name, m_after.name);
    tellText("group", m_before.group, m_after.group);
    tellText("note", m_before.note, m_after.note);
    tellText("vendor", m_before.vendor, m_after.vendor);
    tellText("part_number", m_before.partNumber, m_after.partNumber);
    tellFlag("locked", m_before.locked, m_after.locked);
    tellFlag("hidden", m_before.hidden, m_after.hidden);
    std::vector<KeyedChange<std::string>> kept;
    compareMaps(m_before.extra, m_after.extra, kept);
    for (const KeyedChange<std::string>& field : kept)
      say(field.key, fromTo(textOf(field.before), textOf(field.after)));
  }

 private:
  // The keys of both, as the form has them; those that it does not know last.
  template <typename Map>
  std::vector<std::string> inOrder(const Map& a, const Map& b) const {
    std::set<std::string> left;
    for (const Map* map : {&a, &b})
      for (const auto& [key, value] : *map) left.insert(key);
    std::vector<std::string> out;
    for (const Parameter& row : rows())
      if (left.erase(std::string(row.key)) > 0) out.emplace_back(row.key);
    out.insert(out.end(), left.begin(), left.end());
    return out;
  }

  std::span<const Parameter> rows() const { return m_kind ? parametersOf(*m_kind) : commonParameters(); }
  const Parameter* rowOf(const std::string& key) const { return findParameter(rows(), key); }

  static std::optional<Value> storedIn(const Component& part, const std::string& key) {
    const auto found = part.values.find(key);
    return found == part.values.end() ? std::nullopt : std::optional<Value>(found->second);
  }
  Value valueIn(const Component& part, const std::string& key) const {
    const std::optional<Value> stored = storedIn(part, key);
    if (stored) return *stored;
    const Parameter* row = rowOf(key);
    return row ? defaultValue(*row) : Value();
  }

  void say(std::string key, Message change) {
    m_out.push_back({m_after.id, m_after.name, std::move(key), std::move(change)});
  }

  void tellMove() {
    const auto at = [&](const Component& part, const char* key) {
      const Value value = valueIn(part, key);
      const auto* number = std::get_if<double>(&value);
      return number ? *number : 0;
    };
    const double fromX = at(m_before, "x"), fromY = at(m_before, "y");
    const double toX = at(m_after, "x"), toY = at(m_after, "y");
    m_moved = fromX != toX || fromY != toY;
    if (!m_moved) return;
    const Unit unit = rowOf("x")->unit;
    const auto place = [&](const auto& number) {
      return std::vector<MessageArgument>{number(fromX, unit), number(fromY, unit), number(toX, unit),
                                          number(toY, unit)};
    };
    const std::vector<MessageArgument> shown = place(quantity);
    const bool alike = english(shown[0]) == english(shown[2]) && english(shown[1]) == english(shown[3]);
    const int digits = std::max(digitsApart(fromX, toX, unit), digitsApart(fromY, toY, unit));
    const auto exactly = [digits](double si, Unit of) { return formatQuantity(si, of, digits); };
    say("", {"diff.moved", LL_TEXT("moved (%1, %2) → (%3, %4)"), alike ? place(exactly) : shown});
  }

  void tellValue(const std::string& key) {
    if (m_moved && (key == "x" || key == "y")) return;
    if (storedIn(m_before, key) == storedIn(m_after, key)) return;
    const Value before = valueIn(m_before, key), after = valueIn(m_after, key);
    if (before == after) {
      const bool written = storedIn(m_after, key).has_value();
      say(key, {"diff.default",
                written ? LL_TEXT("%1, which is the default, is written out")
                        : LL_TEXT("%1, which is the default, is left out"),
                {argument(rowOf(key), after)}});
      return;
    }
    say(key, valueChange(rowOf(key), before, after));
  }

  void tellChannels(const std::string& key) {
    std::map<int, double> before, after;
    if (const auto found = m_before.overrides.find(key); found != m_before.overrides.end())
      before = found->second;
    if (const auto found = m_after.overrides.find(key); found != m_after.overrides.end())
      after = found->second;
    std::set<int> channels;
    for (const std::map<int, double>* map : {&before, &after})
      for (const auto& [channel, value] : *map)
        if (before.count(channel) != after.count(channel) || before[channel] != after[channel])
          channels.insert(channel);
    if (channels.size() > kMostChannelLines) {
      say(key,
          {"diff.channels", LL_TEXT("of %1 single channels"), {static_cast<std::int64_t>(channels.size())}});
      return;
    }
    const auto valueIn = [](const std::map<int, double>& map, int channel) {
      const auto found = map.find(channel);
      return found == map.end() ? Value(Enumerator{"default"}) : Value(found->second);
    };
    for (const int channel : channels)
      say(std::string("[").append(std::to_string(channel)).append("].").append(key),
          valueChange(rowOf(key), valueIn(before, channel), valueIn(after, channel)));
  }

  void tellSource(const std::string& key) {
    const auto before = m_before.sources.find(key), after = m_after.sources.find(key);
    const auto none = [](const Component& part, auto found) { return found == part.sources.end(); };
    if (!none(m_before, before) && !none(m_after, after) && before->second == after->second) return;
    const auto text = [&](const Component& part, auto found) {
      if (none(part, found)) return std::string("–");
      const Parameter* row = rowOf(key);
      std::string out(provenanceKey(found->second.provenance));
      if (found->second.plusMinus != 0)
        out += " ± " + readableQuantity(found->second.plusMinus, row ? row->unit : Unit::None);
      if (!found->second.note.empty()) out += " “" + found->second.note + "”";
      return out;
    };
    say(key, {"diff.source", LL_TEXT("source %1 → %2"), {text(m_before, before), text(m_after, after)}});
  }

  void tellText(const char* key, const std::string& before, const std::string& after) {
    if (before != after) say(key, textChange(before, after));
  }

  void tellFlag(const char* key, bool before, bool after) {
    if (before != after) say(key, fromTo(valueText(before), valueText(after)));
  }

  const Component &m_before, &m_after;
  const Kind* m_kind;
  std::vector<ChangeLine>& m_out;
  bool m_moved = false;
};

void tellSetting(const KeyedChange<Value>& change, std::vector<ChangeLine>& out) {
  const Parameter* row = findSetting(change.key);
  const auto valueOf = [row](const std::optional<Value>& stored) {
    return stored ? *stored : row ? defaultValue(*row) : Value();
  };
  const Value before = valueOf(change.before), after = valueOf(change.after);
  if (before == after)
    out.push_back({"",
                   "",
                   change.key,
                   {"diff.default",
                    change.after ? LL_TEXT("%1, which is the default, is written out")
                                 : LL_TEXT("%1, which is the default, is left out"),
                    {argument(row, after)}}});
  else
    out.push_back({"", "", change.key, valueChange(row, before, after)});
}

// Adding a part counts its kind on; that is no news of its own.
bool comesWithParts(const std::string& kind, const DesignDiff& diff) {
  return std::any_of(diff.components.begin(), diff.components.end(), [&](const ComponentChange& change) {
    return change.after && !change.before && change.after->kind == kind;
  });
}

// "lens1.x", "vcsel_array2[7].detuning", "training.batch".
std::string pathOf(const ChangeLine& line) {
  std::string out = line.component;
  if (!out.empty() && !line.key.empty() && line.key[0] != '[') out += '.';
  return out.append(line.key);
}

Message otherValue(const ChangeLine& line) {
  return {"diff.other-value",
          LL_TEXT("%1 is not what the difference begins with (there → here: %2)."),
          {pathOf(line), english(line.change)}};
}

void partMisfit(const ComponentChange& change, const Design& design, std::vector<Message>& out) {
  const ComponentPtr here = findComponent(design, change.id);
  if (!change.before) {
    if (here)
      out.push_back({"diff.part-exists",
                     LL_TEXT("The difference adds “%1”, but the design has a part of this id."),
                     {change.id}});
  } else if (!here) {
    out.push_back({"diff.no-part",
                   LL_TEXT("The difference changes “%1”, but the design has no such part."),
                   {change.id}});
  } else if (!(*here == *change.before)) {
    std::vector<ChangeLine> lines;
    PartLines(*change.before, *here, lines).tell();
    for (const ChangeLine& line : lines) out.push_back(otherValue(line));
  }
}

template <typename Map, typename T>
std::optional<T> heldBy(const Map& map, const KeyedChange<T>& change) {
  const auto found = map.find(change.key);
  return found == map.end() ? std::nullopt : std::optional<T>(found->second);
}

}  // namespace

DesignDiff diffOf(const Design& from, const Design& to) {
  DesignDiff out;
  out.components = difference(from, to).components;
  compareMaps(from.settings, to.settings, out.settings);
  compareMaps(from.extra, to.extra, out.fields);
  compareMaps(from.counters, to.counters, out.counters);
  if (from.name != to.name) out.title = KeyedChange<std::string>{"name", from.name, to.name};
  const std::vector<std::string> order = idsOf(to);
  if (idsOf(apply(from, partsOf(out))) != order) out.order = order;
  return out;
}

std::vector<ChangeLine> linesOf(const DesignDiff& diff) {
  std::vector<ChangeLine> out;
  if (diff.title)
    out.push_back(
        {"", "", "title", textChange(diff.title->before.value_or(""), diff.title->after.value_or(""))});
  std::vector<const ComponentChange*> changes;
  for (const ComponentChange& change : diff.components) changes.push_back(&change);
  std::stable_sort(changes.begin(), changes.end(), [](const ComponentChange* a, const ComponentChange* b) {
    return a->position < b->position;
  });
  for (const ComponentChange* change : changes) {
    const Component& part = change->after ? *change->after : *change->before;
    if (!change->before)
      out.push_back({part.id, part.name, "", {"diff.added", LL_TEXT("added (%1)"), {part.kind}}});
    else if (!change->after)
      out.push_back({part.id, part.name, "", {"diff.removed", LL_TEXT("removed (%1)"), {part.kind}}});
    else
      PartLines(*change->before, *change->after, out).tell();
  }
  if (!diff.order.empty())
    out.push_back({"", "", "", {"diff.order", LL_TEXT("parts are drawn in another order"), {}}});
  for (const KeyedChange<Value>& change : diff.settings) tellSetting(change, out);
  for (const KeyedChange<std::string>& change : diff.fields)
    out.push_back({"", "", change.key, fromTo(textOf(change.before), textOf(change.after))});
  for (const KeyedChange<std::int64_t>& change : diff.counters)
    if (!comesWithParts(change.key, diff))
      out.push_back(
          {"", "", "counters." + change.key, fromTo(change.before.value_or(0), change.after.value_or(0))});
  return out;
}

std::string english(const ChangeLine& line) {
  std::string out = pathOf(line);
  if (!out.empty()) out += ' ';
  out += english(line.change);
  if (!line.name.empty()) out.append(" (").append(line.name).append(1, ')');
  return out;
}

std::vector<Message> misfits(const DesignDiff& diff, const Design& design) {
  std::vector<Message> out;
  for (const ComponentChange& change : diff.components) partMisfit(change, design, out);
  for (const KeyedChange<Value>& change : diff.settings)
    if (const std::optional<Value> here = heldBy(design.settings, change); here != change.before) {
      std::vector<ChangeLine> lines;
      tellSetting({change.key, change.before, here}, lines);
      out.push_back(otherValue(lines.front()));
    }
  for (const KeyedChange<std::string>& change : diff.fields)
    if (const std::optional<std::string> here = heldBy(design.extra, change); here != change.before)
      out.push_back(otherValue({"", "", change.key, fromTo(textOf(change.before), textOf(here))}));
  if (diff.title && design.name != diff.title->before)
    out.push_back(otherValue({"", "", "title", textChange(diff.title->before.value_or(""), design.name)}));
  if (!out.empty() || diff.order.empty()) return out;
  std::vector<std::string> ids = idsOf(apply(design, partsOf(diff))), ordered = diff.order;
  std::sort(ids.begin(), ids.end());
  std::sort(ordered.begin(), ordered.end());
  if (ids != ordered)
    out.push_back(
        {"diff.other-parts",
         LL_TEXT("The difference puts parts into another order, and the design has other parts than those."),
         {}});
  return out;
}

Design applied(const DesignDiff& diff, const Design& design) {
  LL_CHECK(misfits(diff, design).empty());
  Design out = apply(design, partsOf(diff));
  out.counters = design.counters;
  for (const KeyedChange<Value>& change : diff.settings) assign(out.settings, change);
  for (const KeyedChange<std::string>& change : diff.fields) assign(out.extra, change);
  for (const KeyedChange<std::int64_t>& change : diff.counters) {
    const std::optional<std::int64_t> here = heldBy(design.counters, change);
    if (here == change.before || here < change.after) assign(out.counters, change);
  }
  if (diff.title) out.name = diff.title->after.value_or("");
  if (!diff.order.empty()) {
    std::map<std::string, ComponentPtr> parts;
    for (const ComponentPtr& part : out.components) parts[part->id] = part;
    out.components.clear();
    for (const std::string& id : diff.order) out.components.push_back(parts.at(id));
  }
  return out;
}

}  // namespace lightloom::design
