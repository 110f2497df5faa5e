#include "design/edit.h"

#include <algorithm>
#include <charconv>

#include "design/edit_words.h"
#include "design/kind.h"

namespace lightloom::design {
namespace {

std::size_t indexOf(const Design& design, const std::string& id) {
  const auto at = std::find_if(design.components.begin(), design.components.end(),
                               [&](const ComponentPtr& c) { return c->id == id; });
  return static_cast<std::size_t>(at - design.components.begin());
}

void applyChange(Design& design, const ComponentChange& change) {
  const std::size_t at = indexOf(design, change.id);
  if (change.before) {
    LL_CHECK(at < design.components.size());
    if (change.after)
      design.components[at] = change.after;
    else
      design.components.erase(design.components.begin() + static_cast<std::ptrdiff_t>(at));
    return;
  }
  LL_CHECK(change.after && at == design.components.size());
  const std::size_t size = design.components.size();
  const std::size_t position =
      change.position < 0 ? size : std::min(static_cast<std::size_t>(change.position), size);
  design.components.insert(design.components.begin() + static_cast<std::ptrdiff_t>(position), change.after);
}

// Ids are never reused: the counter remembers the largest number that a kind's ids have had.
void noteId(Design& design, const Component& component) {
  const std::string& id = component.id;
  if (id.size() <= component.kind.size() || id.compare(0, component.kind.size(), component.kind) != 0) return;
  std::int64_t number = 0;
  const char* first = id.data() + component.kind.size();
  const auto [end, error] = std::from_chars(first, id.data() + id.size(), number);
  if (error != std::errc() || end != id.data() + id.size()) return;
  std::int64_t& counter = design.counters[component.kind];
  counter = std::max(counter, number);
}

bool same(const ComponentPtr& a, const ComponentPtr& b) {
  return a == b || (a && b && *a == *b);
}

std::string closestKeys(std::span<const Parameter> table) {
  std::string out;
  for (const Parameter& row : table) {
    if (!out.empty()) out += ", ";
    out += row.key;
  }
  return out;
}

std::string componentIds(const Design& design) {
  std::string out;
  for (const ComponentPtr& component : design.components) {
    if (out.size() > 300) return out + ", …";
    if (!out.empty()) out += ", ";
    out += component->id;
  }
  return out;
}

struct Path {
  std::string head, key;
  std::optional<int> channel;
};

std::optional<Path> splitPath(std::string_view text) {
  Path path;
  const std::size_t dot = text.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == text.size()) return std::nullopt;
  std::string_view head = text.substr(0, dot);
  path.key = std::string(text.substr(dot + 1));
  if (head.back() == ']') {
    const std::size_t open = head.find('[');
    if (open == std::string_view::npos || open == 0) return std::nullopt;
    const std::string_view digits = head.substr(open + 1, head.size() - open - 2);
    int channel = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), channel);
    if (error != std::errc() || end != digits.data() + digits.size() || channel < 0) return std::nullopt;
    path.channel = channel;
    head = head.substr(0, open);
  }
  path.head = std::string(head);
  return path;
}

const SettingsGroup* findGroup(std::string_view id) {
  for (const SettingsGroup& group : settingsGroups())
    if (group.id == id) return &group;
  return nullptr;
}

Message unknownKey(const Path& path, std::span<const Parameter> table) {
  return {"path.unknown-key",
          LL_TEXT("%1 has no parameter “%2”. It has: %3."),
          {path.head, path.key, closestKeys(table)}};
}

Result<Design> assignSetting(const Design& design, const SettingsGroup& group, const Path& path,
                             std::string_view text) {
  const Parameter* row = findParameter(group.rows, path.key);
  if (!row) return unknownKey(path, group.rows);
  Result<Value> value = parseValue(*row, text, false);
  if (!value) return value.error();
  return apply(design, setSetting(design, path.head + "." + path.key, value.value()));
}

// The number of channels or pixels of a part; 0 where it has none.
int channelCount(const PartView& part) {
  return part.has("rows") && part.has("columns") ? part.integer("rows") * part.integer("columns") : 0;
}

Result<Design> assignOverride(const Design& design, const PartView& part, const Parameter& row,
                              const Path& path, std::string_view text) {
  if (!row.perChannel)
    return Message{"path.not-per-channel",
                   LL_TEXT("%1 of %2 is one value for the whole part; leave out the [channel]."),
                   {path.key, path.head}};
  const int count = channelCount(part);
  if (*path.channel >= count)
    return Message{"path.channel-range",
                   LL_TEXT("%1 has channels 0 … %2, so [%3] does not exist."),
                   {path.head, std::int64_t{count - 1}, std::int64_t{*path.channel}}};
  if (text == "default" || text == "none")
    return apply(design, setOverride(design, path.head, path.key, *path.channel, std::nullopt));
  Result<Value> value = parseValue(row, text, false);
  if (!value) return value.error();
  const double number = std::holds_alternative<double>(value.value())
                            ? std::get<double>(value.value())
                            : static_cast<double>(std::get<std::int64_t>(value.value()));
  return apply(design, setOverride(design, path.head, path.key, *path.channel, number));
}

Result<Design> assignParameter(const Design& design, const Component& component, const Path& path,
                               std::string_view text) {
  const Kind* kind = findKind(component.kind);
  if (!kind)
    return Message{
        "path.unknown-kind",
        LL_TEXT("%1 is of the kind “%2”, which this version does not know, so it cannot be changed."),
        {path.head, component.kind}};
  const Parameter* row = findParameter(parametersOf(*kind), path.key);
  if (!row) return unknownKey(path, parametersOf(*kind));
  if (path.channel) return assignOverride(design, viewOf(component, *kind), *row, path, text);
  Result<Value> value = parseValue(*row, text, false);
  if (!value) return value.error();
  return apply(design, setParameter(design, path.head, path.key, value.value()));
}

}  // namespace

Design apply(const Design& design, const DesignEdit& edit) {
  Design out = design;
  for (const ComponentChange& change : edit.components) {
    applyChange(out, change);
    if (change.after) noteId(out, *change.after);
    if (change.before) noteId(out, *change.before);
  }
  for (const SettingChange& change : edit.settings) {
    const Parameter* row = findSetting(change.key);
    LL_CHECK(row != nullptr);
    if (isUnset(change.after) && !row->unset)
      out.settings.erase(change.key);
    else
      out.settings[change.key] = change.after;
    if (change.after == defaultValue(*row)) out.settings.erase(change.key);
  }
  if (edit.renamed) out.name = edit.nameAfter;
  return out;
}

DesignEdit inverse(const DesignEdit& edit) {
  DesignEdit out;
  out.label = edit.label;
  for (auto change = edit.components.rbegin(); change != edit.components.rend(); ++change)
    out.components.push_back({change->id, change->position, change->after, change->before});
  for (auto change = edit.settings.rbegin(); change != edit.settings.rend(); ++change)
    out.settings.push_back({change->key, change->after, change->before});
  out.renamed = edit.renamed;
  out.nameBefore = edit.nameAfter;
  out.nameAfter = edit.nameBefore;
  return out;
}

DesignEdit merged(const DesignEdit& first, const DesignEdit& second) {
  DesignEdit out = first;
  for (const ComponentChange& change : second.components) {
    const auto earlier = std::find_if(out.components.begin(), out.components.end(),
                                      [&](const ComponentChange& c) { return c.id == change.id; });
    if (earlier == out.components.end())
      out.components.push_back(change);
    else
      earlier->after = change.after;
  }
  for (const SettingChange& change : second.settings) {
    const auto earlier = std::find_if(out.settings.begin(), out.settings.end(),
                                      [&](const SettingChange& s) { return s.key == change.key; });
    if (earlier == out.settings.end())
      out.settings.push_back(change);
    else
      earlier->after = change.after;
  }
  std::erase_if(out.components, [](const ComponentChange& c) { return same(c.before, c.after); });
  std::erase_if(out.settings, [](const SettingChange& s) { return s.before == s.after; });
  if (second.renamed) {
    if (!out.renamed) out.nameBefore = second.nameBefore;
    out.nameAfter = second.nameAfter;
    out.renamed = true;
  }
  out.renamed = out.renamed && out.nameBefore != out.nameAfter;
  return out;
}

DesignEdit difference(const Design& from, const Design& to) {
  DesignEdit edit;
  for (std::size_t i = from.components.size(); i-- > 0;) {
    const ComponentPtr& before = from.components[i];
    const ComponentPtr after = findComponent(to, before->id);
    if (!same(before, after)) edit.components.push_back({before->id, static_cast<int>(i), before, after});
  }
  for (std::size_t i = 0; i < to.components.size(); ++i) {
    const ComponentPtr& after = to.components[i];
    if (!findComponent(from, after->id))
      edit.components.push_back({after->id, static_cast<int>(i), nullptr, after});
  }
  const auto value = [](const Design& design, const std::string& key) {
    const auto found = design.settings.find(key);
    return found == design.settings.end() ? Value() : found->second;
  };
  for (const auto& [key, before] : from.settings)
    if (!(value(to, key) == before)) edit.settings.push_back({key, before, value(to, key)});
  for (const auto& [key, after] : to.settings)
    if (!from.settings.contains(key)) edit.settings.push_back({key, Value(), after});
  edit.renamed = from.name != to.name;
  edit.nameBefore = from.name;
  edit.nameAfter = to.name;
  return edit;
}

DesignEdit addComponent(const Design& design, Component component) {
  if (component.id.empty()) component.id = freshId(design, component.kind);
  DesignEdit edit;
  edit.label = {"edit.add", LL_TEXT("Add %1"), {shownName(component)}};
  const std::string id = component.id;
  edit.components.push_back({id, static_cast<int>(design.components.size()), nullptr,
                             std::make_shared<const Component>(std::move(component))});
  return edit;
}

DesignEdit removeComponents(const Design& design, const std::vector<std::string>& ids) {
  DesignEdit edit;
  for (std::size_t i = design.components.size(); i-- > 0;) {
    const ComponentPtr& component = design.components[i];
    if (std::find(ids.begin(), ids.end(), component->id) == ids.end()) continue;
    edit.components.push_back({component->id, static_cast<int>(i), component, nullptr});
    edit.label = {"edit.delete", LL_TEXT("Delete %1"), {shownName(*component)}};
  }
  if (edit.components.size() > 1)
    edit.label = {
        "edit.delete-parts", LL_TEXT("Delete %1 parts"), {static_cast<std::int64_t>(edit.components.size())}};
  return edit;
}

DesignEdit replaceComponent(const Design& design, ComponentPtr after) {
  const std::size_t at = indexOf(design, after->id);
  LL_CHECK(at < design.components.size());
  DesignEdit edit;
  edit.label = {"edit.change", LL_TEXT("Change %1"), {shownName(*after)}};
  edit.components.push_back({after->id, static_cast<int>(at), design.components[at], std::move(after)});
  return edit;
}

DesignEdit setParameter(const Design& design, const std::string& id, const std::string& key,
                        const Value& value) {
  const ComponentPtr before = findComponent(design, id);
  LL_CHECK(before != nullptr);
  auto after = std::make_shared<Component>(*before);
  const Kind* kind = findKind(before->kind);
  const Parameter* row = kind ? findParameter(parametersOf(*kind), key) : nullptr;
  LL_CHECK(row != nullptr);
  if (!(viewOf(*before, *kind).value(key) == value)) after->sources.erase(key);
  if (value == defaultValue(*row)) {
    after->values.erase(key);
    after->sources.erase(key);
  } else {
    after->values[key] = value;
  }
  DesignEdit edit = replaceComponent(design, after);
  edit.label = {"edit.change-of", LL_TEXT("Change %1 of %2"), {key, shownName(*before)}};
  return edit;
}

DesignEdit setOverride(const Design& design, const std::string& id, const std::string& key, int channel,
                       std::optional<double> value) {
  const ComponentPtr before = findComponent(design, id);
  LL_CHECK(before != nullptr);
  auto after = std::make_shared<Component>(*before);
  if (value)
    after->overrides[key][channel] = *value;
  else if (const auto map = after->overrides.find(key); map != after->overrides.end())
    map->second.erase(channel);
  if (const auto map = after->overrides.find(key); map != after->overrides.end() && map->second.empty())
    after->overrides.erase(map);
  DesignEdit edit = replaceComponent(design, after);
  edit.label = {"edit.change-channel",
                LL_TEXT("Change %1[%2] of %3"),
                {key, std::int64_t{channel}, shownName(*before)}};
  return edit;
}

DesignEdit setSetting(const Design& design, const std::string& key, const Value& value) {
  const Parameter* row = findSetting(key);
  LL_CHECK(row != nullptr);
  const auto found = design.settings.find(key);
  const Value before = found == design.settings.end() ? Value() : found->second;
  const bool reset = value == defaultValue(*row);
  DesignEdit edit;
  edit.label = {"edit.change", LL_TEXT("Change %1"), {key}};
  edit.settings.push_back({key, before, reset ? Value() : value});
  return edit;
}

std::string freshId(const Design& design, std::string_view kind) {
  const auto counter = design.counters.find(kind);
  std::int64_t number = counter == design.counters.end() ? 0 : counter->second;
  std::string id;
  do id = std::string(kind) + std::to_string(++number);
  while (findComponent(design, id));
  return id;
}

Result<Design> applyAssignment(const Design& design, std::string_view assignment) {
  const std::size_t equals = assignment.find('=');
  const std::optional<Path> path =
      equals == std::string_view::npos ? std::nullopt : splitPath(assignment.substr(0, equals));
  if (!path)
    return Message{"path.syntax",
                   LL_TEXT("“%1” is not PATH=VALUE. A path is part.key, part[channel].key or group.key, "
                           "for example lens1.focal_length=20mm."),
                   {std::string(assignment)}};
  const std::string_view text = assignment.substr(equals + 1);
  if (const SettingsGroup* group = findGroup(path->head); group && !path->channel)
    return assignSetting(design, *group, *path, text);
  if (const ComponentPtr component = findComponent(design, path->head))
    return assignParameter(design, *component, *path, text);
  return Message{
      "path.unknown-component",
      LL_TEXT("The design has no part “%1”. Its parts: %2; its settings: network, training, noise, energy."),
      {path->head, componentIds(design)}};
}

std::optional<double> numberAt(const Design& design, std::string_view text) {
  const std::optional<Path> path = splitPath(text);
  if (!path) return std::nullopt;
  const auto numeric = [](const Parameter* row) {
    return row && (row->type == ValueType::Real || row->type == ValueType::Integer);
  };
  const auto number = [](const Value& value) -> std::optional<double> {
    if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&value);
    return real ? std::optional(*real) : std::nullopt;
  };
  if (findGroup(path->head) && !path->channel) {
    const std::string key = path->head + '.' + path->key;
    return numeric(findSetting(key)) ? number(settingValue(design, key)) : std::nullopt;
  }
  const ComponentPtr part = findComponent(design, path->head);
  const Kind* const kind = part ? findKind(part->kind) : nullptr;
  if (!kind || !numeric(findParameter(parametersOf(*kind), path->key))) return std::nullopt;
  const PartView view = viewOf(design, path->head);
  if (!path->channel) return number(view.value(path->key));
  return view.isSet(path->key) ? std::optional(view.real(path->key, *path->channel)) : std::nullopt;
}

}  // namespace lightloom::design
