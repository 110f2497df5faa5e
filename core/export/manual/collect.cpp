// Runs while the program is built: writes what the manual takes from texts into a source that is compiled
// into it.
//   collect OUT NAME=CHAPTER.md ... -- SOURCE ...
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "export/manual/internal/source_texts.h"

namespace {

using namespace lightloom::exports;

std::string contentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    std::fprintf(stderr, "collect: %s cannot be read\n", path.c_str());
    std::exit(1);
  }
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

// As one or more literals side by side: a compiler need take only so long a literal.
std::string quoted(std::string_view text) {
  constexpr std::size_t kLongest = 4000;
  constexpr char kDigits[] = "01234567";
  std::string out = "\"";
  std::size_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out.append(1, '\\').append(1, c);
    else if (byte < 0x20 || byte >= 0x7F)
      out.append({'\\', kDigits[byte >> 6], kDigits[byte >> 3 & 7], kDigits[byte & 7]});
    else
      out += c;
    if (++length % kLongest == 0) out += "\"\n\"";
  }
  return out + "\"";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  std::string chapters, messages;
  std::vector<FoundMessage> found;
  int at = 2;
  for (; at < argc && std::string_view(argv[at]) != "--"; ++at) {
    const std::string word = argv[at];
    const std::size_t equals = word.find('=');
    chapters +=
        "    {" + quoted(word.substr(0, equals)) + ", " + quoted(contentOf(word.substr(equals + 1))) + "},\n";
  }
  for (++at; at < argc; ++at)
    for (FoundMessage& message : messagesOf(contentOf(argv[at]))) found.push_back(std::move(message));
  for (const FoundMessage& message : merged(std::move(found))) {
    std::string text;
    for (const std::string& one : message.texts) text += (text.empty() ? "" : "\n") + one;
    messages += "    {" + quoted(message.id) + ", " + quoted(message.severity) + ", " + quoted(text) + "},\n";
  }
  const std::string out =
      "// Written by core/export/manual/collect.cpp from the sources and the chapters of the manual.\n"
      "#include \"export/manual/texts.h\"\n\n"
      "namespace lightloom::exports {\n\n"
      "std::span<const Chapter> writtenChapters() {\n  static constexpr Chapter kChapters[] = {\n" +
      chapters +
      "  };\n  return kChapters;\n}\n\n"
      "std::span<const CatalogueMessage> messageCatalogue() {\n  static constexpr CatalogueMessage "
      "kMessages[] = {\n" +
      messages + "  };\n  return kMessages;\n}\n\n}  // namespace lightloom::exports\n";
  // What stays as it was need not be compiled again.
  std::ifstream before(argv[1], std::ios::binary);
  if (before && std::string(std::istreambuf_iterator<char>(before), {}) == out) return 0;
  std::ofstream file(argv[1], std::ios::binary | std::ios::trunc);
  file << out;
  file.close();
  return file ? 0 : 1;
}
