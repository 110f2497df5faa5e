#include "export/font_subset.h"

#include <algorithm>
#include <vector>

namespace lightloom::exports {
namespace {

constexpr std::size_t kHeadSize = 54, kMaxpSize = 6, kHheaSize = 36;
constexpr std::size_t kLocaFormat = 50, kChecksumAdjustment = 8;  // in head
constexpr std::size_t kWideMetrics = 34;                          // in hhea
constexpr std::uint32_t kChecksumOfAll = 0xB1B0AFBA;

std::uint32_t number(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint32_t out = 0;
  for (std::size_t i = 0; i < size; ++i) out = (out << 8) | static_cast<unsigned char>(bytes[at + i]);
  return out;
}

void put(std::string& out, std::uint32_t value, int size) {
  for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) out += static_cast<char>((value >> shift) & 0xFF);
}

void pad(std::string& out) {
  while (out.size() % 4 != 0) out += '\0';
}

/// Where the outline of each glyph lies in the table glyf.
class Outlines {
 public:
  static std::optional<Outlines> of(const std::string& glyf, const std::string& loca, std::size_t count,
                                    bool wide) {
    Outlines out;
    out.m_glyf = glyf;
    const std::size_t size = wide ? 4 : 2;
    if (loca.size() < (count + 1) * size) return std::nullopt;
    for (std::size_t i = 0; i <= count; ++i)
      out.m_offsets.push_back(number(loca, i * size, size) * (wide ? 1u : 2u));
    for (std::size_t i = 0; i < count; ++i)
      if (out.m_offsets[i] > out.m_offsets[i + 1] || out.m_offsets[i + 1] > glyf.size()) return std::nullopt;
    return out;
  }

  std::size_t count() const { return m_offsets.size() - 1; }

  std::string_view of(std::size_t glyph) const {
    return std::string_view(m_glyf).substr(m_offsets[glyph], m_offsets[glyph + 1] - m_offsets[glyph]);
  }

  // The glyphs that a composite glyph is made of.
  std::vector<std::uint16_t> componentsOf(std::size_t glyph) const {
    constexpr std::size_t kFirst = 10;
    constexpr std::uint32_t kWords = 1, kScale = 8, kMore = 0x20, kTwoScales = 0x40, kMatrix = 0x80;
    const std::string_view outline = of(glyph);
    std::vector<std::uint16_t> out;
    const bool composite = outline.size() > kFirst && number(outline, 0, 2) >= 0x8000;
    for (std::size_t at = kFirst; composite && at + 4 <= outline.size();) {
      const std::uint32_t flags = number(outline, at, 2);
      out.push_back(static_cast<std::uint16_t>(number(outline, at + 2, 2)));
      at += 4 + ((flags & kWords) ? 4 : 2);
      at += (flags & kScale) ? 2 : (flags & kTwoScales) ? 4 : (flags & kMatrix) ? 8 : 0;
      if (!(flags & kMore)) break;
    }
    return out;
  }

 private:
  std::string m_glyf;
  std::vector<std::size_t> m_offsets;
};

std::set<std::uint16_t> withComponents(const Outlines& outlines, const std::set<std::uint16_t>& glyphs) {
  std::set<std::uint16_t> out;
  std::vector<std::uint16_t> open(glyphs.begin(), glyphs.end());
  open.push_back(0);  // what stands for a missing glyph is in every font
  while (!open.empty()) {
    const std::uint16_t glyph = open.back();
    open.pop_back();
    if (glyph >= outlines.count() || !out.insert(glyph).second) continue;
    for (const std::uint16_t component : outlines.componentsOf(glyph)) open.push_back(component);
  }
  return out;
}

struct Table {
  std::string tag, bytes;
};

std::uint32_t checksum(const std::string& bytes) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at + 4 <= bytes.size(); at += 4) sum += number(bytes, at, 4);
  return sum;
}

std::string fileOf(std::vector<Table> tables) {
  std::sort(tables.begin(), tables.end(), [](const Table& a, const Table& b) { return a.tag < b.tag; });
  std::uint32_t power = 1, log = 0;
  const auto count = static_cast<std::uint32_t>(tables.size());
  for (; power * 2 <= count; power *= 2) ++log;
  std::string out;
  put(out, 0x00010000, 4);
  for (const std::uint32_t value : {count, power * 16, log, (count - power) * 16}) put(out, value, 2);
  std::size_t at = 12 + 16 * tables.size(), head = 0;
  std::string body;
  for (Table& table : tables) {
    if (table.tag == "head") head = at;
    out += table.tag;
    const auto size = static_cast<std::uint32_t>(table.bytes.size());
    pad(table.bytes);
    put(out, checksum(table.bytes), 4);
    put(out, static_cast<std::uint32_t>(at), 4);
    put(out, size, 4);
    body += table.bytes;
    at += table.bytes.size();
  }
  out += body;
  std::string adjustment;
  put(adjustment, kChecksumOfAll - checksum(out), 4);
  return out.replace(head + kChecksumAdjustment, 4, adjustment);
}

}  // namespace

std::optional<std::string> subsetFont(const FontTables& tables, const std::set<std::uint16_t>& glyphs) {
  std::string head = tables("head"), hmtx = tables("hmtx");
  const std::string maxp = tables("maxp"), hhea = tables("hhea");
  if (head.size() < kHeadSize || maxp.size() < kMaxpSize || hhea.size() < kHheaSize) return std::nullopt;
  const bool wide = number(head, kLocaFormat, 2) != 0;
  const std::optional<Outlines> outlines =
      Outlines::of(tables("glyf"), tables("loca"), number(maxp, 4, 2), wide);
  const std::size_t metrics = number(hhea, kWideMetrics, 2);
  if (!outlines || outlines->count() == 0 || hmtx.size() < 4 * metrics) return std::nullopt;
  const std::set<std::uint16_t> kept = withComponents(*outlines, glyphs);

  std::string glyf, loca;
  for (std::size_t glyph = 0; glyph < outlines->count(); ++glyph) {
    put(loca, static_cast<std::uint32_t>(glyf.size()), 4);
    if (kept.count(static_cast<std::uint16_t>(glyph)) == 0) {
      // The last width counts for all glyphs that follow it.
      if (glyph + 1 < metrics) hmtx.replace(4 * glyph, 4, 4, '\0');
      continue;
    }
    glyf += outlines->of(glyph);
    pad(glyf);
  }
  put(loca, static_cast<std::uint32_t>(glyf.size()), 4);
  head.replace(kLocaFormat, 2, std::string("\0\1", 2));
  head.replace(kChecksumAdjustment, 4, 4, '\0');

  std::vector<Table> out = {{"glyf", glyf}, {"head", head}, {"hhea", hhea},
                            {"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}};
  for (const char* tag : {"cvt ", "fpgm", "prep"})
    if (std::string bytes = tables(tag); !bytes.empty()) out.push_back({tag, std::move(bytes)});
  return fileOf(std::move(out));
}

}  // namespace lightloom::exports
