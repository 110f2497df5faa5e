// What a design file may be turned into, read, written and read again by libFuzzer (see tests/soak/fuzz). A
// file that is refused needs a message that can be printed. One that is read must be written as text that
// reads as the same design and is written as the same bytes. Everything else ends the program.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "all_rooms.h"
#include "base/printable.h"
#include "design/kept_fields.h"
#include "documents/design_file.h"

namespace lightloom::base {

// In place of the program's own, which would end the fuzzer before it has kept the input.
void checkFailed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "%s does not hold (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace lightloom::base

using namespace lightloom::tests;

namespace {

void demand(bool holds, const char* what, const std::string& detail) {
  if (holds) return;
  std::fprintf(stderr, "%s: %s\n", what, printable(detail).c_str());
  std::abort();
}

/// A string, number or word of JSON text.
struct Token {
  std::size_t at = 0, size = 0;
};

bool startsToken(char c) {
  return c == '"' || c == '-' || (c >= '0' && c <= '9') || c == 't' || c == 'f' || c == 'n';
}

std::vector<Token> tokensOf(std::string_view text) {
  std::vector<Token> out;
  for (std::size_t at = 0; at < text.size();) {
    if (!startsToken(text[at])) {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      ++end;
    } else {
      while (end < text.size() && std::strchr(" \t\r\n,:]}", text[end]) == nullptr) ++end;
    }
    end = std::min(end, text.size());
    out.push_back({at, end - at});
    at = end;
  }
  return out;
}

// What readers and writers of other programs stumbled over.
constexpr std::string_view kNasty[] = {"null",
                                       "true",
                                       "-0",
                                       "-0.0",
                                       "1e308",
                                       "1e-320",
                                       "4.9e-324",
                                       "0.1000",
                                       "1E+2",
                                       "9223372036854775807",
                                       "-9223372036854775808",
                                       "9007199254740993",
                                       "\"9223372036854775807\"",
                                       "3.0",
                                       "{}",
                                       "[]",
                                       "[[]]",
                                       "[1, 2.50]",
                                       "{\"\": {\"\": []}}",
                                       "{\"value\": 1, \"expr\": \"f\"}",
                                       "{\"value\": {\"value\": 1}}",
                                       "{\"value\": \"sine\", \"expr\": 1}",
                                       "\"\"",
                                       "\"\\u0000\"",
                                       "\"\\u007f\\u009b\\b\"",
                                       "\"\x7F\xC2\x9B\"",
                                       "\"\\ud83d\\ude00\"",
                                       "\"\\/\\\"\\\\\"",
                                       "\"~\"",
                                       "\"~1\"",
                                       "\"~-\"",
                                       "\"=\"",
                                       "\"?\"",
                                       "\"/\"",
                                       "\"a/b\"",
                                       "\"=settings/training/batch\"",
                                       "\"0\"",
                                       "\"007\"",
                                       "\"10\"",
                                       "\"2\""};

// Replaces a token by another one of the text or by a nasty one, or puts that before it as a member or an
// item.
std::string withAnotherToken(const std::string& text, std::minstd_rand& random) {
  const std::vector<Token> tokens = tokensOf(text);
  if (tokens.empty()) return text;
  const Token target = tokens[random() % tokens.size()], source = tokens[random() % tokens.size()];
  const bool nasty = random() % 2 == 0;
  const std::string by =
      nasty ? std::string(kNasty[random() % std::size(kNasty)]) : text.substr(source.at, source.size);
  std::string out = text;
  switch (random() % 4) {
    case 0:
      return out.insert(target.at, "\"" + std::to_string(random() % 12) + "\": " + by + ", ");
    case 1:
      return out.insert(target.at, by + ", ");
    default:
      return out.replace(target.at, target.size, by);
  }
}

}  // namespace

extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t largest);

// Half of the changes are libFuzzer's own; the others keep the text JSON, so that more of it is read.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t largest,
                                               unsigned seed) {
  std::minstd_rand random(seed);
  if (random() % 2 == 0) return LLVMFuzzerMutate(data, size, largest);
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string out = withAnotherToken(text, random);
  if (out.size() > largest) return LLVMFuzzerMutate(data, size, largest);
  std::copy(out.begin(), out.end(), data);
  return out.size();
}

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
