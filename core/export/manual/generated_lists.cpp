#include <algorithm>
#include <map>

#include "export/manual/internal/generated.h"
#include "export/manual/texts.h"

namespace lightloom::exports {
namespace {

constexpr std::string_view kRemedy = ".fix";

struct Area {
  std::string_view prefix, title;
};

// What the first word of an id is about; others stand under that word itself.
constexpr Area kAreas[] = {{"bench", "What a bench lacks"},
                           {"channels", "Tables of lasers"},
                           {"cli", "Command line"},
                           {"csv", "Tables as CSV"},
                           {"dataset", "Data sets"},
                           {"design", "Designs"},
                           {"diff", "Differences between designs"},
                           {"edit", "Names of steps in the history"},
                           {"export", "Exports"},
                           {"file", "Files that are read"},
                           {"gzip", "Packed files"},
                           {"idx", "Pictures as IDX"},
                           {"json", "JSON"},
                           {"kind", "Summaries of parts"},
                           {"leader", "Leader"},
                           {"ledger", "Runs that are kept"},
                           {"lock", "Locking"},
                           {"npy", "NumPy arrays"},
                           {"optics", "Light"},
                           {"path", "Names of values"},
                           {"recovery", "Unsaved work"},
                           {"run", "Runs"},
                           {"run-folder", "Folders of results"},
                           {"save", "Files that are written"},
                           {"sent", "Weights that are sent"},
                           {"sweep", "Sweeps"},
                           {"template", "Templates"},
                           {"training", "Trainings that diverge"},
                           {"trim", "What holds the phases"},
                           {"value", "Values"},
                           {"zip", "Archives"}};

std::string areaTitle(const std::string& prefix) {
  for (const Area& area : kAreas)
    if (area.prefix == prefix) return std::string(area.title);
  std::string out = prefix;
  out[0] = static_cast<char>(out[0] - 'a' + 'A');
  return out;
}

bool isRemedy(std::string_view id) {
  return id.size() > kRemedy.size() && id.substr(id.size() - kRemedy.size()) == kRemedy;
}

bool isCheck(const CatalogueMessage& message) {
  return !message.severity.empty() || findMessage(std::string(message.id) + std::string(kRemedy)) != nullptr;
}

// The texts of a message with gaps in place of what the program fills in.
std::vector<std::string> textsOf(std::string_view joined) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < joined.size();) {
    const std::size_t end = std::min(joined.find('\n', at), joined.size());
    std::string text;
    for (std::size_t i = at; i < end; ++i) {
      const bool gap = joined[i] == '%' && i + 1 < end && joined[i + 1] >= '1' && joined[i + 1] <= '9';
      if (gap) ++i;
      text += gap ? "…" : escaped(joined.substr(i, 1));
    }
    out.push_back(std::move(text));
    at = end + 1;
  }
  return out;
}

std::string entryMarkdown(const CatalogueMessage& message) {
  const std::string id(message.id);
  std::string out = "### " + id + " {#" + messageAnchor(id) + "}\n\n";
  for (const std::string& text : textsOf(message.text)) out += text + "\n\n";
  if (!message.severity.empty()) out += ": Severity: " + std::string(message.severity) + "\n";
  if (const CatalogueMessage* remedy = findMessage(id + std::string(kRemedy)))
    for (const std::string& text : textsOf(remedy->text)) out += ": Remedy: " + text + "\n";
  return out + "\n";
}

std::string prefixOf(std::string_view id) {
  return std::string(id.substr(0, id.find('.')));
}

std::string listMarkdown(bool checks) {
  std::map<std::string, std::string> byArea;
  for (const CatalogueMessage& message : messageCatalogue()) {
    if (isRemedy(message.id) || isCheck(message) != checks) continue;
    byArea[prefixOf(message.id)] += entryMarkdown(message);
  }
  std::string out;
  for (const auto& [prefix, entries] : byArea)
    out +=
        "## " + areaTitle(prefix) + " {#" + (checks ? "checks-" : "messages-") + prefix + "}\n\n" + entries;
  return out;
}

std::string usageOf(const ManualVerb& verb) {
  return verb.usage.empty() ? std::string() : "```\n" + verb.usage + "\n```\n\n";
}

}  // namespace

std::string messageAnchor(std::string_view id) {
  const std::string_view of = isRemedy(id) ? id.substr(0, id.size() - kRemedy.size()) : id;
  const CatalogueMessage* message = findMessage(of);
  return (message && isCheck(*message) ? "check-" : "message-") + std::string(of);
}

std::string actionAnchor(std::string_view name) {
  return "action-" + std::string(name);
}

std::string verbAnchor(std::string_view verb) {
  return "verb-" + std::string(verb);
}

std::string optionAnchor(std::string_view verb, std::string_view option) {
  return "option-" + std::string(verb) + "-" + slugOf(option);
}

std::vector<DraftPage> messagePages() {
  return {{"check-list", 0,
           "# Checks, one by one {#check-list}\n\nWhat the checks of a design say, with what can be done. A "
           "gap (…) is "
           "filled in with the part and the numbers of the bench. How to work with them is told in "
           "[Checks](#checks).\n\n" +
               listMarkdown(true)},
          {"messages", 0,
           "# Messages, one by one {#messages}\n\nEvery message by its id. The command line prints the id in "
           "brackets "
           "behind the message, and `--json` has it; ids stay the same from version to version. A gap (…) is "
           "filled in "
           "with names and numbers.\n\n" +
               listMarkdown(false)}};
}

std::vector<DraftPage> actionPages(const std::vector<ManualAction>& actions) {
  std::string out =
      "# What the menus do {#actions}\n\nEvery entry of menus, tool bar and context menus, with its keys. "
      "Most also stand "
      "in [Keys and mouse](#keys).\n\n";
  std::string place;
  for (const ManualAction& action : actions) {
    if (action.place != place) out += "## " + escaped(action.place) + "\n\n";
    place = action.place;
    out += "### " + escaped(action.title) + " {#" + actionAnchor(action.name) + "}\n\n";
    if (!action.keys.empty()) out += ": Keys: **" + escaped(action.keys) + "**\n\n";
    if (!action.tip.empty()) out += escaped(action.tip) + "\n\n";
  }
  if (actions.empty()) out += "This copy was written without the window, which knows its menus.\n";
  return {{"actions", 1, std::move(out)}};
}

std::vector<DraftPage> verbPages(const std::vector<ManualVerb>& verbs) {
  std::vector<DraftPage> out;
  for (const ManualVerb& verb : verbs) {
    std::string page = "# " + escaped(verb.name) + " {#" + verbAnchor(verb.name) + "}\n\n" +
                       escaped(verb.summary) + ".\n\n" + usageOf(verb);
    for (const ManualOption& option : verb.options)
      page += "### `" + option.names + (option.value.empty() ? "" : " " + option.value) + "` {#" +
              optionAnchor(verb.name, option.names.substr(0, option.names.find(','))) + "}\n\n" +
              escaped(option.help) + "\n\n";
    out.push_back({verbAnchor(verb.name), 1, std::move(page)});
  }
  return out;
}

}  // namespace lightloom::exports
