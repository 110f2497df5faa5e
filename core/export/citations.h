#pragma once

#include <string>
#include <vector>

#include "export/subject.h"

namespace lightloom {

/// Every source that a number of the subject comes from, each once, sorted: citations of parameters in use,
/// of ledger rows and noise sources that are on, and notes of measured values.
std::vector<std::string> citationsOf(const ExportSubject& subject);

/// The citations as BibTeX. What names author, journal, volume, page and year becomes an article, arXiv
/// numbers an unpublished work with eprint, the rest a misc entry with the words as they are; nothing is
/// added to them.
std::string bibtexOf(const std::vector<std::string>& citations);

}  // namespace lightloom
