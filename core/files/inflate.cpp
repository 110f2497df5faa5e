#include "files/inflate.h"

#include <zlib.h>

#include <algorithm>
#include <memory>
#include <new>
#include <vector>

#include "base/check.h"

namespace lightloom::files {
namespace {

constexpr std::size_t kPiece = 256 << 10;

// zlib wants its input as non-const bytes, though it does not write there.
Bytef* zlibBytes(std::string_view bytes) {
  return reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
}

// What zlib answers, where a want of memory is no word about the data.
int answered(int status) {
  if (status == Z_MEM_ERROR) throw std::bad_alloc();
  return status;
}

class Inflater {
 public:
  explicit Inflater(Packing packing) {
    LL_CHECK(answered(inflateInit2(&m_stream, packing == Packing::Gzip ? 16 + MAX_WBITS : -MAX_WBITS)) ==
             Z_OK);
  }
  ~Inflater() { inflateEnd(&m_stream); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;
  z_stream& stream() { return m_stream; }

 private:
  z_stream m_stream{};
};

class Unpacking {
 public:
  Unpacking(std::string_view packed, Packing packing, std::uint64_t limit, const ByteSink& sink)
      : m_packed(packed),
        m_packing(packing),
        m_limit(limit),
        m_sink(sink),
        m_inflater(packing),
        m_piece(kPiece) {}

  InflateEnd run() {
    while (true) {
      z_stream& stream = m_inflater.stream();
      const std::string_view rest = m_packed.substr(m_used);
      stream.next_in = zlibBytes(rest);
      stream.avail_in = static_cast<uInt>(std::min<std::size_t>(rest.size(), 1 << 30));
      stream.next_out = reinterpret_cast<Bytef*>(m_piece.data());
      stream.avail_out = kPiece;
      const uInt offered = stream.avail_in;
      const int status = answered(::inflate(&stream, Z_NO_FLUSH));
      m_used += offered - stream.avail_in;
      const std::size_t got = kPiece - stream.avail_out;
      if (const InflateEnd end = deliver(got); end != InflateEnd::Complete) return end;
      if (status == Z_STREAM_END) {
        if (!nextMember()) return InflateEnd::Complete;
      } else if (status == Z_BUF_ERROR || (status == Z_OK && got == 0 && m_used == m_packed.size())) {
        return InflateEnd::Truncated;
      } else if (status != Z_OK) {
        return InflateEnd::Corrupt;
      }
    }
  }
  std::size_t used() const { return m_used; }

 private:
  InflateEnd deliver(std::size_t got) {
    m_produced += got;
    if (m_produced > m_limit) return InflateEnd::TooLarge;
    if (m_produced > std::max(kAlwaysInflated, kLargestInflateRatio * m_used)) return InflateEnd::Suspicious;
    if (got > 0 && !m_sink(std::string_view(m_piece.data(), got))) return InflateEnd::Stopped;
    return InflateEnd::Complete;
  }

  bool nextMember() {
    if (m_packing != Packing::Gzip || !isGzip(m_packed.substr(m_used))) return false;
    return inflateReset(&m_inflater.stream()) == Z_OK;
  }

  std::string_view m_packed;
  Packing m_packing;
  std::uint64_t m_limit;
  const ByteSink& m_sink;
  Inflater m_inflater;
  std::vector<char> m_piece;
  std::size_t m_used = 0;
  std::uint64_t m_produced = 0;
};

}  // namespace

InflateEnd inflateTo(std::string_view packed, Packing packing, std::uint64_t limit, const ByteSink& sink,
                     std::size_t* consumed) {
  Unpacking unpacking(packed, packing, limit, sink);
  const InflateEnd end = unpacking.run();
  if (consumed) *consumed = unpacking.used();
  return end;
}

Message inflateProblem(InflateEnd end, const std::string& source) {
  switch (end) {
    case InflateEnd::Truncated:
      return {
          "gzip.truncated",
          LL_TEXT("%1 ends too early: part of the compressed data is missing. Download or copy it again."),
          {source}};
    case InflateEnd::TooLarge:
      return {"gzip.too-large",
              LL_TEXT("%1 unpacks to more than this program reads. Use a smaller part of the data."),
              {source}};
    case InflateEnd::Suspicious:
      return {
          "gzip.suspicious",
          LL_TEXT("%1 unpacks to more than %2 times its size, as no data does; reading was stopped. Do not "
                  "trust this file."),
          {source, static_cast<std::int64_t>(kLargestInflateRatio)}};
    default:
      return {"gzip.corrupt",
              LL_TEXT("%1 is damaged: the compressed data does not unpack. Download or copy it again."),
              {source}};
  }
}

bool isGzip(std::string_view bytes) {
  return bytes.substr(0, 2) == "\x1F\x8B";
}

std::string deflated(std::string_view bytes) {
  z_stream stream{};
  LL_CHECK(answered(deflateInit2(&stream, 6, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY)) == Z_OK);
  const std::unique_ptr<z_stream, decltype(&deflateEnd)> ends(&stream, deflateEnd);
  std::string out(deflateBound(&stream, static_cast<uLong>(bytes.size())), '\0');
  stream.next_in = zlibBytes(bytes);
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int status = ::deflate(&stream, Z_FINISH);
  LL_CHECK(status == Z_STREAM_END);
  out.resize(stream.total_out);
  return out;
}

std::uint32_t crc32Of(std::string_view bytes) {
  return static_cast<std::uint32_t>(crc32_z(0, zlibBytes(bytes), bytes.size()));
}

}  // namespace lightloom::files
