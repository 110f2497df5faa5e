#include "answers/dataset_words.h"

#include <QCoreApplication>
#include <QLocale>

#include "document/translate.h"

namespace lightloom::ui {

QStringList classNames(const Dataset& data) {
  QStringList out;
  for (int i = 0; i < data.classes; ++i)
    out << (data.classNames.empty() ? QLocale().toString(i)
                                    : fromStd(data.classNames[static_cast<std::size_t>(i)]));
  return out;
}

QString targetName(const Dataset& data, int target) {
  if (!data.targetNames.empty()) return fromStd(data.targetNames[static_cast<std::size_t>(target)]);
  return QCoreApplication::translate("DatasetWords", "target %1").arg(target + 1);
}

QString otherDataSentence() {
  return QCoreApplication::translate(
      "DatasetWords",
      "The network of this run takes other data than what is there now. Open its own "
      "data set, or train anew.");
}

double inOwnUnit(const Dataset& data, int target, float value) {
  const std::size_t index = static_cast<std::size_t>(target);
  const double scaled = static_cast<double>(value);
  return data.targetScale.empty() ? scaled : data.targetOffset[index] + data.targetScale[index] * scaled;
}

std::vector<float> inputsOfSample(const Dataset& data, std::size_t sample) {
  std::vector<float> out(static_cast<std::size_t>(data.features));
  const auto index = static_cast<std::uint32_t>(sample);
  gatherInputs(data, &index, 1, out.data(), data.features);
  return out;
}

double inputInOwnUnit(const Dataset& data, std::size_t input, float value) {
  const double scaled = static_cast<double>(value);
  return data.inputScale.empty() ? scaled : data.inputOffset[input] + data.inputScale[input] * scaled;
}

}  // namespace lightloom::ui
