#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "all_rooms.h"

namespace lightloom::tests {

/// An NPY file of version 1 with this header and these bytes behind it.
inline std::string npyBytes(std::string header, const std::string& data) {
  header += std::string(63 - (10 + header.size()) % 64, ' ') + "\n";
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(header.size() & 0xFF);
  out += static_cast<char>(header.size() >> 8);
  return out + header + data;
}

/// An array of numbers of one type: "<f8", "(3, 4)".
template <typename T>
std::string npyFile(const std::string& type, const std::string& shape, const std::vector<T>& numbers,
                    bool fortran = false) {
  std::string data(numbers.size() * sizeof(T), '\0');
  if (!data.empty()) std::memcpy(data.data(), numbers.data(), data.size());
  return npyBytes("{'descr': '" + type + "', 'fortran_order': " + (fortran ? "True" : "False") +
                      ", 'shape': " + shape + ", }",
                  data);
}

}  // namespace lightloom::tests
