#include "export/manual/manual.h"

#include <algorithm>

#include "base/check.h"
#include "export/manual/internal/generated.h"
#include "export/manual/texts.h"

namespace lightloom::exports {
namespace {

// The chapters in their order; empty: pages that are made from tables.
struct Place {
  std::string_view chapter;  ///< a file of resources/manual
  int depth = 0;
  std::vector<DraftPage> (*made)(const ManualExtras&) = nullptr;
};

std::vector<DraftPage> parts(const ManualExtras&) {
  return partPages();
}
std::vector<DraftPage> settings(const ManualExtras&) {
  return settingPages();
}
std::vector<DraftPage> imperfections(const ManualExtras&) {
  return imperfectionPages();
}
std::vector<DraftPage> messages(const ManualExtras&) {
  return messagePages();
}
std::vector<DraftPage> actions(const ManualExtras& extras) {
  return actionPages(extras.actions);
}
std::vector<DraftPage> verbs(const ManualExtras& extras) {
  return verbPages(extras.verbs);
}
std::vector<DraftPage> formats(const ManualExtras&) {
  return formatPages();
}
std::vector<DraftPage> units(const ManualExtras&) {
  return unitPages();
}
std::vector<DraftPage> validation(const ManualExtras&) {
  return validationPages();
}

const std::vector<Place>& places() {
  static const std::vector<Place> kAll = {{"start", 0},       {"tour", 1},
                                          {"first-bench", 1}, {"bench", 0},
                                          {"light", 1},       {"training", 0},
                                          {"plots", 1},       {"locking", 1},
                                          {"answers", 1},     {"noise", 1},
                                          {"photons", 1},     {"product", 1},
                                          {"energy", 1},      {"claims", 1},
                                          {"checks", 1},      {"runs", 1},
                                          {"talks", 1},       {"datasets", 0},
                                          {"exports", 0},     {"", 1, formats},
                                          {"files", 0},       {"keys", 0},
                                          {"", 1, actions},   {"", 0, parts},
                                          {"", 0, settings},  {"", 0, imperfections},
                                          {"", 0, messages},  {"command-line", 0},
                                          {"", 1, verbs},     {"", 0, units},
                                          {"model", 0},       {"", 0, validation}};
  return kAll;
}

// The model page is one file, and too long for one page: a page for each of its sections.
std::vector<DraftPage> modelPages(std::string_view text) {
  std::vector<DraftPage> out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\n## ", at), text.size());
    std::string section(text.substr(at, end - at));
    if (out.empty()) {
      out.push_back({"model", 0, std::move(section)});
    } else {
      const std::string number = section.substr(3, section.find('.') - 3);
      const std::string anchor = "model-" + number;
      section.erase(0, 1);
      section.insert(std::min(section.find('\n'), section.size()), " {#" + anchor + "}");
      out.push_back({anchor, 1, std::move(section)});
    }
    at = end + 1;
  }
  return out;
}

std::vector<DraftPage> chapterPages(std::string_view name, int depth) {
  for (const Chapter& chapter : writtenChapters()) {
    if (chapter.name != name) continue;
    if (name == "model") return modelPages(chapter.text);
    return {{std::string(name), depth, std::string(chapter.text)}};
  }
  LL_CHECK(false);
}

ManualPage finished(const DraftPage& draft) {
  ManualPage out;
  out.anchor = draft.anchor;
  out.depth = draft.depth;
  out.text = markdownHtml(draft.markdown, draft.anchor);
  LL_CHECK(!out.text.entries.empty());
  out.title = out.text.entries.front().title;
  return out;
}

}  // namespace

const ManualPage* Manual::pageOf(std::string_view anchor) const {
  for (const ManualPage& page : pages)
    for (const ManualEntry& entry : page.text.entries)
      if (entry.anchor == anchor) return &page;
  return nullptr;
}

Manual makeManual(const ManualExtras& extras) {
  Manual out;
  for (const Place& place : places()) {
    const std::vector<DraftPage> drafts =
        place.made ? place.made(extras) : chapterPages(place.chapter, place.depth);
    for (const DraftPage& draft : drafts) out.pages.push_back(finished(draft));
  }
  return out;
}

const CatalogueMessage* findMessage(std::string_view id) {
  const std::span<const CatalogueMessage> all = messageCatalogue();
  const auto found = std::lower_bound(
      all.begin(), all.end(), id,
      [](const CatalogueMessage& message, std::string_view wanted) { return message.id < wanted; });
  return found != all.end() && found->id == id ? &*found : nullptr;
}

}  // namespace lightloom::exports
