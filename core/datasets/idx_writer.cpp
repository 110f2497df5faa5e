#include "datasets/idx_writer.h"

namespace lightloom::datasets {

std::string idxBytes(const std::vector<std::uint32_t>& sizes, const std::vector<std::uint8_t>& bytes) {
  constexpr char kUnsignedByte = 0x08;
  std::string out = {'\0', '\0', kUnsignedByte, static_cast<char>(sizes.size())};
  out.reserve(4 + 4 * sizes.size() + bytes.size());
  for (const std::uint32_t size : sizes)
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(size >> shift);
  out.append(bytes.begin(), bytes.end());
  return out;
}

}  // namespace lightloom::datasets
