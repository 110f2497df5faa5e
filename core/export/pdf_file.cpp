#include "export/pdf_file.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/check.h"
#include "export/figure.h"
#include "files/inflate.h"
#include "files/safe_writer.h"

namespace lightloom::exports {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// RFC 1950 around the deflated bytes.
std::string packed(std::string_view bytes) {
  constexpr std::uint32_t kAdlerBase = 65521;
  std::uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % kAdlerBase;
    b = (b + a) % kAdlerBase;
  }
  std::string out = "\x78\x9c" + deflated(bytes);
  for (const std::uint32_t half : {b, a}) {
    out += static_cast<char>(half >> 8);
    out += static_cast<char>(half & 0xFF);
  }
  return out;
}

std::string streamBody(std::string_view bytes, const std::string& entries) {
  std::string out = "<< /Length " + std::to_string(bytes.size());
  if (!entries.empty()) out += ' ' + entries;
  out += " >>\nstream\n";
  out += bytes;
  return out + "\nendstream";
}

std::string tenDigits(std::size_t value) {
  const std::string digits = std::to_string(value);
  return std::string(10 - std::min<std::size_t>(10, digits.size()), '0') + digits;
}

// The code point at `at`, which is moved behind it.
char32_t nextCodePoint(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 && first < 0xF8   ? 3
                   : first >= 0xE0 && first < 0xF0 ? 2
                   : first >= 0xC2 && first < 0xE0 ? 1
                                                   : 0;
  if (more == 0 || at + static_cast<std::size_t>(more) > text.size()) return kReplacement;
  char32_t out = first & (0x3F >> more);
  for (int i = 0; i < more; ++i) {
    if ((byte(at) & 0xC0) != 0x80) return kReplacement;
    out = (out << 6) | (byte(at++) & 0x3F);
  }
  const bool surrogate = out >= 0xD800 && out < 0xE000;
  return surrogate || out > 0x10FFFF ? kReplacement : out;
}

void putUnit(std::string& out, std::uint32_t unit) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (int shift = 12; shift >= 0; shift -= 4) out += kDigits[(unit >> shift) & 0xF];
}

}  // namespace

int PdfFile::reserve() {
  m_bodies.emplace_back();
  return static_cast<int>(m_bodies.size());
}

void PdfFile::set(int object, std::string body) {
  LL_CHECK(object > 0 && object <= static_cast<int>(m_bodies.size()));
  m_bodies[static_cast<std::size_t>(object - 1)] = std::move(body);
}

int PdfFile::add(std::string body) {
  const int object = reserve();
  set(object, std::move(body));
  return object;
}

int PdfFile::addStream(std::string_view bytes, const std::string& entries) {
  return add(streamBody(packed(bytes), "/Filter /FlateDecode" + (entries.empty() ? "" : ' ' + entries)));
}

int PdfFile::addPlainStream(std::string_view bytes, const std::string& entries) {
  return add(streamBody(bytes, entries));
}

std::string PdfFile::bytes(int catalogue, int info) const {
  // The second line has bytes above 127, so that no transport takes the file for text.
  std::string out = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < m_bodies.size(); ++i) {
    LL_CHECK(!m_bodies[i].empty());
    offsets.push_back(out.size());
    out += std::to_string(i + 1) + " 0 obj\n" + m_bodies[i] + "\nendobj\n";
  }
  const std::string id = sha256Hex(out).substr(0, 32);
  const std::size_t table = out.size();
  const std::string count = std::to_string(m_bodies.size() + 1);
  out += "xref\n0 " + count + "\n0000000000 65535 f \n";
  for (const std::size_t offset : offsets) out += tenDigits(offset) + " 00000 n \n";
  out += "trailer\n<< /Size " + count + " /Root " + pdfReference(catalogue) + " /Info " + pdfReference(info) +
         " /ID [<" + id + "> <" + id + ">] >>\nstartxref\n" + std::to_string(table) + "\n%%EOF\n";
  return out;
}

std::string pdfReference(int object) {
  return std::to_string(object) + " 0 R";
}

std::string pdfNumber(double value, int decimals) {
  std::string out = fixedNumber(value, decimals);
  if (out.find('.') == std::string::npos) return out;
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out == "-0" ? "0" : out;
}

std::string utf16Hex(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const char32_t code = nextCodePoint(utf8, at);
    if (code >= 0x10000) {
      putUnit(out, 0xD800 + ((code - 0x10000) >> 10));
      putUnit(out, 0xDC00 + ((code - 0x10000) & 0x3FF));
    } else {
      putUnit(out, code);
    }
  }
  return out;
}

std::string pdfText(std::string_view utf8) {
  const bool plain = std::all_of(utf8.begin(), utf8.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
  if (!plain) return "<FEFF" + utf16Hex(utf8) + ">";
  std::string out = "(";
  for (const char c : utf8) {
    if (c == '(' || c == ')' || c == '\\') out += '\\';
    out += c;
  }
  return out + ")";
}

}  // namespace lightloom::exports
