#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"
#include "files/load_budget.h"
#include "rooms.h"

namespace lightloom::files {

struct ZipEntry {
  std::string name;  ///< [A-Za-z0-9._-] and '/', relative, without ".."
  std::string bytes;
  bool executable = false;  ///< a program, on systems that ask for it; not read back
};

/// Whether an entry may have this name; longer ones than 200 bytes may not.
bool isSafeEntryName(std::string_view name);

/// The budget of an archive: 1000 entries, 256 MiB unpacked.
LoadBudget zipBudget();

/// The entries as a ZIP archive, deflated where that makes them smaller. Without times: equal entries give
/// equal bytes. Errors: "zip.bad-name", "zip.too-many", "zip.too-large" (of `zipBudget`).
Result<std::string> writeZip(const std::vector<ZipEntry>& entries);

/// Everything in a ZIP archive, with its checksums tested. Errors: "zip.not-a-zip", "zip.truncated",
/// "zip.damaged", "zip.bad-name", "zip.duplicate-name", "zip.unsupported" (encrypted, split, ZIP64, other
/// packings, links), "zip.lying-size", "zip.overlap", "zip.too-many", "zip.too-large", "zip.suspicious"
/// (grows more than 200:1).
Result<std::vector<ZipEntry>> readZip(std::string_view bytes, const std::string& source,
                                      const LoadBudget& budget = zipBudget());

}  // namespace lightloom::files
