#include "design/edit_words.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "design/kind.h"
#include "design/parameter.h"

namespace lightloom::design {
namespace {

// With its unit where it has one.
MessageArgument shownValue(const Parameter* row, const Value& value) {
  if (const auto* real = std::get_if<double>(&value); real && row) return Quantity{*real, row->unit};
  if (isUnset(value)) return Phrase{LL_TEXT("not set")};
  return valueText(value);
}

Message changed(const std::string& of, MessageArgument what, MessageArgument before, MessageArgument after) {
  return {"design.value-differs",
          LL_TEXT("%1: %2 was %3, is %4"),
          {of, std::move(what), std::move(before), std::move(after)}};
}

MessageArgument titleOf(const Parameter* row, const std::string& key) {
  return row ? MessageArgument(Phrase{row->title}) : MessageArgument(key);
}

// Values, those of single channels among them, that one part has otherwise than the other.
class PartDifference {
 public:
  PartDifference(const Component& before, const Component& after, std::vector<Message>& out)
      : m_before(before), m_after(after), m_kind(findKind(after.kind)), m_out(out) {}

  void tell() {
    tellText(LL_TEXT("name"), m_before.name, m_after.name);
    tellText(LL_TEXT("group"), m_before.group, m_after.group);
    tellText(LL_TEXT("note"), m_before.note, m_after.note);
    for (const std::string& key : keysOf(m_before.values, m_after.values)) tellValue(key);
    for (const std::string& key : keysOf(m_before.overrides, m_after.overrides)) tellOverrides(key);
    if (m_before.locked != m_after.locked)
      m_out.push_back({"design.part-differs",
                       m_after.locked ? LL_TEXT("%1 was locked") : LL_TEXT("%1 was unlocked"),
                       {shownName(m_after)}});
    if (m_before.hidden != m_after.hidden)
      m_out.push_back({"design.part-differs",
                       m_after.hidden ? LL_TEXT("%1 was hidden") : LL_TEXT("%1 was shown"),
                       {shownName(m_after)}});
  }

 private:
  template <typename Map>
  static std::set<std::string> keysOf(const Map& a, const Map& b) {
    std::set<std::string> out;
    for (const Map* map : {&a, &b})
      for (const auto& [key, value] : *map) out.insert(key);
    return out;
  }

  const Parameter* rowOf(const std::string& key) const {
    return m_kind ? findParameter(parametersOf(*m_kind), key) : nullptr;
  }

  Value valueOf(const Component& part, const std::string& key, const Parameter* row) const {
    const auto found = part.values.find(key);
    if (found != part.values.end()) return found->second;
    return row ? defaultValue(*row) : Value();
  }

  void tellText(const char* what, const std::string& before, const std::string& after) {
    if (before != after)
      m_out.push_back(changed(shownName(m_after), Phrase{what}, "“" + before + "”", "“" + after + "”"));
  }

  void tellValue(const std::string& key) {
    const Parameter* row = rowOf(key);
    const Value before = valueOf(m_before, key, row), after = valueOf(m_after, key, row);
    if (before == after) return;
    m_out.push_back(
        changed(shownName(m_after), titleOf(row, key), shownValue(row, before), shownValue(row, after)));
  }

  void tellOverrides(const std::string& key) {
    const auto before = m_before.overrides.find(key), after = m_after.overrides.find(key);
    const std::map<int, double> none;
    if ((before == m_before.overrides.end() ? none : before->second) !=
        (after == m_after.overrides.end() ? none : after->second))
      m_out.push_back({"design.channels-differ",
                       LL_TEXT("%1: %2 of single channels differs"),
                       {shownName(m_after), titleOf(rowOf(key), key)}});
  }

  const Component &m_before, &m_after;
  const Kind* m_kind;
  std::vector<Message>& m_out;
};

}  // namespace

std::string shownName(const Component& component) {
  return component.name.empty() ? component.id : component.name;
}

std::vector<Message> changesOf(const DesignEdit& edit) {
  std::vector<Message> out;
  if (edit.renamed)
    out.push_back(
        {"design.title-differs", LL_TEXT("The title was “%1”, is “%2”"), {edit.nameBefore, edit.nameAfter}});
  std::vector<ComponentChange> changes = edit.components;
  std::stable_sort(changes.begin(), changes.end(), [](const ComponentChange& a, const ComponentChange& b) {
    return a.position < b.position;
  });
  for (const ComponentChange& change : changes) {
    if (!change.before)
      out.push_back({"design.part-added", LL_TEXT("%1 was added"), {shownName(*change.after)}});
    else if (!change.after)
      out.push_back({"design.part-removed", LL_TEXT("%1 was removed"), {shownName(*change.before)}});
    else
      PartDifference(*change.before, *change.after, out).tell();
  }
  for (const SettingChange& change : edit.settings) {
    const Parameter* row = findSetting(change.key);
    const auto valueOf = [row](const Value& value) {
      return shownValue(row, isUnset(value) && row ? defaultValue(*row) : value);
    };
    out.push_back(
        changed(change.key, titleOf(row, change.key), valueOf(change.before), valueOf(change.after)));
  }
  return out;
}

}  // namespace lightloom::design
