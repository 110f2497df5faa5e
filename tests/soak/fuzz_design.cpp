// What a design file may be turned into, read, written and read again by libFuzzer (see tests/soak/fuzz). A
// file that is refused needs a message that can be printed. One that is read must be written as text that
// reads as the same design and is written as the same bytes. Everything else ends the program.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/printable.h"
#include "design/kept_fields.h"
#include "io/design_file.h"

using namespace lightloom;

namespace {

void demand(bool holds, const char* what, const std::string& detail) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, printable(detail).c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Result<Design> design = readDesign(text, "fuzzed.loom");
  if (!design) {
    demand(!printable(english(design.error())).empty(), "refused without a word", design.error().id);
    return 0;
  }
  for (const Check& check : keptFieldChecks(design.value()))
    demand(!english(check.message).empty(), "a check without a word", check.message.id);
  const std::string written = writeDesign(design.value());
  const Result<Design> again = readDesign(written, "written.loom");
  demand(again.ok(), "what was written is refused", again ? "" : english(again.error()));
  demand(again.value() == design.value(), "another design came back", written);
  demand(writeDesign(again.value()) == written, "other bytes were written the second time", written);
  return 0;
}
