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

/// Every source of what the design uses, and no other, each once, sorted: citations of parameters of its
/// parts that have their default and matter, notes of values that were given, ledger rows, noise that is on.
/// What was chosen has none.
std::vector<CitedSource> sourcesOf(const ExportSubject& subject);

/// "For: threshold current of VCSEL array; shot noise."
std::string usesText(const CitedSource& source);

/// The texts of `sourcesOf`.
std::vector<std::string> citationsOf(const ExportSubject& subject);

/// The works that the citations name as BibTeX, each once. What has author, journal, volume, page and year
/// becomes an article, arXiv numbers an unpublished work with eprint, a citation without either a misc entry
/// with the words as they are; nothing is added to them.
std::string bibtexOf(const std::vector<std::string>& citations);

}  // namespace lightloom::exports
