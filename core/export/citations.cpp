#include "export/internal/citations.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "export/internal/latex.h"

namespace lightloom::exports {
namespace {

struct Journal {
  const char *abbreviation, *name;
};
constexpr Journal kJournals[] = {{"PRX", "Physical Review X"},
                                 {"PRL", "Physical Review Letters"},
                                 {"JLT", "Journal of Lightwave Technology"},
                                 {"Nat. Photon.", "Nature Photonics"}};

std::string journalName(const std::string& abbreviation) {
  for (const Journal& journal : kJournals)
    if (abbreviation == journal.abbreviation) return journal.name;
  return abbreviation;
}

std::string field(const char* key, const std::string& text) {
  return std::string("  ") + key + " = {" + latexText(text) + "},\n";
}

std::string lowerWord(const std::string& text) {
  std::string out;
  for (char c : text)
    if (std::isalpha(static_cast<unsigned char>(c)))
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

// "Hamerly et al., PRX 9, 021032 (2019)"
const std::regex kArticle(
    R"(([A-Z][A-Za-z\-]+) et al\., ([A-Z][A-Za-z. ]*[A-Za-z.]) (\d+), (\w+) \((\d{4})\))");
const std::regex kArxiv(R"(([A-Z][A-Za-z\-]+) et al\., arXiv:(\d{4}\.\d{4,5}))");

struct Entry {
  std::string key, text;
};

Entry entryOf(const std::string& citation, std::size_t number) {
  std::smatch found;
  if (std::regex_search(citation, found, kArticle))
    return {lowerWord(found[1]) + found[5].str(),
            field("author", found[1].str() + " and others") + field("journal", journalName(found[2])) +
                field("volume", found[3]) + field("pages", found[4]) + field("year", found[5])};
  if (std::regex_search(citation, found, kArxiv))
    return {lowerWord(found[1]) + "arxiv", field("author", found[1].str() + " and others") +
                                               field("eprint", found[2]) + field("archiveprefix", "arXiv") +
                                               field("note", citation)};
  return {"source" + std::to_string(number), field("note", citation)};
}

using Uses = std::map<std::string, std::vector<std::string>>;

void addUse(Uses& out, const std::string& citation, const std::string& use) {
  if (citation.empty()) return;
  std::vector<std::string>& uses = out[citation];
  if (std::find(uses.begin(), uses.end(), use) == uses.end()) uses.push_back(use);
}

// Defaults are those of a kind; a value that was given belongs to one part.
void addValueSources(Uses& out, const Component& part, const Kind& kind) {
  for (const Parameter& row : parametersOf(kind)) {
    const auto stated = part.sources.find(row.key);
    const std::string title(row.title);
    if (stated != part.sources.end()) addUse(out, stated->second.note, title + " of " + part.id);
    if (part.values.find(row.key) == part.values.end())
      addUse(out, std::string(row.citation), title + " of " + std::string(kind.title));
  }
}

}  // namespace

std::vector<CitedSource> sourcesOf(const ExportSubject& subject) {
  Uses uses;
  for (const ComponentPtr& part : subject.design().components)
    if (const Kind* kind = findKind(part->kind)) addValueSources(uses, *part, *kind);
  for (const EnergyRow& row : subject.report.energy.rows) addUse(uses, row.citation, english(row.label));
  for (const NoiseContribution& row : subject.report.noise)
    if (const Parameter* setting = findSetting("noise." + row.key))
      addUse(uses, row.citation, std::string(setting->title));
  std::vector<CitedSource> out;
  for (auto& [text, of] : uses) out.push_back({text, std::move(of)});
  return out;
}

std::string usesText(const CitedSource& source) {
  std::string out = "For:";
  for (const std::string& use : source.uses) out += (&use == &source.uses.front() ? " " : "; ") + use;
  return out + ".";
}

std::vector<std::string> citationsOf(const ExportSubject& subject) {
  std::vector<std::string> out;
  for (const CitedSource& source : sourcesOf(subject)) out.push_back(source.text);
  return out;
}

std::string bibtexOf(const std::vector<std::string>& citations) {
  std::string out;
  std::set<std::string> seen;
  std::size_t number = 0;
  for (const std::string& citation : citations) {
    const Entry entry = entryOf(citation, ++number);
    if (!seen.insert(entry.key).second) continue;
    const bool article = entry.text.find("  journal = ") != std::string::npos;
    out += std::string(article ? "@article{" : "@misc{") + entry.key + ",\n" + entry.text + "}\n\n";
  }
  return out;
}

}  // namespace lightloom::exports
