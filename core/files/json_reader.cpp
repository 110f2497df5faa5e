#include "files/json_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/json_writer.h"
#include "files/file_reader.h"

namespace lightloom::files {
namespace {

constexpr std::size_t kLongestNumber = 400;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

int hexDigit(char c) {
  if (isDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Four hexadecimal digits at `at`, or −1.
int hexFour(std::string_view text, std::size_t at) {
  if (at + 4 > text.size()) return -1;
  int code = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    const int digit = hexDigit(text[i]);
    if (digit < 0) return -1;
    code = 16 * code + digit;
  }
  return code;
}

void appendUtf8(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

bool isHighSurrogate(int code) {
  return code >= 0xD800 && code < 0xDC00;
}
bool isLowSurrogate(int code) {
  return code >= 0xDC00 && code < 0xE000;
}

// Text between quotes that the parser has checked.
std::string unescaped(std::string_view text) {
  if (text.find('\\') == std::string_view::npos) return std::string(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    switch (const char escape = text[++i]) {
      case 'b':
        out += '\b';
        break;
      case 'f':
        out += '\f';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 't':
        out += '\t';
        break;
      case 'u': {
        auto code = static_cast<unsigned>(hexFour(text, i + 1));
        i += 4;
        if (isHighSurrogate(static_cast<int>(code))) {
          code = 0x10000 + ((code - 0xD800) << 10) + (static_cast<unsigned>(hexFour(text, i + 3)) - 0xDC00);
          i += 6;
        }
        appendUtf8(out, code);
        break;
      }
      default:
        out += escape;
    }
  }
  return out;
}

}  // namespace

/// Recursive descent; the depth limit bounds the recursion.
class JsonParser {
 public:
  JsonParser(JsonDocument& document, const std::string& source, const LoadBudget& budget)
      : m_document(document),
        m_text(document.m_text),
        m_source(source),
        m_budget(budget),
        m_deadline(budget) {}

  std::optional<Message> run() {
    if (m_text.substr(0, 3) == "\xEF\xBB\xBF") m_at = 3;
    skipSpace();
    if (m_at == m_text.size())
      return Message{"file.empty", LL_TEXT("%1 is empty. Restore it from a copy."), {m_source}};
    if (!value(1, 0, 0)) return m_error;
    skipSpace();
    if (m_at != m_text.size())
      fail("json.after-end",
           LL_TEXT("%1, line %2, column %3: there is more text after the end of the JSON value. "
                   "Remove it, or restore the file from a copy."));
    return m_error;
  }

 private:
  using Node = JsonDocument::Node;

  bool failAt(std::size_t offset, const char* id, const char* text, std::vector<MessageArgument> more = {}) {
    if (m_error) return false;
    const std::string_view before = m_text.substr(0, offset);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t lineStart = before.rfind('\n') + 1;
    m_error =
        Message{id, text, {m_source, std::int64_t{line}, static_cast<std::int64_t>(offset - lineStart + 1)}};
    for (MessageArgument& argument : more) m_error->arguments.push_back(std::move(argument));
    return false;
  }
  bool fail(const char* id, const char* text, std::vector<MessageArgument> more = {}) {
    return failAt(m_at, id, text, std::move(more));
  }

  bool unexpected() {
    if (m_at >= m_text.size())
      return fail("file.truncated",
                  LL_TEXT("%1 ends too early, at line %2, column %3: part of it is missing. "
                          "Restore it from a copy."));
    return fail("json.syntax",
                LL_TEXT("%1, line %2, column %3: “%4” is not expected there. Correct the text at this place, "
                        "or restore the file from a copy."),
                {shownCharacter()});
  }

  // The character at the cursor, whole where it has several bytes.
  std::string shownCharacter() const {
    std::size_t end = m_at + 1;
    while (end < m_text.size() && (static_cast<unsigned char>(m_text[end]) >> 6) == 2) ++end;
    return std::string(m_text.substr(m_at, end - m_at));
  }

  void skipSpace() {
    while (m_at < m_text.size() &&
           (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\t' || m_text[m_at] == '\r'))
      ++m_at;
  }

  char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }

  bool addNode(JsonKind kind, std::size_t keyBegin, std::size_t keyEnd) {
    if (m_document.m_nodes.size() >= m_budget.items)
      return fail("json.too-many",
                  LL_TEXT("%1, line %2, column %3: the file has more than %4 values, which is more than this "
                          "program reads."),
                  {static_cast<std::int64_t>(m_budget.items)});
    if ((m_document.m_nodes.size() & 4095) == 4095 && m_deadline.passed())
      return fail("json.too-slow",
                  LL_TEXT("%1 takes too long to read; reading stopped at line %2, column %3."));
    Node node;
    node.kind = kind;
    node.keyBegin = static_cast<std::uint32_t>(keyBegin);
    node.keyEnd = static_cast<std::uint32_t>(keyEnd);
    node.begin = static_cast<std::uint32_t>(m_at);
    m_document.m_nodes.push_back(node);
    return true;
  }

  void closeNode(std::size_t index, std::size_t count) {
    Node& node = m_document.m_nodes[index];
    node.end = static_cast<std::uint32_t>(m_at);
    node.next = static_cast<std::uint32_t>(m_document.m_nodes.size());
    node.count = static_cast<std::uint32_t>(count);
  }

  bool value(int depth, std::size_t keyBegin, std::size_t keyEnd) {
    if (depth > m_budget.depth)
      return fail("json.too-deep",
                  LL_TEXT("%1, line %2, column %3: nested more than %4 deep, which no file of ours is."),
                  {std::int64_t{m_budget.depth}});
    const std::size_t index = m_document.m_nodes.size();
    switch (peek()) {
      case '{':
        return addNode(JsonKind::Object, keyBegin, keyEnd) && object(index, depth);
      case '[':
        return addNode(JsonKind::Array, keyBegin, keyEnd) && array(index, depth);
      case '"':
        return addNode(JsonKind::String, keyBegin, keyEnd) && string(m_budget.stringLength) && closed(index);
      case 't':
        return addNode(JsonKind::Bool, keyBegin, keyEnd) && word("true") && closed(index);
      case 'f':
        return addNode(JsonKind::Bool, keyBegin, keyEnd) && word("false") && closed(index);
      case 'n':
        return addNode(JsonKind::Null, keyBegin, keyEnd) && word("null") && closed(index);
      default:
        return addNode(JsonKind::Number, keyBegin, keyEnd) && number() && closed(index);
    }
  }

  bool closed(std::size_t index) {
    closeNode(index, 0);
    return true;
  }

  bool word(std::string_view expected) {
    const std::size_t start = m_at;
    for (const char c : expected) {
      if (peek() != c) {
        if (m_at < m_text.size()) m_at = start;
        return m_text.substr(start, 3) == "nan" ? notFinite() : unexpected();
      }
      ++m_at;
    }
    return true;
  }

  bool notFinite() {
    return fail(
        "json.not-finite",
        LL_TEXT("%1, line %2, column %3: NaN and Infinity are not numbers that a file may hold. Put in "
                "a finite number, or null where a value may be missing."));
  }

  void skipDigits() {
    while (isDigit(peek())) ++m_at;
  }

  bool digits() {
    if (!isDigit(peek())) return unexpected();
    skipDigits();
    return true;
  }

  bool number() {
    const std::size_t start = m_at;
    if (peek() == '-') ++m_at;
    const std::string_view rest = m_text.substr(m_at, 3);
    if (rest == "NaN" || rest == "Inf" || rest == "nan" || rest == "inf") return notFinite();
    if (peek() == '0')
      ++m_at;
    else if (!digits())
      return false;
    if (peek() == '.') {
      ++m_at;
      if (!digits()) return false;
    }
    if (peek() == 'e' || peek() == 'E') {
      ++m_at;
      if (peek() == '+' || peek() == '-') ++m_at;
      if (!digits()) return false;
    }
    return inRange(start);
  }

  bool inRange(std::size_t start) {
    double parsed = 0;
    const auto [end, error] = std::from_chars(m_text.data() + start, m_text.data() + m_at, parsed);
    if (m_at - start <= kLongestNumber && error == std::errc() && end == m_text.data() + m_at) return true;
    return failAt(start, "json.number-range",
                  LL_TEXT("%1, line %2, column %3: the number %4 is too large, too small or too long for a "
                          "computer's floating point (about 1e-308 … 1e308). Correct it."),
                  {std::string(m_text.substr(start, std::min<std::size_t>(m_at - start, 40)))});
  }

  bool badString() {
    return fail(
        "json.bad-string",
        LL_TEXT("%1, line %2, column %3: the text holds a raw control character or a wrong \\ escape. "
                "Correct the text at this place."));
  }

  // Reads a string: the position is at its opening quote, and afterwards behind the closing one.
  bool string(std::size_t longest) {
    const std::size_t start = m_at++;
    while (true) {
      if (m_at >= m_text.size()) return unexpected();
      const char c = m_text[m_at];
      if (c == '"') break;
      if (static_cast<unsigned char>(c) < 0x20) return badString();
      if (c != '\\')
        ++m_at;
      else if (!escape())
        return false;
    }
    // The text itself counts, not its escapes: written again, they may be more.
    const std::string_view raw = m_text.substr(start + 1, m_at - start - 1);
    if (raw.size() > longest && unescaped(raw).size() > longest)
      return failAt(start, "json.too-long",
                    LL_TEXT("%1, line %2, column %3: this text is longer than the %4 bytes allowed there. "
                            "Shorten it."),
                    {static_cast<std::int64_t>(longest)});
    ++m_at;
    return true;
  }

  bool escape() {
    if (m_at + 1 >= m_text.size()) {
      m_at = m_text.size();
      return unexpected();
    }
    const char c = m_text[m_at + 1];
    if (c != 'u') {
      if (std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos) return badString();
      m_at += 2;
      return true;
    }
    const int code = hexFour(m_text, m_at + 2);
    if (code < 0 || isLowSurrogate(code)) return badString();
    if (isHighSurrogate(code)) {
      if (m_text.substr(m_at + 6, 2) != "\\u" || !isLowSurrogate(hexFour(m_text, m_at + 8)))
        return badString();
      m_at += 6;
    }
    m_at += 6;
    return true;
  }

  bool array(std::size_t index, int depth) {
    ++m_at;
    std::size_t count = 0;
    skipSpace();
    if (peek() != ']') {
      do {
        skipSpace();
        if (!value(depth + 1, 0, 0)) return false;
        ++count;
        skipSpace();
      } while (take(','));
      if (peek() != ']') return unexpected();
    }
    ++m_at;
    closeNode(index, count);
    return true;
  }

  bool object(std::size_t index, int depth) {
    ++m_at;
    std::size_t count = 0;
    skipSpace();
    if (peek() != '}') {
      do {
        if (!member(depth)) return false;
        ++count;
        skipSpace();
      } while (take(','));
      if (peek() != '}') return unexpected();
    }
    ++m_at;
    closeNode(index, count);
    return noDuplicates(index);
  }

  bool member(int depth) {
    skipSpace();
    if (peek() != '"') return unexpected();
    const std::size_t keyBegin = m_at + 1;
    if (!string(m_budget.nameLength)) return false;
    const std::size_t keyEnd = m_at - 1;
    skipSpace();
    if (!take(':')) return unexpected();
    skipSpace();
    return value(depth + 1, keyBegin, keyEnd);
  }

  bool take(char c) {
    if (peek() != c || m_at >= m_text.size()) return false;
    ++m_at;
    return true;
  }

  bool noDuplicates(std::size_t index) {
    std::vector<std::pair<std::string, std::uint32_t>> keys;
    const std::uint32_t last = m_document.m_nodes[index].next;
    for (auto i = static_cast<std::uint32_t>(index) + 1; i < last; i = m_document.m_nodes[i].next) {
      const Node& node = m_document.m_nodes[i];
      keys.emplace_back(unescaped(m_text.substr(node.keyBegin, node.keyEnd - node.keyBegin)), node.keyBegin);
    }
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end(),
                                          [](const auto& a, const auto& b) { return a.first == b.first; });
    if (twice == keys.end()) return true;
    return failAt((twice + 1)->second, "json.duplicate-key",
                  LL_TEXT("%1, line %2, column %3: “%4” stands twice in the same object, so it is not clear "
                          "which one counts. Remove one."),
                  {twice->first});
  }

  JsonDocument& m_document;
  std::string_view m_text;
  const std::string& m_source;
  const LoadBudget& m_budget;
  Deadline m_deadline;
  std::size_t m_at = 0;
  std::optional<Message> m_error;
};

Result<JsonDocument> JsonDocument::parse(std::string_view text, const std::string& source,
                                         const LoadBudget& budget) {
  if (std::optional<Message> problem = textProblem(text, source, budget)) return *problem;
  JsonDocument document;
  document.m_text = std::string(text);
  if (std::optional<Message> error = JsonParser(document, source, budget).run()) return *error;
  return document;
}

JsonKind JsonValue::kind() const {
  return m_document->m_nodes[m_index].kind;
}

std::string_view JsonValue::raw() const {
  const JsonDocument::Node& node = m_document->m_nodes[m_index];
  return std::string_view(m_document->m_text).substr(node.begin, node.end - node.begin);
}

bool JsonValue::flag() const {
  LL_CHECK(is(JsonKind::Bool));
  return raw().front() == 't';
}

double JsonValue::number() const {
  LL_CHECK(is(JsonKind::Number));
  double value = 0;
  const std::string_view text = raw();
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

std::optional<std::int64_t> JsonValue::integer() const {
  if (!is(JsonKind::Number)) return std::nullopt;
  const std::string_view text = raw();
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (error == std::errc() && end == text.data() + text.size()) return whole;
  const double real = number();
  if (real != std::floor(real) || std::fabs(real) > 9007199254740992.0) return std::nullopt;
  return static_cast<std::int64_t>(real);
}

std::string JsonValue::string() const {
  LL_CHECK(is(JsonKind::String));
  const std::string_view text = raw();
  return unescaped(text.substr(1, text.size() - 2));
}

std::string JsonValue::key() const {
  const JsonDocument::Node& node = m_document->m_nodes[m_index];
  return unescaped(std::string_view(m_document->m_text).substr(node.keyBegin, node.keyEnd - node.keyBegin));
}

std::size_t JsonValue::size() const {
  return m_document->m_nodes[m_index].count;
}

int JsonValue::line() const {
  const std::string& text = m_document->m_text;
  const auto end = text.begin() + m_document->m_nodes[m_index].begin;
  return static_cast<int>(std::count(text.begin(), end, '\n')) + 1;
}

std::optional<JsonValue> JsonValue::find(std::string_view key) const {
  if (!is(JsonKind::Object)) return std::nullopt;
  for (const JsonValue member : *this)
    if (member.key() == key) return member;
  return std::nullopt;
}

JsonValue::Iterator& JsonValue::Iterator::operator++() {
  m_index = m_document->m_nodes[m_index].next;
  return *this;
}

JsonValue::Iterator JsonValue::begin() const {
  return Iterator(m_document, m_index + 1);
}
JsonValue::Iterator JsonValue::end() const {
  return Iterator(m_document, m_document->m_nodes[m_index].next);
}

std::string compactJson(const JsonValue& value) {
  const bool object = value.is(JsonKind::Object);
  if (!object && !value.is(JsonKind::Array)) return std::string(value.raw());
  std::string out(1, object ? '{' : '[');
  for (const JsonValue child : value) {
    if (out.size() > 1) out += ',';
    if (object) out += jsonString(child.key()) + ':';
    out += compactJson(child);
  }
  return out + (object ? '}' : ']');
}

void writeJson(JsonWriter& writer, const JsonValue& value) {
  if (value.is(JsonKind::Object)) {
    writer.beginObject();
    for (const JsonValue member : value) {
      writer.key(member.key());
      writeJson(writer, member);
    }
    writer.endObject();
  } else if (value.is(JsonKind::Array)) {
    writer.beginArray();
    for (const JsonValue item : value) writeJson(writer, item);
    writer.endArray();
  } else {
    writer.raw(value.raw());
  }
}

}  // namespace lightloom::files
