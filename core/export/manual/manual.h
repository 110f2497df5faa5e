#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "export/manual/markdown.h"
#include "rooms.h"

namespace lightloom::exports {

/// A page of the manual, as the window shows it at a time.
struct ManualPage {
  std::string anchor, title;
  int depth = 0;  ///< 0: a chapter, 1: a page below the chapter before it
  ManualText text;
};

/// Something that the window does, as its menus name it.
struct ManualAction {
  std::string name;  ///< stable, of the object: "fitAll"
  std::string title, place, keys, tip;
};

/// A word that a verb of the command line takes.
struct ManualOption {
  std::string names, value, help;
};

/// A verb of the command line, or a program of its own.
struct ManualVerb {
  std::string name, usage, summary;
  std::vector<ManualOption> options;
};

/// The parts of the manual that the core does not know; either may be empty.
struct ManualExtras {
  std::vector<ManualAction> actions;
  std::vector<ManualVerb> verbs;
};

/// The manual: written chapters, and pages that are made from the tables of parts, settings, imperfections,
/// messages, formats and units, so that everything that has a name stands in it under its anchor.
struct Manual {
  std::vector<ManualPage> pages;

  /// The page that an anchor stands on, or null.
  const ManualPage* pageOf(std::string_view anchor) const;
};

Manual makeManual(const ManualExtras& extras = {});

/// The page that the manual begins with.
inline constexpr std::string_view kManualStart = "start";

/// Anchors of things that have a name. Those of values that every part has lead to one place.
std::string partAnchor(std::string_view kind);
std::string valueAnchor(std::string_view kind, std::string_view key);
std::string settingAnchor(std::string_view path);      ///< "training.seed"
std::string imperfectionAnchor(std::string_view key);  ///< "shot"
std::string messageAnchor(std::string_view id);        ///< "check-…" of checks, else "message-…"
std::string actionAnchor(std::string_view name);
std::string verbAnchor(std::string_view verb);
std::string optionAnchor(std::string_view verb, std::string_view option);  ///< "train", "--out"
std::string formatAnchor(std::string_view key);

/// The manual as one page for any browser: no scripts, no network, light or dark as the reader's desktop.
std::string manualHtml(const Manual& manual);

/// A place that was found.
struct ManualHit {
  std::string anchor, title;
  std::string page;     ///< title of its page
  std::string context;  ///< the words about the first hit, plain
};

/// Places that hold every word of `words`, wherever in a word and in either case: those first that have them
/// in their title, then those that have them in their anchor, then in the order of the manual. At most
/// `most`.
std::vector<ManualHit> searchManual(const Manual& manual, std::string_view words, std::size_t most = 200);

}  // namespace lightloom::exports
