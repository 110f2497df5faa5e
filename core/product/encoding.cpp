#include "product/encoding.h"

#include <algorithm>

#include "base/check.h"

namespace lightloom::product {

Encoding encodingOf(std::string_view key) {
  const auto found = std::find_if(kEncodings.begin(), kEncodings.end(),
                                  [&](const EncodingLaw* law) { return law->key == key; });
  LL_CHECK(found != kEncodings.end());
  return (*found)->encoding;
}

}  // namespace lightloom::product
