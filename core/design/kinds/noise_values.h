#pragma once

#include <span>
#include <string_view>

namespace lightloom {

/// A parameter of a kind of parts.
struct ParameterPlace {
  std::string_view kind, key;
};

/// The parameters that set the size of a noise source (`noise.KEY`, given by its key); none where it follows
/// from the light.
std::span<const ParameterPlace> noiseValuePlaces(std::string_view source);

}  // namespace lightloom
