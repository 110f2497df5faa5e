#include <algorithm>
#include <cctype>
#include <map>

#include "export/manual/internal/source_texts.h"

namespace lightloom::exports {
namespace {

struct Token {
  enum class Type { Word, Literal, Sign };
  Type type = Type::Sign;
  std::string text;  ///< of literals what stands between the quotes, escapes resolved
};

bool isWordStart(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}

bool isWordPart(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

/// Cuts C++ into words, literals and signs; comments and preprocessor lines are left out.
class Tokenizer {
 public:
  explicit Tokenizer(std::string_view source) : m_source(source) {}

  std::vector<Token> tokens() {
    while (m_at < m_source.size()) step();
    return std::move(m_out);
  }

 private:
  bool startsWith(std::string_view text) const { return m_source.substr(m_at, text.size()) == text; }

  void skipTo(std::string_view end, std::size_t from) {
    const std::size_t found = m_source.find(end, m_at + from);
    m_at = found == std::string_view::npos ? m_source.size() : found + end.size();
  }

  void step() {
    const char c = m_source[m_at];
    if (startsWith("//")) return skipTo("\n", 2);
    if (startsWith("/*")) return skipTo("*/", 2);
    if (c == '#' && m_lineStart) return skipTo("\n", 0);
    if (c == '\n') m_lineStart = true;
    if (std::isspace(static_cast<unsigned char>(c))) {
      ++m_at;
      return;
    }
    m_lineStart = false;
    if (c == '"') return literal();
    if (c == '\'') return character();
    if (std::isdigit(static_cast<unsigned char>(c))) return number();
    if (isWordStart(c)) return word();
    m_out.push_back({Token::Type::Sign, std::string(1, c)});
    ++m_at;
  }

  void word() {
    const std::size_t from = m_at;
    while (m_at < m_source.size() && isWordPart(m_source[m_at])) ++m_at;
    m_out.push_back({Token::Type::Word, std::string(m_source.substr(from, m_at - from))});
  }

  // With the apostrophes that group its digits.
  void number() {
    while (m_at < m_source.size() &&
           (isWordPart(m_source[m_at]) || m_source[m_at] == '.' || m_source[m_at] == '\''))
      ++m_at;
  }

  void character() {
    for (++m_at; m_at < m_source.size() && m_source[m_at] != '\''; ++m_at)
      if (m_source[m_at] == '\\') ++m_at;
    ++m_at;
  }

  void literal() {
    std::string text;
    for (++m_at; m_at < m_source.size() && m_source[m_at] != '"'; ++m_at) {
      if (m_source[m_at] == '\\' && m_at + 1 < m_source.size()) {
        const char escaped = m_source[++m_at];
        text += escaped == 'n' ? '\n' : escaped;
      } else {
        text += m_source[m_at];
      }
    }
    ++m_at;
    // Literals side by side are one.
    if (!m_out.empty() && m_out.back().type == Token::Type::Literal)
      m_out.back().text += text;
    else
      m_out.push_back({Token::Type::Literal, std::move(text)});
  }

  std::string_view m_source;
  std::size_t m_at = 0;
  bool m_lineStart = true;
  std::vector<Token> m_out;
};

/// Goes through the tokens statement by statement.
class Reader {
 public:
  explicit Reader(std::vector<Token> tokens) : m_tokens(std::move(tokens)) {}

  std::vector<FoundMessage> messages() {
    for (m_at = 0; m_at < m_tokens.size(); ++m_at) step();
    std::erase_if(m_out, [](const FoundMessage& message) { return message.texts.empty(); });
    return std::move(m_out);
  }

 private:
  bool isSign(std::size_t at, char sign) const {
    return at < m_tokens.size() && m_tokens[at].type == Token::Type::Sign && m_tokens[at].text[0] == sign;
  }

  void step() {
    const Token& token = m_tokens[m_at];
    if (token.type == Token::Type::Sign && token.text == ";") return endStatement();
    if (token.type == Token::Type::Literal) return literal(token.text);
    if (token.type == Token::Type::Word) word(token.text);
  }

  void endStatement() {
    if (!m_defined.empty() && !m_texts.empty() && m_open.empty()) m_named[m_defined] = m_texts;
    m_defined.clear();
    m_texts.clear();
    m_open.clear();
    m_severity.clear();
  }

  void literal(const std::string& text) {
    if (!isMessageId(text)) return;
    if (!m_defined.empty() && isSign(m_at - 1, '=') && isSign(m_at + 1, ';')) {
      m_ids[m_defined] = text;
      return;
    }
    begin(text);
  }

  void begin(const std::string& id) {
    const bool choice = isSign(m_at - 1, ':') && !m_open.empty() && m_out[m_open.back()].texts.empty();
    if (!choice) m_open.clear();
    m_open.push_back(m_out.size());
    m_out.push_back({id, m_severity, {}});
  }

  void word(const std::string& text) {
    if (text == "LL_TEXT" && isSign(m_at + 1, '(')) {
      if (m_at + 2 < m_tokens.size() && m_tokens[m_at + 2].type == Token::Type::Literal)
        add(m_tokens[m_at + 2].text);
      m_at += 2;
    } else if (text == "Severity" && isSign(m_at + 1, ':') && m_at + 3 < m_tokens.size()) {
      m_severity = m_tokens[m_at + 3].text;
      std::transform(m_severity.begin(), m_severity.end(), m_severity.begin(),
                     [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    } else if (const auto id = m_ids.find(text); id != m_ids.end() && isSign(m_at + 1, ',')) {
      begin(id->second);
    } else if (const auto named = m_named.find(text); named != m_named.end() && !m_open.empty()) {
      for (const std::string& one : named->second) add(one);
    } else if (m_open.empty() && (isSign(m_at + 1, '=') || isSign(m_at + 1, '['))) {
      m_defined = text;
    }
  }

  void add(const std::string& text) {
    m_texts.push_back(text);
    for (const std::size_t open : m_open) m_out[open].texts.push_back(text);
  }

  std::vector<Token> m_tokens;
  std::size_t m_at = 0;
  std::vector<FoundMessage> m_out;
  std::vector<std::size_t> m_open;   ///< messages that the next text belongs to
  std::string m_defined;             ///< name that the statement gives a value
  std::vector<std::string> m_texts;  ///< of the statement
  std::string m_severity;            ///< named in the statement
  std::map<std::string, std::string> m_ids;
  std::map<std::string, std::vector<std::string>> m_named;
};

// Names of files have the form of an id.
constexpr std::string_view kFileEndings[] = {"csv", "h",    "html", "json", "loom", "loomrun", "md",  "npy",
                                             "npz", "onnx", "pdf",  "png",  "py",   "svg",     "tex", "zip"};

}  // namespace

bool isMessageId(std::string_view literal) {
  const std::string_view ending = literal.substr(literal.rfind('.') + 1);
  if (std::find(std::begin(kFileEndings), std::end(kFileEndings), ending) != std::end(kFileEndings))
    return false;
  bool dot = false;
  char before = '.';
  for (const char c : literal) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (!letter && ((c != '-' && c != '.') || before == '-' || before == '.')) return false;
    dot = dot || c == '.';
    before = c;
  }
  return dot && before != '.' && before != '-' && literal[0] >= 'a';
}

std::vector<FoundMessage> messagesOf(std::string_view source) {
  return Reader(Tokenizer(source).tokens()).messages();
}

std::vector<FoundMessage> merged(std::vector<FoundMessage> messages) {
  std::map<std::string, FoundMessage> byId;
  for (FoundMessage& message : messages) {
    FoundMessage& one = byId[message.id];
    one.id = message.id;
    // The worst: a check may be a warning here and an error there.
    for (const char* severity : {"info", "warning", "error"})
      if (message.severity == severity && one.severity != "error" &&
          (one.severity != "warning" || message.severity == "error"))
        one.severity = severity;
    for (std::string& text : message.texts)
      if (std::find(one.texts.begin(), one.texts.end(), text) == one.texts.end())
        one.texts.push_back(std::move(text));
  }
  std::vector<FoundMessage> out;
  for (auto& [id, message] : byId) out.push_back(std::move(message));
  return out;
}

}  // namespace lightloom::exports
