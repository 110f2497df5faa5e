#include "base/json_writer.h"

#include <charconv>
#include <cmath>

#include "base/check.h"

namespace lightloom::base {
namespace {

constexpr char kHex[] = "0123456789abcdef";

void appendString(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : '\0');
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else if (byte == 0xC2 && next >= 0x80 && next < 0xA0) {
      // U+0080 … U+009F drive terminals, too.
      out += "\\u00";
      out += kHex[next >> 4];
      out += kHex[next & 15];
      ++i;
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string jsonNumber(double value) {
  if (!std::isfinite(value)) return "null";
  char buffer[40];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  LL_CHECK(error == std::errc());
  std::string text(buffer, end);
  const std::size_t e = text.find('e');
  if (e == std::string::npos) return text;
  // to_chars writes at least two digits and a sign in the exponent: 1e+09.
  std::size_t digits = e + 2;
  while (digits + 1 < text.size() && text[digits] == '0') ++digits;
  return text.substr(0, e + 1) + (text[e + 1] == '-' ? "-" : "") + text.substr(digits);
}

std::string jsonString(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 2);
  appendString(out, text);
  return out;
}

void JsonWriter::beginObject(JsonLayout layout) {
  open('{', true, layout);
}
void JsonWriter::endObject() {
  close('}', true);
}
void JsonWriter::beginArray(JsonLayout layout) {
  open('[', false, layout);
}
void JsonWriter::endArray() {
  close(']', false);
}

void JsonWriter::key(std::string_view key) {
  LL_CHECK(!m_levels.empty() && m_levels.back().object && !m_afterKey);
  Level& level = m_levels.back();
  if (!level.empty) m_out += ',';
  if (level.layout == JsonLayout::Lines) {
    newLine(m_levels.size());
    level.broken = true;
  } else if (!level.empty) {
    m_out += ' ';
  }
  level.empty = false;
  appendString(m_out, key);
  m_out += ": ";
  m_afterKey = true;
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number)) ++m_nonFinite;
  scalar(jsonNumber(number));
}
void JsonWriter::value(std::int64_t number) {
  scalar(std::to_string(number));
}
void JsonWriter::value(std::uint64_t number) {
  scalar(std::to_string(number));
}
void JsonWriter::value(bool flag) {
  scalar(flag ? "true" : "false");
}
void JsonWriter::null() {
  scalar("null");
}
void JsonWriter::raw(std::string_view json) {
  scalar(json);
}

void JsonWriter::value(std::string_view text) {
  beforeValue(false);
  appendString(m_out, text);
}

void JsonWriter::value(const std::vector<double>& numbers) {
  beginArray(JsonLayout::Inline);
  for (const double number : numbers) value(number);
  endArray();
}

std::string JsonWriter::take() {
  LL_CHECK(m_levels.empty() && !m_afterKey);
  m_out += '\n';
  return std::move(m_out);
}

void JsonWriter::open(char bracket, bool object, JsonLayout layout) {
  if (!m_levels.empty() && m_levels.back().layout == JsonLayout::Inline) layout = JsonLayout::Inline;
  beforeValue(true);
  m_out += bracket;
  m_levels.push_back({object, layout, true, false});
}

void JsonWriter::close(char bracket, bool object) {
  LL_CHECK(!m_levels.empty() && m_levels.back().object == object && !m_afterKey);
  const bool broken = m_levels.back().broken;
  m_levels.pop_back();
  if (broken) newLine(m_levels.size());
  m_out += bracket;
}

void JsonWriter::beforeValue(bool container) {
  if (m_afterKey) {
    m_afterKey = false;
    return;
  }
  if (m_levels.empty()) {
    LL_CHECK(m_out.empty());
    return;
  }
  Level& level = m_levels.back();
  LL_CHECK(!level.object);
  if (!level.empty) m_out += ',';
  if (container && level.layout == JsonLayout::Lines) {
    newLine(m_levels.size());
    level.broken = true;
  } else if (!level.empty) {
    m_out += ' ';
  }
  level.empty = false;
}

void JsonWriter::newLine(std::size_t depth) {
  m_out += '\n';
  m_out.append(2 * depth, ' ');
}

void JsonWriter::scalar(std::string_view json) {
  beforeValue(false);
  m_out += json;
}

}  // namespace lightloom::base
