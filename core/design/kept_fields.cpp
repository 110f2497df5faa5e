#include "design/kept_fields.h"

#include <algorithm>
#include <array>

namespace lightloom::design {
namespace {

// The characters that have a meaning in paths, each written as '~' and its place in this list.
constexpr std::string_view kEscaped = "~/=?";
constexpr std::string_view kEmptyKey = "~-";

constexpr std::size_t kMostNamed = 20;

using Keys = std::vector<std::string>;

std::string unescapedKey(std::string_view part) {
  if (part == kEmptyKey) return {};
  std::string out;
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool escape = part[i] == '~' && i + 1 < part.size();
    out += escape ? kEscaped[static_cast<std::size_t>(part[++i] - '0') % kEscaped.size()] : part[i];
  }
  return out;
}

// The number of letters that are wrong, missing, too many or exchanged with their neighbour: the distance of
// Damerau and Levenshtein, row by row.
std::size_t mistakesBetween(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0)});
      const bool exchanged = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (exchanged) now[j] = std::min(now[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

Keys keysOf(std::span<const Parameter> rows) {
  Keys out;
  for (const Parameter& row : rows) out.emplace_back(row.key);
  return out;
}

Keys groupIds() {
  Keys out;
  for (const SettingsGroup& group : settingsGroups()) out.emplace_back(group.id);
  return out;
}

Keys keysOfGroup(std::string_view id) {
  for (const SettingsGroup& group : settingsGroups())
    if (group.id == id) return keysOf(group.rows);
  return {};
}

Check unknownField(const std::string& component, const std::string& owner, const std::string& key,
                   const Keys& known) {
  Check out{Severity::Warning,
            component,
            {"design.unknown-field",
             LL_TEXT("%1: this version does not know the key “%2”; it is kept, but has no effect."),
             {owner, key}},
            {}};
  if (const std::string nearest = nearestKey(key, known); !nearest.empty())
    out.fix = {"design.unknown-field.fix", LL_TEXT("Perhaps “%1” is meant."), {nearest}};
  return out;
}

// A path that starts with '=' is another form of a value that is known.
bool isField(std::string_view path) {
  return !path.starts_with('=');
}

Check fieldOfPart(const Component& part, const Kind& kind, std::string_view path) {
  static const Keys fields = {"id",     "kind",   "name",       "group",     "note",    "vendor",
                              "locked", "hidden", "parameters", "overrides", "sources", "part_number"};
  const bool ofSource = path.starts_with('?');
  if (ofSource) path.remove_prefix(1);
  std::string owner = part.id;
  std::string key = takeKey(path);
  if (path.empty()) return unknownField(part.id, owner, key, fields);
  owner += "." + key;
  key = takeKey(path);
  if (path.empty()) return unknownField(part.id, owner, key, keysOf(parametersOf(kind)));
  owner += "." + key;
  return unknownField(part.id, owner, takeKey(path), {"note", "plus_minus", "source"});
}

Check fieldOfDesign(std::string_view path) {
  std::string key = takeKey(path);
  if (path.empty())
    return unknownField({}, "design", key, {"author", "components", "counters", "name", "settings"});
  key = takeKey(path);
  if (path.empty()) return unknownField({}, "settings", key, groupIds());
  return unknownField({}, "settings." + key, takeKey(path), keysOfGroup(key));
}

// A number that was counted for a kind of part; kinds of other versions may be among the parts.
bool isCounted(const Design& design, const std::string& kind) {
  const auto isOfKind = [&](const ComponentPtr& part) { return part->kind == kind; };
  return findKind(kind) || std::any_of(design.components.begin(), design.components.end(), isOfKind);
}

Keys kindIds() {
  Keys out;
  for (const Kind* kind : allKinds()) out.emplace_back(kind->id);
  return out;
}

}  // namespace

std::string escapedKey(std::string_view key) {
  if (key.empty()) return std::string(kEmptyKey);
  std::string out;
  for (const char c : key) {
    const std::size_t place = kEscaped.find(c);
    if (place == std::string_view::npos)
      out += c;
    else
      out += {'~', static_cast<char>('0' + place)};
  }
  return out;
}

std::string takeKey(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string key = unescapedKey(path.substr(0, slash));
  path = slash == std::string_view::npos ? std::string_view() : path.substr(slash + 1);
  return key;
}

std::string nearestKey(std::string_view key, const std::vector<std::string>& known) {
  std::string out;
  std::size_t fewest = std::max<std::size_t>(2, key.size() / 3 + 1);
  for (const std::string& candidate : known) {
    if (candidate.size() > key.size() + fewest || key.size() > candidate.size() + fewest) continue;
    const std::size_t mistakes = mistakesBetween(key, candidate);
    if (mistakes < fewest) {
      fewest = mistakes;
      out = candidate;
    }
  }
  return out;
}

std::vector<Check> keptFieldChecks(const Design& design) {
  std::vector<Check> out;
  std::int64_t more = 0;
  const auto add = [&](const auto& check) {
    if (out.size() < kMostNamed)
      out.push_back(check());
    else
      ++more;
  };
  for (const auto& [path, json] : design.extra)
    if (isField(path) && path != kAuthorField) add([&path = path] { return fieldOfDesign(path); });
  for (const auto& [kind, number] : design.counters)
    if (!isCounted(design, kind))
      add([&kind = kind] { return unknownField({}, "counters", kind, kindIds()); });
  for (const ComponentPtr& part : design.components) {
    // A part of an unknown kind has no known fields to compare its others with.
    const Kind* kind = findKind(part->kind);
    if (!kind) continue;
    for (const auto& [path, json] : part->extra)
      if (isField(path)) add([&, &path = path] { return fieldOfPart(*part, *kind, path); });
  }
  if (more > 0)
    out.push_back(
        {Severity::Warning,
         "",
         {"design.more-unknown-fields", LL_TEXT("%1 more keys are not known to this version."), {more}},
         {}});
  return out;
}

}  // namespace lightloom::design
