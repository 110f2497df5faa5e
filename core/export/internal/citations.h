#pragma once

#include <string>
#include <vector>

#include "export/subject.h"
#include "rooms.h"

namespace lightloom::exports {

/// A source, and what of the subject comes from it.
struct CitedSource {
  std::string text;
  std::vector<std::string> uses;  ///< at least one
};

/// Every source that a table of the subject names or a number of it comes from, each once, sorted: citations
/// of parameters that have their default, notes of values that were given, ledger rows, noise sources.
std::vector<CitedSource> sourcesOf(const ExportSubject& subject);

/// "For: threshold current of VCSEL array; shot noise."
std::string usesText(const CitedSource& source);

/// The texts of `sourcesOf`.
std::vector<std::string> citationsOf(const ExportSubject& subject);

/// The citations as BibTeX. What names author, journal, volume, page and year becomes an article, arXiv
/// numbers an unpublished work with eprint, the rest a misc entry with the words as they are; nothing is
/// added to them.
std::string bibtexOf(const std::vector<std::string>& citations);

}  // namespace lightloom::exports
