#include "files/zip.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>

#include "files/inflate.h"

namespace lightloom::files {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kCentralHeader = 0x02014b50, kEndRecord = 0x06054b50;
constexpr std::size_t kLocalSize = 30, kCentralSize = 46, kEndSize = 22;
constexpr std::uint16_t kStored = 0, kDeflate = 8;
constexpr std::uint16_t kVersionNeeded = 20;
constexpr std::uint16_t kFirstDay = 0x21;  // 1 January 1980, the earliest that the format knows
constexpr std::size_t kLongestName = 200;
constexpr std::uint32_t kLinkMode = 0120000, kFormatMode = 0170000, kProgramMode = 0100755;
constexpr std::uint16_t kMadeByUnix = 3 << 8;

Message zipError(const char* id, const char* text, const std::string& source, const std::string& entry = {}) {
  return {id, text, {source, entry}};
}

bool isSafeCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-' || c == '/';
}

}  // namespace

bool isSafeEntryName(std::string_view name) {
  if (name.empty() || name.size() > kLongestName || !std::all_of(name.begin(), name.end(), isSafeCharacter))
    return false;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t slash = std::min(name.find('/', at), name.size());
    const std::string_view part = name.substr(at, slash - at);
    if (part.empty() || part == "." || part == "..") return false;
    at = slash + 1;
  }
  return true;
}

namespace {

Message badName(const std::string& source, std::string_view name) {
  return zipError(
      "zip.bad-name",
      LL_TEXT("%1 holds an entry with the name “%2”, which is not a plain relative name; the archive "
              "is refused as a whole. Do not trust this file."),
      source, std::string(name.substr(0, 80)));
}

Message tooLarge(const std::string& source) {
  return zipError("zip.too-large", LL_TEXT("%1 unpacks to more than this program reads."), source);
}

Message tooMany(const std::string& source) {
  return zipError("zip.too-many", LL_TEXT("%1 holds more entries than this program reads."), source);
}

void put16(std::string& out, std::uint32_t value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>((value >> 8) & 0xFF);
}
void put32(std::string& out, std::uint32_t value) {
  put16(out, value & 0xFFFF);
  put16(out, value >> 16);
}

struct Stored {
  std::uint16_t method = kStored;
  std::uint32_t crc = 0, packed = 0, size = 0, offset = 0;
};

// The fields that local and central header share, from "version needed" to the length of the name.
void putCommon(std::string& out, const Stored& stored, std::string_view name) {
  put16(out, kVersionNeeded);
  put16(out, 0);
  put16(out, stored.method);
  put16(out, 0);
  put16(out, kFirstDay);
  put32(out, stored.crc);
  put32(out, stored.packed);
  put32(out, stored.size);
  put16(out, static_cast<std::uint32_t>(name.size()));
  put16(out, 0);
}

// What a reader would take for a bomb, such as an array that begins with a million zeros, is stored as it is.
bool unpacksUnsuspected(std::string_view packed, std::size_t size) {
  return size <= kAlwaysInflated || inflateTo(packed, Packing::RawDeflate, size,
                                              [](std::string_view) { return true; }) == InflateEnd::Complete;
}

Stored putEntry(std::string& out, const ZipEntry& entry) {
  Stored stored;
  stored.crc = crc32Of(entry.bytes);
  stored.size = static_cast<std::uint32_t>(entry.bytes.size());
  stored.offset = static_cast<std::uint32_t>(out.size());
  const std::string packed = deflated(entry.bytes);
  const bool smaller = packed.size() < entry.bytes.size() && unpacksUnsuspected(packed, entry.bytes.size());
  const std::string& data = smaller ? packed : entry.bytes;
  stored.method = smaller ? kDeflate : kStored;
  stored.packed = static_cast<std::uint32_t>(data.size());
  put32(out, kLocalHeader);
  putCommon(out, stored, entry.name);
  out += entry.name;
  out += data;
  return stored;
}

// Only executable entries say that they come from Unix, because the mode counts nowhere else.
void putCentral(std::string& out, const Stored& stored, const ZipEntry& entry) {
  put32(out, kCentralHeader);
  put16(out, kVersionNeeded | (entry.executable ? kMadeByUnix : 0));
  putCommon(out, stored, entry.name);
  put16(out, 0);                                          // comment
  put16(out, 0);                                          // disk
  put16(out, 0);                                          // internal attributes
  put32(out, entry.executable ? kProgramMode << 16 : 0);  // external attributes
  put32(out, stored.offset);
  out += entry.name;
}

void putEnd(std::string& out, std::size_t entries, std::size_t directory) {
  const auto size = static_cast<std::uint32_t>(out.size() - directory);
  put32(out, kEndRecord);
  put16(out, 0);
  put16(out, 0);
  put16(out, static_cast<std::uint32_t>(entries));
  put16(out, static_cast<std::uint32_t>(entries));
  put32(out, size);
  put32(out, static_cast<std::uint32_t>(directory));
  put16(out, 0);
}

class ZipReader {
 public:
  ZipReader(std::string_view bytes, const std::string& source, const LoadBudget& budget)
      : m_bytes(bytes), m_source(source), m_budget(budget) {}

  Result<std::vector<ZipEntry>> read() {
    if (!findEnd() || !readDirectory() || !checkOverlap()) return *m_error;
    std::vector<ZipEntry> entries;
    for (const Header& header : m_headers) {
      ZipEntry entry{header.name, {}};
      if (!unpack(header, entry.bytes)) return *m_error;
      entries.push_back(std::move(entry));
    }
    return entries;
  }

 private:
  struct Header {
    std::string name;
    Stored stored;
    std::size_t data = 0;
  };

  std::uint32_t get16(std::size_t at) const {
    return static_cast<unsigned char>(m_bytes[at]) | static_cast<unsigned char>(m_bytes[at + 1]) << 8;
  }
  std::uint32_t get32(std::size_t at) const { return get16(at) | get16(at + 2) << 16; }
  bool has(std::size_t at, std::size_t size) const {
    return at <= m_bytes.size() && size <= m_bytes.size() - at;
  }

  bool fail(Message message) {
    m_error = std::move(message);
    return false;
  }
  bool damaged(const std::string& entry = {}) {
    return fail(zipError("zip.damaged",
                         LL_TEXT("%1 is damaged%2: what its directory says and what it holds differ. Copy or "
                                 "download it again."),
                         m_source, entry.empty() ? std::string() : " (" + entry + ")"));
  }
  bool unsupported(const std::string& entry) {
    return fail(
        zipError("zip.unsupported",
                 LL_TEXT("%1: “%2” is encrypted, a link, split or packed in a way that this program does "
                         "not read. Pack it again as a plain ZIP."),
                 m_source, entry));
  }

  bool findEnd() {
    if (m_bytes.size() > m_budget.bytes) return fail(tooLarge(m_source));
    if (m_bytes.substr(0, 2) != "PK")
      return fail(
          zipError("zip.not-a-zip", LL_TEXT("%1 is not a ZIP archive. Choose another file."), m_source));
    const std::size_t lowest = m_bytes.size() > kEndSize + 0xFFFF ? m_bytes.size() - kEndSize - 0xFFFF : 0;
    for (std::size_t at = m_bytes.size() < kEndSize ? 0 : m_bytes.size() - kEndSize + 1; at-- > lowest;) {
      if (!has(at, kEndSize) || get32(at) != kEndRecord) continue;
      m_end = at;
      return true;
    }
    return fail(
        zipError("zip.truncated",
                 LL_TEXT("%1 ends too early: the directory of the archive is missing. Copy or download "
                         "it again."),
                 m_source));
  }

  bool readDirectory() {
    const std::size_t count = get16(m_end + 10), size = get32(m_end + 12);
    std::size_t at = get32(m_end + 16);
    if (get16(m_end + 4) != 0 || get16(m_end + 6) != 0 || get16(m_end + 8) != count || at == 0xFFFFFFFF)
      return unsupported("the archive");
    if (count > m_budget.items) return fail(tooMany(m_source));
    if (!has(at, size) || at + size > m_end) return damaged();
    const std::size_t directoryEnd = at + size;
    std::set<std::string> names;
    for (std::size_t i = 0; i < count; ++i) {
      Header header;
      if (!readHeader(at, directoryEnd, header)) return false;
      if (!names.insert(header.name).second)
        return fail(zipError("zip.duplicate-name",
                             LL_TEXT("%1 holds two entries with the name “%2”. Do not trust this file."),
                             m_source, header.name));
      m_headers.push_back(std::move(header));
    }
    return at == directoryEnd || damaged();
  }

  bool readHeader(std::size_t& at, std::size_t end, Header& out) {
    if (at + kCentralSize > end || get32(at) != kCentralHeader) return damaged();
    const std::size_t nameSize = get16(at + 28), rest = get16(at + 30) + get16(at + 32);
    if (at + kCentralSize + nameSize + rest > end) return damaged();
    out.name = std::string(m_bytes.substr(at + kCentralSize, nameSize));
    out.stored.method = static_cast<std::uint16_t>(get16(at + 10));
    out.stored.crc = get32(at + 16);
    out.stored.packed = get32(at + 20);
    out.stored.size = get32(at + 24);
    out.stored.offset = get32(at + 42);
    const bool encrypted = (get16(at + 8) & 1) != 0, otherDisk = get16(at + 34) != 0;
    const bool link = ((get32(at + 38) >> 16) & kFormatMode) == kLinkMode;
    const bool zip64 = out.stored.packed == 0xFFFFFFFF || out.stored.size == 0xFFFFFFFF;
    if (!isSafeEntryName(out.name)) return fail(badName(m_source, out.name));
    const bool known = out.stored.method == kStored || out.stored.method == kDeflate;
    if (encrypted || otherDisk || link || zip64 || !known) return unsupported(out.name);
    at += kCentralSize + nameSize + rest;
    return locate(out) && countSize(out);
  }

  bool locate(Header& header) {
    const std::size_t at = header.stored.offset;
    if (!has(at, kLocalSize) || get32(at) != kLocalHeader) return damaged(header.name);
    const std::size_t nameSize = get16(at + 26);
    header.data = at + kLocalSize + nameSize + get16(at + 28);
    if (!has(header.data, header.stored.packed) || m_bytes.substr(at + kLocalSize, nameSize) != header.name)
      return damaged(header.name);
    return true;
  }

  bool countSize(const Header& header) {
    m_total += header.stored.size;
    return m_total <= m_budget.bytes || fail(tooLarge(m_source));
  }

  bool checkOverlap() {
    std::vector<std::pair<std::size_t, std::size_t>> spans;
    for (const Header& header : m_headers)
      spans.emplace_back(header.stored.offset, header.data + header.stored.packed);
    spans.emplace_back(get32(m_end + 16), m_end);
    std::sort(spans.begin(), spans.end());
    for (std::size_t i = 1; i < spans.size(); ++i)
      if (spans[i].first < spans[i - 1].second)
        return fail(
            zipError("zip.overlap",
                     LL_TEXT("%1 uses the same bytes for several entries, as no honest archive does. Do "
                             "not trust this file."),
                     m_source));
    return true;
  }

  bool lyingSize(const std::string& entry) {
    return fail(zipError("zip.lying-size",
                         LL_TEXT("%1: “%2” is not as large as the archive says. Copy or download it again."),
                         m_source, entry));
  }

  bool unpack(const Header& header, std::string& out) {
    const std::string_view packed = m_bytes.substr(header.data, header.stored.packed);
    if (header.stored.method == kStored) {
      if (packed.size() != header.stored.size) return lyingSize(header.name);
      out = std::string(packed);
    } else if (!inflateEntry(header, packed, out)) {
      return false;
    }
    return crc32Of(out) == header.stored.crc || damaged(header.name);
  }

  bool inflateEntry(const Header& header, std::string_view packed, std::string& out) {
    const auto sink = [&](std::string_view piece) {
      out += piece;
      return true;
    };
    std::size_t used = 0;
    switch (inflateTo(packed, Packing::RawDeflate, header.stored.size, sink, &used)) {
      case InflateEnd::Complete:
        return (out.size() == header.stored.size && used == packed.size()) || lyingSize(header.name);
      case InflateEnd::TooLarge:
        return lyingSize(header.name);
      case InflateEnd::Suspicious:
        return fail(
            zipError("zip.suspicious",
                     LL_TEXT("%1: “%2” unpacks to more than 200 times its size, as no data does; reading "
                             "was stopped. Do not trust this file."),
                     m_source, header.name));
      default:
        return damaged(header.name);
    }
  }

  std::string_view m_bytes;
  const std::string& m_source;
  const LoadBudget& m_budget;
  std::optional<Message> m_error;
  std::vector<Header> m_headers;
  std::size_t m_end = 0;
  std::uint64_t m_total = 0;
};

}  // namespace

LoadBudget zipBudget() {
  LoadBudget budget;
  budget.bytes = std::size_t{256} << 20;
  budget.items = 1000;
  return budget;
}

Result<std::string> writeZip(const std::vector<ZipEntry>& entries) {
  const LoadBudget budget = zipBudget();
  const std::string source = "the archive";
  std::size_t total = 0;
  for (const ZipEntry& entry : entries) {
    if (!isSafeEntryName(entry.name)) return badName(source, entry.name);
    total += entry.bytes.size();
  }
  if (entries.size() > budget.items) return tooMany(source);
  if (total > budget.bytes) return tooLarge(source);
  std::string out;
  std::vector<Stored> stored;
  for (const ZipEntry& entry : entries) stored.push_back(putEntry(out, entry));
  const std::size_t directory = out.size();
  for (std::size_t i = 0; i < entries.size(); ++i) putCentral(out, stored[i], entries[i]);
  putEnd(out, entries.size(), directory);
  return out;
}

Result<std::vector<ZipEntry>> readZip(std::string_view bytes, const std::string& source,
                                      const LoadBudget& budget) {
  return ZipReader(bytes, source, budget).read();
}

}  // namespace lightloom::files
