#pragma once

#include <zlib.h>

#include <string>

#include "all_rooms.h"

namespace lightloom::tests {

/// The bytes as a gzip file, packed as hard as zlib can.
inline std::string gzipped(const std::string& bytes) {
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

/// An IDX file of bytes with these sizes; its data counts 0, 1, 2 … mod 251.
inline std::string idxFile(std::initializer_list<unsigned> sizes, long extra = 0) {
  std::string out = {'\0', '\0', '\x08', static_cast<char>(sizes.size())};
  long count = 1;
  for (const unsigned size : sizes) {
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
    count *= size;
  }
  for (long i = 0; i < count + extra; ++i) out += static_cast<char>(i % 251);
  return out;
}

}  // namespace lightloom::tests
