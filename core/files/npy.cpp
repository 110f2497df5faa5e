#include "files/npy.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

namespace lightloom::files {
namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kMostHeader = 64 << 10;
constexpr std::size_t kMostNpyDimensions = 32;  // that NumPy has

struct NpyHeader {
  std::string type;  ///< "<f8"
  bool fortran = false;
  std::vector<std::size_t> shape;
};

/// The literal {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderReader {
 public:
  explicit HeaderReader(std::string_view text) : m_text(text) {}

  bool read(NpyHeader& out) {
    bool type = false, order = false, shape = false;
    if (!take('{')) return false;
    while (!take('}')) {
      const std::optional<std::string> key = text();
      if (!key || !take(':')) return false;
      if (*key == "descr" && !type)
        type = readType(out);
      else if (*key == "fortran_order" && !order)
        order = readFlag(out.fortran);
      else if (*key == "shape" && !shape)
        shape = readShape(out.shape);
      else
        return false;
      take(',');
    }
    skipBlanks();
    return type && order && shape && m_at == m_text.size();
  }

 private:
  void skipBlanks() {
    while (m_at < m_text.size() && (m_text[m_at] == ' ' || m_text[m_at] == '\n' || m_text[m_at] == '\0'))
      ++m_at;
  }

  bool take(char c) {
    skipBlanks();
    if (m_at >= m_text.size() || m_text[m_at] != c) return false;
    ++m_at;
    return true;
  }

  bool word(std::string_view wanted) {
    skipBlanks();
    if (m_text.substr(m_at, wanted.size()) != wanted) return false;
    m_at += wanted.size();
    return true;
  }

  std::optional<std::string> text() {
    skipBlanks();
    const char quote = m_at < m_text.size() ? m_text[m_at] : '\0';
    if (quote != '\'' && quote != '"') return std::nullopt;
    const std::size_t end = m_text.find(quote, m_at + 1);
    if (end == std::string_view::npos) return std::nullopt;
    std::string out(m_text.substr(m_at + 1, end - m_at - 1));
    m_at = end + 1;
    return out;
  }

  // Fields of records are a list here: no numbers of ours.
  bool readType(NpyHeader& out) {
    skipBlanks();
    if (m_at < m_text.size() && m_text[m_at] == '[') {
      out.type = "records";
      m_at = m_text.find("'fortran_order'", m_at);
      return m_at != std::string_view::npos;
    }
    const std::optional<std::string> said = text();
    out.type = said.value_or(std::string());
    return said.has_value();
  }

  bool readFlag(bool& out) {
    out = word("True");
    return out || word("False");
  }

  bool readShape(std::vector<std::size_t>& out) {
    if (!take('(')) return false;
    while (!take(')')) {
      skipBlanks();
      std::size_t size = 0, digits = 0;
      for (; m_at < m_text.size() && m_text[m_at] >= '0' && m_text[m_at] <= '9'; ++m_at, ++digits)
        size = std::min<std::size_t>(size, SIZE_MAX / 16) * 10 + static_cast<std::size_t>(m_text[m_at] - '0');
      if (digits == 0 || out.size() == kMostNpyDimensions) return false;
      out.push_back(size);
      take(',');
    }
    return true;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
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

Message badHeader(const std::string& source) {
  return {"npy.bad-header",
          LL_TEXT("The header of %1 is none that NumPy writes. Save the array again with numpy.save."),
          {source}};
}

Message tooLargeArray(const std::string& source) {
  return {"npy.too-large",
          LL_TEXT("%1 announces more data than this program reads. Save a smaller part of the array."),
          {source}};
}

/// The parts of a file.
struct NpyParts {
  std::string_view header, data;
};

Result<NpyParts> partsOf(std::string_view bytes, const std::string& source) {
  if (!looksLikeNpy(bytes))
    return Message{"npy.wrong-magic",
                   LL_TEXT("%1 is no NumPy array: it starts with other bytes. Choose another file."),
                   {source}};
  const std::size_t lengthBytes = bytes.size() > 6 && bytes[6] == 1 ? 2 : 4, start = 8 + lengthBytes;
  if (bytes.size() < start) return badHeader(source);
  std::size_t length = 0;
  for (std::size_t i = lengthBytes; i-- > 0;) length = length << 8 | static_cast<unsigned char>(bytes[8 + i]);
  if (length > kMostHeader) return tooLargeArray(source);
  if (bytes.size() - start < length) return badHeader(source);
  return NpyParts{bytes.substr(start, length), bytes.substr(start + length)};
}

std::optional<Message> sizeProblem(const NpyHeader& header, const NumberType& type, std::size_t held,
                                   const std::string& source, const LoadBudget& budget, std::size_t& count) {
  count = 1;
  for (const std::size_t size : header.shape) {
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

Result<NpyArray> readNpy(std::string_view bytes, const std::string& source, const LoadBudget& budget) {
  const Result<NpyParts> parts = partsOf(bytes, source);
  if (!parts) return parts.error();
  NpyHeader header;
  if (!HeaderReader(parts.value().header).read(header)) return badHeader(source);
  const NumberType* type = typeOf(header.type);
  if (!type)
    return Message{
        "npy.unsupported-type",
        LL_TEXT("%1 holds data of the type %2, which is not read. Save it as numbers, such as with "
                "numpy.save(name, array.astype('float32'))."),
        {source, header.type}};
  std::size_t count = 0;
  if (auto problem = sizeProblem(header, *type, parts.value().data.size(), source, budget, count))
    return *problem;
  const Deadline deadline(budget);
  const bool swap = (header.type.front() == '>') != (std::endian::native == std::endian::big) &&
                    header.type.front() != '|' && header.type.front() != '=';
  const bool asBytes = type->read == numberAt<std::uint8_t>;
  NpyArray out;
  out.shape = header.shape;
  asBytes ? out.bytes.resize(count) : out.values.resize(count);
  FortranOrder order(out.shape);
  const char* at = parts.value().data.data();
  for (std::size_t i = 0; i < count; ++i, at += type->size) {
    const std::size_t to = header.fortran ? order.next() : i;
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
