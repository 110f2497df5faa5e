#include "export/manual/markdown.h"

#include <algorithm>
#include <cctype>

#include "export/svg.h"

namespace lightloom::exports {
namespace {

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isWide(char c) {
  return (static_cast<unsigned char>(c) & 0x80) != 0;
}

std::string tagged(const char* tag, const std::string& content) {
  return std::string("<") + tag + ">" + content + "</" + tag + ">";
}

std::string xml(std::string_view text) {
  return xmlText(std::string(text));
}

/// Goes through a line and writes it as HTML.
class Inline {
 public:
  explicit Inline(std::string_view text) : m_text(text) {}

  std::string html() {
    while (m_at < m_text.size()) step();
    return std::move(m_out);
  }

 private:
  char at(std::size_t i) const { return i < m_text.size() ? m_text[i] : '\0'; }
  char before() const { return m_at > 0 ? m_text[m_at - 1] : ' '; }

  void step() {
    const char c = m_text[m_at];
    if (c == '\\' && m_at + 1 < m_text.size()) {
      m_out += xml(m_text.substr(m_at + 1, 1));
      m_at += 2;
    } else if (!(c == '`' && code()) && !(c == '*' && emphasis()) && !(c == '[' && link()) &&
               !(c == 'm' && modelSection()) && !((c == '_' || c == '^') && index(c))) {
      m_out += xml(m_text.substr(m_at, 1));
      ++m_at;
    }
  }

  bool code() {
    const std::size_t end = m_text.find('`', m_at + 1);
    if (end == std::string_view::npos) return false;
    m_out += tagged("code", xml(m_text.substr(m_at + 1, end - m_at - 1)));
    m_at = end + 1;
    return true;
  }

  // Opens before a word and closes behind one; between numbers and letters it is a sign.
  bool emphasis() {
    const std::string_view mark = at(m_at + 1) == '*' ? "**" : "*";
    const char next = at(m_at + mark.size());
    if (isLetter(before()) || isDigit(before()) || next == ' ' || next == '\0') return false;
    std::size_t end = m_text.find(mark, m_at + mark.size() + 1);
    while (end != std::string_view::npos &&
           (m_text[end - 1] == ' ' || m_text[end - 1] == '\\' || (mark.size() == 1 && at(end + 1) == '*')))
      end = m_text.find(mark, end + mark.size());
    if (end == std::string_view::npos) return false;
    const std::string_view inside = m_text.substr(m_at + mark.size(), end - m_at - mark.size());
    m_out += tagged(mark.size() == 2 ? "b" : "i", Inline(inside).html());
    m_at = end + mark.size();
    return true;
  }

  bool link() {
    const std::size_t close = m_text.find("](", m_at);
    const std::size_t end = close == std::string_view::npos ? close : m_text.find(')', close);
    if (end == std::string_view::npos) return false;
    m_out += "<a href=\"" + xml(m_text.substr(close + 2, end - close - 2)) + "\">" +
             Inline(m_text.substr(m_at + 1, close - m_at - 1)).html() + "</a>";
    m_at = end + 1;
    return true;
  }

  // "model.md 3.2"
  bool modelSection() {
    constexpr std::string_view kName = "model.md ";
    if (m_text.substr(m_at, kName.size()) != kName || !isDigit(at(m_at + kName.size()))) return false;
    std::size_t end = m_at + kName.size();
    while (isDigit(at(end)) || (at(end) == '.' && isDigit(at(end + 1)))) ++end;
    const std::string section(m_text.substr(m_at + kName.size(), end - m_at - kName.size()));
    m_out += "<a href=\"#model-" + section + "\">model " + section + "</a>";
    m_at = end;
    return true;
  }

  // A lone letter, a Greek one or a bracket may carry an index; the last letter of a word carries none.
  bool mayCarry() const {
    const char c = before();
    if (isWide(c) || c == ')' || c == ']' || c == '}') return true;
    if (!isLetter(c) && !isDigit(c)) return false;
    if (m_at == m_afterIndex + 1) return true;
    const char left = m_at > 1 ? m_text[m_at - 2] : ' ';
    return !isLetter(left) && left != '_' && !(isDigit(left) && isLetter(c));
  }

  bool index(char sign) {
    const bool number = isDigit(before());  // 10^(−ER/20), but no index
    if (number ? sign != '^' : !mayCarry()) return false;
    std::size_t from = m_at + 1, end = from;
    if (at(from) == '{' || (at(from) == '(' && sign == '^')) {
      end = m_text.find(at(from) == '{' ? '}' : ')', from);
      if (end == std::string_view::npos) return false;
      const bool braces = at(from) == '{';
      const std::string_view inside = m_text.substr(braces ? from + 1 : from, end - from + (braces ? -1 : 1));
      m_out += tagged(sign == '_' ? "sub" : "sup", Inline(inside).html());
      m_at = m_afterIndex = end + 1;
      return true;
    }
    while (isLetter(at(end)) || isDigit(at(end)) || isGreek(end)) end += isGreek(end) ? 2 : 1;
    // In R_sT_s the T is the next letter that carries one.
    if (at(end) == '_' && end > from + 1) end -= isWide(at(end - 1)) ? 2 : 1;
    if (end == from || at(end) == '_') return false;
    m_out += tagged(sign == '_' ? "sub" : "sup", xml(m_text.substr(from, end - from)));
    m_at = m_afterIndex = end;
    return true;
  }

  // Two bytes of UTF-8 that begin with CE or CF.
  bool isGreek(std::size_t i) const {
    const auto c = static_cast<unsigned char>(at(i));
    return c == 0xCE || c == 0xCF;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  std::size_t m_afterIndex = std::string_view::npos - 1;  ///< behind the last index or exponent
  std::string m_out;
};

bool begins(std::string_view line, std::string_view with) {
  return line.substr(0, with.size()) == with;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// The number of "1. " and the like that a line begins with, and how long that is; 0 where it begins with
// none.
std::size_t itemMark(std::string_view line) {
  if (begins(line, "- ")) return 2;
  std::size_t digits = 0;
  while (digits < line.size() && isDigit(line[digits])) ++digits;
  return digits > 0 && line.substr(digits, 2) == ". " ? digits + 2 : 0;
}

// A bar with a blank or an end on either side parts cells; |x| is an absolute value.
std::vector<std::string_view> cellsOf(std::string_view line) {
  std::vector<std::string_view> out;
  std::size_t from = 1;
  for (std::size_t i = 1; i < line.size(); ++i) {
    const bool right = i + 1 == line.size() || line[i + 1] == ' ';
    if (line[i] != '|' || line[i - 1] != ' ' || !right) continue;
    out.push_back(trimmed(line.substr(from, i - from)));
    from = i + 1;
  }
  return out;
}

// What a paragraph that has but a number is called.
std::string firstWords(std::string_view text) {
  constexpr std::size_t kMost = 40;
  if (text.size() <= kMost) return std::string(text);
  return std::string(text.substr(0, text.rfind(' ', kMost))) + " …";
}

bool isRule(std::string_view line) {
  return begins(line, "| -") || begins(line, "|-");
}

/// Blocks of Markdown, line by line.
class Blocks {
 public:
  Blocks(std::string_view text, std::string prefix) : m_prefix(std::move(prefix)) {
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      m_lines.push_back(text.substr(at, end - at));
      at = end + 1;
    }
  }

  ManualText read() {
    while (m_at < m_lines.size()) block();
    closeEntry();
    return std::move(m_out);
  }

 private:
  std::string_view line() const { return m_lines[m_at]; }
  bool more() const { return m_at < m_lines.size(); }
  void write(const std::string& html) { m_out.html += html + "\n"; }

  void block() {
    if (trimmed(line()).empty()) return void(++m_at);
    if (begins(line(), "#")) return heading();
    if (begins(line(), "```")) return code();
    if (begins(line(), "|")) return table();
    if (begins(line(), "    ")) return formula();
    if (begins(line(), ": ")) return facts();
    if (itemMark(line()) > 0) return list();
    paragraph();
  }

  void closeEntry() {
    if (!m_out.entries.empty()) m_out.entries.back().text = plainText(m_out.html.substr(m_entryFrom));
  }

  void openEntry(const std::string& anchor, const std::string& titleHtml) {
    closeEntry();
    m_entryFrom = m_out.html.size();
    m_out.entries.push_back({anchor, plainText(titleHtml), {}});
  }

  void heading() {
    const std::size_t level = std::min(line().find_first_not_of('#'), std::size_t{4});
    std::string_view title = trimmed(line().substr(level));
    std::string anchor;
    const std::size_t given = title.rfind("{#");
    if (given != std::string_view::npos && title.back() == '}') {
      anchor = std::string(title.substr(given + 2, title.size() - given - 3));
      title = trimmed(title.substr(0, given));
    }
    const std::string html = inlineHtml(title);
    if (anchor.empty()) anchor = level == 1 ? m_prefix : m_prefix + "-" + slugOf(plainText(html));
    openEntry(anchor, html);
    const std::string tag = "h" + std::to_string(level);
    write("<" + tag + "><a id=\"" + xml(anchor) + "\" name=\"" + xml(anchor) + "\">" + html + "</a></" + tag +
          ">");
    ++m_at;
  }

  void code() {
    std::string text;
    for (++m_at; more() && !begins(line(), "```"); ++m_at) text += std::string(line()) + "\n";
    ++m_at;
    write("<pre>" + xml(text) + "</pre>");
  }

  void table() {
    std::vector<std::string_view> rows;
    for (; more() && begins(line(), "|"); ++m_at) rows.push_back(trimmed(line()));
    const bool headed = rows.size() > 1 && isRule(rows[1]);
    std::string html = "<table>";
    for (std::size_t r = 0; r < rows.size(); ++r) {
      if (isRule(rows[r])) continue;
      const char* cell = headed && r == 0 ? "th" : "td";
      html += "\n<tr>";
      for (const std::string_view text : cellsOf(rows[r])) html += tagged(cell, inlineHtml(text));
      html += "</tr>";
    }
    write(html + "\n</table>");
  }

  void formula() {
    for (; more() && begins(line(), "    "); ++m_at) {
      std::string html = inlineHtml(trimmed(line()));
      // Blanks part equations that stand side by side.
      for (std::size_t at = html.find("   "); at != std::string::npos; at = html.find("   ", at))
        html.replace(at, 3, "\xC2\xA0\xC2\xA0 ");
      write("<p class=\"formula\">" + html + "</p>");
    }
  }

  void facts() {
    for (; more() && begins(line(), ": "); ++m_at)
      write("<p class=\"facts\">" + inlineHtml(line().substr(2)) + "</p>");
  }

  // Items go on in lines that are set in.
  void list() {
    const bool dashes = begins(line(), "- ");
    const auto isItem = [dashes](std::string_view text) {
      return itemMark(text) > 0 && begins(text, "- ") == dashes;
    };
    const std::string tag = dashes ? "ul>" : "ol>";
    write("<" + tag);
    while (more() && isItem(line())) {
      std::string item(line().substr(itemMark(line())));
      for (++m_at; more() && begins(line(), "  "); ++m_at) item.append(1, ' ').append(trimmed(line()));
      write(tagged("li", inlineHtml(item)));
      if (m_at + 1 < m_lines.size() && trimmed(line()).empty() && isItem(m_lines[m_at + 1])) ++m_at;
    }
    write("</" + tag);
  }

  bool endsParagraph() const {
    return trimmed(line()).empty() || begins(line(), "#") || begins(line(), "```") || begins(line(), "|") ||
           begins(line(), ": ") || itemMark(line()) > 0;
  }

  void paragraph() {
    std::string text(line());
    for (++m_at; more() && !endsParagraph(); ++m_at) text.append(1, ' ').append(trimmed(line()));
    const std::size_t end =
        begins(text, "**") && text.size() > 2 && isDigit(text[2]) ? text.find("**", 2) : 0;
    std::string anchor;
    if (end != 0 && end != std::string::npos) {
      const std::string title = text.substr(2, end - 2);
      anchor = "model-" + title.substr(0, title.find(' '));
      std::string called = title.substr(0, title.find_last_not_of('.') + 1);
      if (called.find(' ') == std::string::npos) called += firstWords(text.substr(end + 2));
      openEntry(anchor, inlineHtml(called));
      write("<p><a id=\"" + xml(anchor) + "\" name=\"" + xml(anchor) + "\">" +
            inlineHtml("**" + title + "**") + "</a>" + inlineHtml(text.substr(end + 2)) + "</p>");
      return;
    }
    write(tagged("p", inlineHtml(text)));
  }

  std::string m_prefix;
  std::vector<std::string_view> m_lines;
  std::size_t m_at = 0, m_entryFrom = 0;
  ManualText m_out;
};

}  // namespace

std::string inlineHtml(std::string_view text) {
  return Inline(text).html();
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '*' || c == '`' || c == '[') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string plainText(std::string_view html) {
  std::string out;
  for (std::size_t at = 0; at < html.size();) {
    if (html[at] == '<') {
      const std::size_t end = html.find('>', at);
      const std::string_view tag = html.substr(at, end - at);
      // Words of two cells or paragraphs are not one.
      if (tag == "</td" || tag == "</th" || tag == "</li" || tag == "</p") out += ' ';
      at = end == std::string_view::npos ? html.size() : end + 1;
    } else if (html[at] == '&') {
      const std::size_t end = html.find(';', at);
      const std::string_view name = html.substr(at + 1, end - at - 1);
      out += name == "lt" ? '<' : name == "gt" ? '>' : name == "amp" ? '&' : name == "quot" ? '"' : '\'';
      at = end == std::string_view::npos ? html.size() : end + 1;
    } else {
      out += html[at] == '\n' ? ' ' : html[at];
      ++at;
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

ManualText markdownHtml(std::string_view text, const std::string& prefix) {
  return Blocks(text, prefix).read();
}

std::string slugOf(std::string_view title) {
  std::string out;
  for (const char c : title) {
    if (isLetter(c) || isDigit(c) || isWide(c))
      out += isWide(c) ? c : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    else if (!out.empty() && out.back() != '-')
      out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

}  // namespace lightloom::exports
