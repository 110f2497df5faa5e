#include "files/npy.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <utility>

namespace lightloom::files {
namespace {

constexpr std::string_view kMagic("\x93NUMPY");
constexpr std::size_t kLongestHeader = 64 << 10;
constexpr std::size_t kMostNpyDimensions = 8;

Message npyError(const char* id, const char* text, const std::string& source) {
  return {id, text, {source}};
}

// The header is a Python dictionary of exactly three known keys; nothing else of Python is understood.
class HeaderParser {
 public:
  explicit HeaderParser(std::string_view text) : m_text(text) {}

  std::optional<NpyHeader> parse() {
    NpyHeader header;
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

  bool value(const std::string& key, NpyHeader& out) {
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
      if (error != std::errc() || out.size() == kMostNpyDimensions) return false;
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

template <typename T>
double numberAt(const char* at, bool swap) {
  char raw[sizeof(T)];
  std::memcpy(raw, at, sizeof(T));
  if (swap) std::reverse(raw, raw + sizeof(T));
  T value;
  std::memcpy(&value, raw, sizeof(T));
  return static_cast<double>(value);
}

struct NumberType {
  std::string_view name;  ///< without the byte order
  std::size_t size;
  double (*read)(const char* at, bool swap);
};

constexpr NumberType kNumberTypes[] = {
    {"b1", 1, numberAt<std::uint8_t>}, {"u1", 1, numberAt<std::uint8_t>},
    {"i1", 1, numberAt<std::int8_t>},  {"u2", 2, numberAt<std::uint16_t>},
    {"i2", 2, numberAt<std::int16_t>}, {"u4", 4, numberAt<std::uint32_t>},
    {"i4", 4, numberAt<std::int32_t>}, {"u8", 8, numberAt<std::uint64_t>},
    {"i8", 8, numberAt<std::int64_t>}, {"f4", 4, numberAt<float>},
    {"f8", 8, numberAt<double>},
};

const NumberType* typeOf(std::string_view name) {
  if (name.empty() || std::string_view("<>|=").find(name.front()) == std::string_view::npos) return nullptr;
  const auto found = std::find_if(std::begin(kNumberTypes), std::end(kNumberTypes),
                                  [&](const NumberType& type) { return type.name == name.substr(1); });
  return found == std::end(kNumberTypes) ? nullptr : &*found;
}

/// Counts through the indices of an array whose first index runs fastest, and says where each element stands
/// where the last one does.
class FortranOrder {
 public:
  explicit FortranOrder(const std::vector<std::size_t>& shape)
      : m_shape(shape), m_index(shape.size()), m_step(shape.size(), 1) {
    for (std::size_t d = shape.size(); d-- > 1;) m_step[d - 1] = m_step[d] * shape[d];
  }

  std::size_t next() {
    const std::size_t at = m_at;
    for (std::size_t d = 0; d < m_shape.size(); ++d) {
      m_at += m_step[d];
      if (++m_index[d] < m_shape[d]) return at;
      m_at -= m_step[d] * m_shape[d];
      m_index[d] = 0;
    }
    return at;
  }

 private:
  const std::vector<std::size_t>& m_shape;
  std::vector<std::size_t> m_index, m_step;
  std::size_t m_at = 0;
};

Message tooLargeArray(const std::string& source) {
  return {"npy.too-large",
          LL_TEXT("%1 announces more data than this program reads. Save a smaller part of the array."),
          {source}};
}

std::optional<Message> sizeProblem(const NpyHeader& header, const NumberType& type, std::size_t held,
                                   const std::string& source, const LoadBudget& budget, std::size_t& count) {
  count = 1;
  for (const std::uint64_t size : header.shape) {
    if (size > 0 && count > std::min(budget.items, budget.bytes / type.size) / size)
      return tooLargeArray(source);
    count *= size;
  }
  const std::size_t announced = count * type.size;
  if (held < announced)
    return Message{"npy.truncated",
                   LL_TEXT("%1 ends too early: it holds %2 of %3 bytes. Download or copy it again."),
                   {source, static_cast<std::int64_t>(held), static_cast<std::int64_t>(announced)}};
  if (held > announced)
    return Message{"npy.too-long",
                   LL_TEXT("%1 holds more than the %2 bytes that its header announces. Download it again."),
                   {source, static_cast<std::int64_t>(announced)}};
  return std::nullopt;
}

}  // namespace

bool looksLikeNpy(std::string_view bytes) {
  return bytes.starts_with(kMagic);
}

Result<NpyHeader> readNpyHeader(std::string_view bytes, const std::string& source) {
  if (!looksLikeNpy(bytes))
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
  std::optional<NpyHeader> header = HeaderParser(bytes.substr(start, length)).parse();
  if (!header) return bad;
  header->data = bytes.substr(start + length);
  return std::move(*header);
}

Result<NpyArray> readNpyArray(std::string_view bytes, const std::string& source, const LoadBudget& budget) {
  const Result<NpyHeader> read = readNpyHeader(bytes, source);
  if (!read) return read.error();
  const NpyHeader& header = read.value();
  const NumberType* type = typeOf(header.descr);
  if (!type)
    return Message{
        "npy.unsupported-type",
        LL_TEXT("%1 holds data of the type %2, which is not read. Save it as numbers, such as with "
                "numpy.save(name, array.astype('float32'))."),
        {source, header.descr}};
  std::size_t count = 0;
  if (auto problem = sizeProblem(header, *type, header.data.size(), source, budget, count)) return *problem;
  const Deadline deadline(budget);
  const bool swap = (header.descr.front() == '>') != (std::endian::native == std::endian::big) &&
                    header.descr.front() != '|' && header.descr.front() != '=';
  const bool asBytes = type->name == "u1";  // truth values are 0 and 1, no shades of 255
  NpyArray out;
  out.shape.assign(header.shape.begin(), header.shape.end());
  asBytes ? out.bytes.resize(count) : out.values.resize(count);
  FortranOrder order(out.shape);
  const char* at = header.data.data();
  for (std::size_t i = 0; i < count; ++i, at += type->size) {
    const std::size_t to = header.fortranOrder ? order.next() : i;
    const double value = type->read(at, swap);
    if (asBytes)
      out.bytes[to] = static_cast<std::uint8_t>(value);
    else
      out.values[to] = static_cast<float>(value);
    if ((i & 0xFFFFF) == 0 && deadline.passed())
      return Message{"npy.too-slow", LL_TEXT("%1 takes too long to read; reading was stopped."), {source}};
  }
  return out;
}

}  // namespace lightloom::files
