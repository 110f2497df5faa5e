#include <algorithm>
#include <cctype>

#include "export/manual/manual.h"

namespace lightloom::exports {
namespace {

constexpr std::size_t kBefore = 40, kContext = 140;  // bytes about the first hit

// Letters of ASCII, and Greek and accented ones of two bytes, in lower case.
std::string folded(std::string_view text) {
  std::string out(text);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto c = static_cast<unsigned char>(out[i]);
    out[i] = static_cast<char>(std::tolower(c));
    if (c != 0xC3 && c != 0xCE) continue;
    const auto next = static_cast<unsigned char>(i + 1 < out.size() ? out[i + 1] : 0);
    // À … Þ have their small letters 0x20 further on, Α … Ο, too; Π … Ω in the next block.
    if (c == 0xC3 && next >= 0x80 && next <= 0x9E) out[i + 1] = static_cast<char>(next + 0x20);
    if (c == 0xCE && next >= 0x91 && next <= 0x9F) out[i + 1] = static_cast<char>(next + 0x20);
    if (c == 0xCE && next >= 0xA0 && next <= 0xA9) {
      out[i] = static_cast<char>(0xCF);
      out[i + 1] = static_cast<char>(next - 0x20);
    }
    ++i;
  }
  return out;
}

std::vector<std::string> wordsOf(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  for (const char c : folded(text) + " ") {
    if (c != ' ') {
      word += c;
    } else if (!word.empty()) {
      out.push_back(std::move(word));
      word.clear();
    }
  }
  return out;
}

bool hasAll(const std::string& text, const std::vector<std::string>& words) {
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

bool isInside(const std::string& text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

// The words about a hit, whole characters.
std::string contextOf(const std::string& text, std::size_t hit) {
  std::size_t from = hit > kBefore ? hit - kBefore : 0;
  while (from > 0 && text[from - 1] != ' ') --from;
  std::size_t end = std::min(text.size(), from + kContext);
  while (end < text.size() && text[end] != ' ' && end < from + 2 * kContext) ++end;
  while (isInside(text, end)) ++end;
  return (from > 0 ? "… " : "") + text.substr(from, end - from) + (end < text.size() ? " …" : "");
}

}  // namespace

std::vector<ManualHit> searchManual(const Manual& manual, std::string_view words, std::size_t most) {
  const std::vector<std::string> wanted = wordsOf(words);
  std::vector<ManualHit> ranked[3];
  if (wanted.empty()) return {};
  for (const ManualPage& page : manual.pages)
    for (const ManualEntry& entry : page.text.entries) {
      const std::string title = folded(entry.title), anchor = folded(entry.anchor), text = folded(entry.text);
      const int rank = hasAll(title, wanted) ? 0 : hasAll(anchor, wanted) ? 1 : 2;
      if (rank == 2 && !hasAll(title + " " + anchor + " " + text, wanted)) continue;
      if (ranked[rank].size() >= most) continue;
      const std::size_t hit = text.find(wanted.front());
      ranked[rank].push_back(
          {entry.anchor, entry.title, page.title, contextOf(entry.text, hit == std::string::npos ? 0 : hit)});
    }
  std::vector<ManualHit> out;
  for (std::vector<ManualHit>& hits : ranked)
    for (ManualHit& hit : hits)
      if (out.size() < most) out.push_back(std::move(hit));
  return out;
}

}  // namespace lightloom::exports
