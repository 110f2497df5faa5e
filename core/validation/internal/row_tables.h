#pragma once

#include <span>

#include "rooms.h"
#include "validation/validation.h"

/// The tables of rows, one per topic, each in the order in which its rows are shown.
namespace lightloom::validation {

/// Why a tolerance is what it is, where many rows have the same reason.
inline constexpr const char* kLastDigit = LL_TEXT("Half a unit of the last digit that the source prints.");

std::span<const ValidationRow> energyRows();
std::span<const ValidationRow> benchRows();
std::span<const ValidationRow> detectionRows();
std::span<const ValidationRow> trainingRows();
std::span<const ValidationRow> lockingRows();
std::span<const ValidationRow> opticsRows();

}  // namespace lightloom::validation
