#include "export/internal/citations.h"

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "design/modulator.h"
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

// "Hamerly et al., PRX 9, 021032 (2019)", "Yuen and Chan, Opt. Lett. 8, 177 (1983)", or one author alone.
const std::regex kArticle(
    R"(([A-Z][^ ,;:()]+)( et al\.| and [A-Z][^ ,;:()]+)?, ([A-Z][A-Za-z. \-]*[A-Za-z.]) (\d+), (\w+) \((\d{4})\))");
const std::regex kArxiv(R"(([A-Z][^ ,;:()]+) et al\., arXiv:(\d{4}\.\d{4,5}))");

struct Entry {
  std::string key, text;
};

std::vector<Entry> entriesOf(const std::string& citation, std::size_t number) {
  std::vector<Entry> out;
  const std::sregex_iterator end;
  for (std::sregex_iterator found(citation.begin(), citation.end(), kArticle); found != end; ++found) {
    const std::string others = (*found)[2];
    const std::string authors = (*found)[1].str() + (others == " et al." ? " and others" : others);
    out.push_back({lowerWord((*found)[1]) + (*found)[6].str(),
                   field("author", authors) + field("journal", journalName((*found)[3])) +
                       field("volume", (*found)[4]) + field("pages", (*found)[5]) +
                       field("year", (*found)[6])});
  }
  for (std::sregex_iterator found(citation.begin(), citation.end(), kArxiv); found != end; ++found)
    out.push_back({lowerWord((*found)[1]) + "arxiv",
                   field("author", (*found)[1].str() + " and others") + field("eprint", (*found)[2]) +
                       field("archiveprefix", "arXiv") + field("note", citation)});
  if (out.empty()) out.push_back({"source" + std::to_string(number), field("note", citation)});
  return out;
}

using Uses = std::map<std::string, std::vector<std::string>>;

void addUse(Uses& out, const std::string& citation, const std::string& use) {
  if (citation.empty()) return;
  std::vector<std::string>& uses = out[citation];
  if (std::find(uses.begin(), uses.end(), use) == uses.end()) uses.push_back(use);
}

// A preset stands in place of what the parts take.
bool isUsed(const Parameter& row, const PartView& part, const Design& design) {
  const bool isEnergy = unitInfo(row.unit).dimension == Dimension::Energy;
  return counts(row, part, design) && (!isEnergy || settingText(design, "energy.preset") == "off");
}

// Defaults are those of a kind; a value that was given belongs to one part, and so does its source. A choice
// has a reason, and nothing that could be looked up.
void addValueSources(Uses& out, const Component& part, const Kind& kind, const Design& design) {
  const PartView view = viewOf(part, kind);
  if (!view.flag("enabled")) return;
  for (const Parameter& row : parametersOf(kind)) {
    if (!isUsed(row, view, design)) continue;
    const std::string title(row.title);
    if (const auto stated = part.sources.find(row.key); stated != part.sources.end()) {
      if (stated->second.provenance != Provenance::Chosen)
        addUse(out, stated->second.note, title + " of " + part.id);
    } else if (row.provenance != Provenance::Chosen && !part.values.contains(row.key)) {
      addUse(out, std::string(row.citation), title + " of " + std::string(kind.title));
    }
  }
  if (!view.has("modulator")) return;
  for (const ModulatorValue& value : modulatorValues(modulatorOf(view).kind)) {
    const Parameter& row = *findParameter(parametersOf(kind), value.key);
    if (value.provenance != Provenance::Chosen && !view.isSet(value.key) && counts(row, view, design))
      addUse(out, std::string(value.citation), std::string(row.title) + " of " + part.id);
  }
}

}  // namespace

std::vector<CitedSource> sourcesOf(const ExportSubject& subject) {
  Uses uses;
  for (const ComponentPtr& part : subject.design().components)
    if (const Kind* kind = findKind(part->kind)) addValueSources(uses, *part, *kind, subject.design());
  for (const EnergyRow& row : subject.report.energy.rows)
    if (row.provenance != Provenance::Chosen) addUse(uses, row.citation, english(row.label));
  for (const NoiseContribution& row : subject.report.noise)
    if (const Parameter* setting = findSetting("noise." + row.key); setting && row.enabled)
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
    for (const Entry& entry : entriesOf(citation, ++number)) {
      if (!seen.insert(entry.key).second) continue;
      const bool article = entry.text.find("  journal = ") != std::string::npos;
      out += std::string(article ? "@article{" : "@misc{") + entry.key + ",\n" + entry.text + "}\n\n";
    }
  }
  return out;
}

}  // namespace lightloom::exports
