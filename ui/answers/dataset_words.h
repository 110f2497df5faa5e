#pragma once

#include <QString>
#include <QStringList>
#include <vector>

#include "learn/dataset.h"
#include "rooms.h"

namespace lightloom::ui {

/// Names of the classes, or their numbers.
QStringList classNames(const Dataset& data);

/// Why a network that was opened cannot be asked about the data that is there.
QString otherDataSentence();

/// Name of a target of a regression with its unit: "fat (%)".
QString targetName(const Dataset& data, int target);

/// A target in its own unit.
double inOwnUnit(const Dataset& data, int target, float value);

/// The inputs of a sample, 0 … 1.
std::vector<float> inputsOfSample(const Dataset& data, std::size_t sample);

/// An input in its own unit; as the network gets it where there is none.
double inputInOwnUnit(const Dataset& data, std::size_t input, float value);

}  // namespace lightloom::ui
