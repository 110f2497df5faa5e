#include "documents/internal/npy.h"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

namespace lightloom::documents {
namespace {

static_assert(std::endian::native == std::endian::little, "writes the bytes of floats as they lie in memory");

constexpr std::string_view kMagic("\x93NUMPY");
constexpr std::size_t kLongestHeader = 64 << 10;
constexpr std::size_t kMostDimensions = 8;
constexpr std::uint64_t kMostEntries = std::uint64_t{1} << 28;

Message npyError(const char* id, const char* text, const std::string& source, const std::string& more = {}) {
  return {id, text, {source, more}};
}

struct Header {
  std::string descr;
  bool fortranOrder = false;
  std::vector<std::uint64_t> shape;
};

// The header is a Python dictionary of exactly three known keys; nothing else of Python is understood.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : m_text(text) {}

  std::optional<Header> parse() {
    Header header;
    if (!take('{')) return std::nullopt;
    while (!take('}')) {
      const std::optional<std::string> key = quoted();
      if (!key || !take(':') || !value(*key, header)) return std::nullopt;
      if (!take(',') && peek() != '}') return std::nullopt;
    }
    skipSpace();
    if (m_at != m_text.size() || m_seen != 7) return std::nullopt;
    return header;
  }

 private:
  void skipSpace() {
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n')) ++m_at;
  }
  char peek() {
    skipSpace();
    return m_at < m_text.size() ? m_text[m_at] : '\0';
  }
  bool take(char c) {
    if (peek() != c || m_at >= m_text.size()) return false;
    ++m_at;
    return true;
  }
  bool takeWord(std::string_view word) {
    skipSpace();
    if (m_text.substr(m_at, word.size()) != word) return false;
    m_at += word.size();
    return true;
  }
  bool once(unsigned bit) {
    if (m_seen & bit) return false;
    m_seen |= bit;
    return true;
  }

  std::optional<std::string> quoted() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') return std::nullopt;
    const std::size_t end = m_text.find(quote, ++m_at);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string out(m_text.substr(m_at, end - m_at));
    m_at = end + 1;
    return out;
  }

  bool value(const std::string& key, Header& out) {
    if (key == "descr") {
      const std::optional<std::string> text = quoted();
      if (text) out.descr = *text;
      return text && once(1);
    }
    if (key == "fortran_order") {
      out.fortranOrder = takeWord("True");
      return (out.fortranOrder || takeWord("False")) && once(2);
    }
    return key == "shape" && shape(out.shape) && once(4);
  }

  bool shape(std::vector<std::uint64_t>& out) {
    if (!take('(')) return false;
    while (!take(')')) {
      skipSpace();
      std::uint64_t size = 0;
      const char* first = m_text.data() + m_at;
      const auto [end, error] = std::from_chars(first, m_text.data() + m_text.size(), size);
      if (error != std::errc() || out.size() == kMostDimensions) return false;
      m_at += static_cast<std::size_t>(end - first);
      out.push_back(size);
      if (!take(',') && peek() != ')') return false;
    }
    return true;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
  unsigned m_seen = 0;
};

// Cuts magic, version and header off the front of `bytes`.
Result<Header> takeHeader(std::string_view& bytes, const std::string& source) {
  if (bytes.substr(0, kMagic.size()) != kMagic)
    return npyError("npy.not-npy", LL_TEXT("%1 is not a NumPy array file (.npy)."), source);
  const auto byte = [&](std::size_t i) {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i]));
  };
  const Message truncated =
      npyError("npy.truncated", LL_TEXT("%1 ends inside its header. Copy or download it again."), source);
  if (bytes.size() < 12) return truncated;
  const std::size_t major = byte(6), lengthBytes = major == 1 ? 2 : 4;
  std::size_t length = byte(8) | byte(9) << 8;
  if (major != 1) length |= byte(10) << 16 | byte(11) << 24;
  const std::size_t start = 8 + lengthBytes;
  const Message bad = npyError(
      "npy.bad-header", LL_TEXT("%1 has a header that NumPy does not write. Save the array again."), source);
  if (major < 1 || major > 3 || length > kLongestHeader) return bad;
  if (bytes.size() < start + length) return truncated;
  const std::optional<Header> header = HeaderParser(bytes.substr(start, length)).parse();
  if (!header) return bad;
  bytes.remove_prefix(start + length);
  return *header;
}

std::optional<Message> headerProblem(const Header& header, const std::string& source) {
  if (header.descr != "<f4")
    return npyError(
        "npy.unsupported-type",
        LL_TEXT("%1 holds numbers of the type “%2”; only little-endian float32 (<f4) is read. Convert "
                "it with astype('<f4')."),
        source, header.descr.substr(0, 40));
  if (header.fortranOrder)
    return npyError("npy.unsupported-order",
                    LL_TEXT("%1 is stored column by column. Save it with numpy.ascontiguousarray."), source);
  if (header.shape.empty() || header.shape.size() > 2)
    return npyError("npy.unsupported-shape", LL_TEXT("%1 has %2 dimensions; weights have one or two."),
                    source, std::to_string(header.shape.size()));
  return std::nullopt;
}

}  // namespace

std::string writeNpy(const WeightMatrix& matrix) {
  LL_CHECK(matrix.data.size() == matrix.rows * matrix.columns);
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + std::to_string(matrix.rows) +
                       ", " + std::to_string(matrix.columns) + "), }";
  const std::size_t prefix = kMagic.size() + 4;
  header.append((64 - (prefix + header.size() + 1) % 64) % 64, ' ');
  header += '\n';
  std::string out(kMagic);
  out += {'\x01', '\x00', static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  out += header;
  if (!matrix.data.empty())
    out.append(reinterpret_cast<const char*>(matrix.data.data()), matrix.data.size() * sizeof(float));
  return out;
}

Result<WeightMatrix> readNpy(std::string_view bytes, const std::string& source, bool finiteOnly) {
  const Result<Header> header = takeHeader(bytes, source);
  if (!header) return header.error();
  if (std::optional<Message> problem = headerProblem(header.value(), source)) return *problem;
  const std::vector<std::uint64_t>& shape = header.value().shape;
  const std::uint64_t rows = shape.size() == 2 ? shape[0] : 1, columns = shape.back();
  const bool fits =
      (rows == 0 || columns <= kMostEntries / rows) && rows <= kMostEntries && columns <= kMostEntries;
  if (!fits || rows * columns * sizeof(float) != bytes.size())
    return npyError("npy.wrong-size",
                    LL_TEXT("%1: its shape and its length do not fit together. Copy or download it again."),
                    source);
  WeightMatrix matrix;
  matrix.rows = static_cast<std::size_t>(rows);
  matrix.columns = static_cast<std::size_t>(columns);
  matrix.data.resize(matrix.rows * matrix.columns);
  if (!bytes.empty()) std::memcpy(matrix.data.data(), bytes.data(), bytes.size());
  for (const float number : matrix.data)
    if (finiteOnly && !std::isfinite(number))
      return npyError("npy.not-finite", LL_TEXT("%1 holds NaN or infinity, which no weight is."), source);
  return matrix;
}

}  // namespace lightloom::documents
