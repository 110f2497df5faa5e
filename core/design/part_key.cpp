#include "design/part_key.h"

namespace lightloom::design {
namespace {

// FNV-1a, 32 bits.
std::uint32_t hashed(const std::string& id) {
  std::uint32_t hash = 2166136261u;
  for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
  return hash;
}

}  // namespace

RandomKey partKey(const PartView& part, Stream stream) {
  const std::int64_t seed = std::get<std::int64_t>(part.value("seed"));
  return {static_cast<std::uint64_t>(seed), stream, 0, 0, hashed(part.component().id)};
}

}  // namespace lightloom::design
