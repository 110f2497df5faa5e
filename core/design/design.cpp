#include "design/design.h"

#include <algorithm>

#include "design/kind.h"

namespace lightloom::design {
namespace {

bool sameComponents(const std::vector<ComponentPtr>& a, const std::vector<ComponentPtr>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i] && !(*a[i] == *b[i])) return false;
  return true;
}

double number(const Value& value) {
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return static_cast<double>(*whole);
  LL_CHECK(std::holds_alternative<bool>(value));
  return std::get<bool>(value) ? 1 : 0;
}

std::string word(const Value& value) {
  if (const auto* key = std::get_if<Enumerator>(&value)) return key->key;
  LL_CHECK(std::holds_alternative<std::string>(value));
  return std::get<std::string>(value);
}

}  // namespace

bool operator==(const Design& a, const Design& b) {
  return a.name == b.name && sameComponents(a.components, b.components) && a.settings == b.settings &&
         a.counters == b.counters && a.extra == b.extra;
}

ComponentPtr findComponent(const Design& design, std::string_view id) {
  for (const ComponentPtr& component : design.components)
    if (component->id == id) return component;
  return nullptr;
}

Value settingValue(const Design& design, std::string_view key) {
  const Parameter* row = findSetting(key);
  LL_CHECK(row != nullptr);
  const auto found = design.settings.find(key);
  return found != design.settings.end() ? found->second : defaultValue(*row);
}

double settingReal(const Design& design, std::string_view key) {
  return number(settingValue(design, key));
}

std::int64_t settingInteger(const Design& design, std::string_view key) {
  return std::get<std::int64_t>(settingValue(design, key));
}

bool settingSwitch(const Design& design, std::string_view key) {
  return std::get<bool>(settingValue(design, key));
}

std::string settingText(const Design& design, std::string_view key) {
  return word(settingValue(design, key));
}

std::vector<double> settingList(const Design& design, std::string_view key) {
  return std::get<std::vector<double>>(settingValue(design, key));
}

const Parameter* PartView::findRow(std::string_view key) const {
  return findParameter(m_table, key);
}

Value PartView::value(std::string_view key) const {
  const auto found = m_component->values.find(key);
  if (found != m_component->values.end()) return found->second;
  const Parameter* row = findRow(key);
  LL_CHECK(row != nullptr);
  return defaultValue(*row);
}

double PartView::real(std::string_view key) const {
  return number(value(key));
}

double PartView::real(std::string_view key, int channel) const {
  const auto map = m_component->overrides.find(key);
  if (map != m_component->overrides.end()) {
    const auto found = map->second.find(channel);
    if (found != map->second.end()) return found->second;
  }
  return real(key);
}

std::vector<double> PartView::reals(std::string_view key, int channels) const {
  std::vector<double> out(static_cast<std::size_t>(channels), real(key));
  const auto own = m_component->overrides.find(key);
  if (own == m_component->overrides.end()) return out;
  for (const auto& [channel, value] : own->second)
    if (channel >= 0 && channel < channels) out[static_cast<std::size_t>(channel)] = value;
  return out;
}

int PartView::integer(std::string_view key) const {
  return static_cast<int>(real(key));
}

bool PartView::flag(std::string_view key) const {
  return real(key) != 0;
}

std::string PartView::text(std::string_view key) const {
  return word(value(key));
}

std::vector<double> PartView::list(std::string_view key) const {
  return std::get<std::vector<double>>(value(key));
}

namespace {

// "key=value" or "key!=value". A switch of the noise does nothing while all noise is off.
bool holds(std::string_view condition, const PartView& part, const Design& design) {
  const std::size_t sign = condition.find('=');
  LL_CHECK(sign != std::string_view::npos && sign > 0);
  const bool unlike = condition[sign - 1] == '!';
  const std::string_view key = condition.substr(0, sign - (unlike ? 1 : 0));
  const bool isSetting = key.find('.') != std::string_view::npos;
  const Value value = isSetting ? settingValue(design, key) : part.value(key);
  if (key.starts_with("noise.") && !settingSwitch(design, "noise.all")) return false;
  return (valueText(value) == condition.substr(sign + 1)) != unlike;
}

// Calls `holdsOne` with the pieces between the separators until one gives `wanted`.
template <typename F>
bool anyPiece(std::string_view text, char separator, bool wanted, F holdsOne) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (holdsOne(text.substr(0, end)) == wanted) return true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return false;
}

}  // namespace

bool counts(const Parameter& row, const PartView& part, const Design& design) {
  return !anyPiece(row.countsWith, '&', false, [&](std::string_view all) {
    return anyPiece(all, '|', true, [&](std::string_view one) { return holds(one, part, design); });
  });
}

}  // namespace lightloom::design
